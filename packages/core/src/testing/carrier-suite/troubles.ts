import { Clock, Effect, Fiber, Result } from "effect"
import { Carrier, type PlaceResult } from "../../ports/carrier.ts"
import { holds, Mismatch, same } from "../check.ts"
import {
  callOf,
  type CarrierTest,
  type CarrierUnderTest,
  ends,
  listen,
  onlyOf,
  place,
  requestTo,
  type Trouble,
  unknownTo
} from "./under-test.ts"

const refusals = ["throttled", "invalid_number", "forbidden", "retryable", "account", "fatal"] as const

/** Questions that cannot be asked. */
const outages = (carrierOf: CarrierUnderTest): ReadonlyArray<CarrierTest> => {
  const { absent, outage } = carrierOf
  if (outage === undefined) return []
  return [{
    name: "a carrier that cannot be asked is unavailable, and nobody takes that for not knowing the call",
    test: Effect.gen(function*() {
      const { find, hangup, withdraw } = yield* Carrier
      const call = yield* place(carrierOf, absent)
      for (const asked of [find, hangup, ...(withdraw === undefined ? [] : [withdraw])]) {
        for (const carrierCallId of [call.carrierCallId, null]) {
          yield* outage
          const answer = yield* Effect.result(asked({ ...call, carrierCallId }))
          yield* same(
            "the answer",
            Result.isFailure(answer) ? answer.failure._tag : answer.success,
            "CarrierUnavailable"
          )
        }
      }
      yield* holds("it is known afterwards", (yield* find(call)).length > 0, call)
    })
  }]
}

/** Requests that are not simply accepted. Only the troubles that can be made are tried. */
export const troubles = (carrierOf: CarrierUnderTest): ReadonlyArray<CarrierTest> => {
  const { pass } = carrierOf
  const among = (
    trouble: Trouble,
    name: string,
    body: (
      met: {
        readonly result: PlaceResult
        readonly call: ReturnType<typeof callOf>
        readonly heard: Effect.Success<ReturnType<typeof listen>>
      }
    ) => Effect.Effect<void, Error, Carrier>
  ): ReadonlyArray<CarrierTest> => {
    const make = carrierOf.troubles?.[trouble]
    if (make === undefined) return []
    const test = Effect.gen(function*() {
      const carrier = yield* Carrier
      const heard = yield* listen()
      const request = yield* requestTo(carrierOf, yield* make)
      const since = yield* Clock.currentTimeMillis
      const asking = yield* Effect.forkChild(carrier.place(request), { startImmediately: true })
      if (trouble === "silence") yield* pass("1 minute")
      const result = yield* Fiber.join(asking)
      yield* body({ result, call: callOf(request, since), heard })
    })
    return [{ name, test }]
  }

  const unknown = (result: PlaceResult) => same("the result", result._tag, "Unknown")

  return [
    ...refusals.flatMap((refusal) =>
      among(
        refusal,
        `a request that is refused as ${refusal} was not taken, and comes to nothing`,
        ({ call, heard, result }) =>
          Effect.gen(function*() {
            if (result._tag !== "Rejected") {
              return yield* new Mismatch({ message: `the result is not a refusal: ${JSON.stringify(result)}` })
            }
            yield* same("its class", result.class, refusal)
            yield* holds("it has a code, for people", result.code !== "", result)
            yield* holds("a time to wait is some milliseconds", (result.retryAfter ?? 1) > 0, result)
            if (refusal === "throttled" && carrierOf.retryAfter !== undefined) {
              yield* same("the time to wait", result.retryAfter, carrierOf.retryAfter)
            }
            yield* pass("5 minutes")
            yield* unknownTo(call)
            yield* same("what is told of it", yield* heard(call.attemptId), [])
          })
      )
    ),
    ...among(
      "lost_before",
      "a request of which nobody can say whether it was taken is unknown, never refused",
      ({ call, result }) =>
        Effect.gen(function*() {
          yield* unknown(result)
          yield* pass("10 seconds")
          yield* unknownTo(call)
        })
    ),
    ...among(
      "lost_after",
      "a request that was taken and whose answer was lost is unknown, and can be found",
      ({ call, result }) =>
        Effect.gen(function*() {
          const carrier = yield* Carrier
          yield* unknown(result)
          yield* pass("10 seconds")
          const known = yield* carrier.find(call)
          yield* holds("it is known by the attempt's id", known.length > 0, known)
          yield* onlyOf(call.attemptId, known)
          yield* pass("5 minutes")
          yield* same("its end is known afterwards", ends(yield* carrier.find(call)).length, 1)
        })
    ),
    ...outages(carrierOf),
    ...among(
      "silence",
      "a carrier that does not answer within a minute is given up: unknown",
      ({ result }) => unknown(result)
    )
  ]
}
