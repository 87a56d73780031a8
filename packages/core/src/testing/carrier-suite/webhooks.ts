import { Effect, Option, Result, Schema } from "effect"
import { CarrierEvent } from "../../domain/attempt.ts"
import { type CarrierRequest, CarrierWebhooks } from "../../ports/carrier-webhooks.ts"
import { holds, Mismatch, same } from "../check.ts"
import { type CarrierTest, type CarrierUnderTest, onlyOf, place } from "./under-test.ts"

const webhooksOf = Effect.flatMap(
  Effect.serviceOption(CarrierWebhooks),
  Option.match({
    onNone: () => Effect.fail(new Mismatch({ message: "CarrierWebhooks is not there beside the carrier" })),
    onSome: Effect.succeed
  })
)

/** Bodies that nobody in good faith sends, signed or not. */
const hostile: ReadonlyArray<string> = [
  "",
  "&",
  "=",
  "%",
  "%ZZ=%E0%A4%A",
  "null",
  "[]",
  "{}",
  "{\"data\":null}",
  "{\"data\":{\"event_type\":\"call.hangup\",\"payload\":[]}}",
  "\u0000\u0001\u0002",
  "<xml/>",
  "CallSid=../../etc/passwd&CallStatus=completed",
  "CallStatus=completed&CallDuration=1e99&CallSid=CA",
  "__proto__=1&constructor=2",
  `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
  "a=b&".repeat(20_000),
  "💥".repeat(1000)
]

/** Ways to make something else of a request that was genuine. */
const forgeries: ReadonlyArray<readonly [what: string, forge: (request: CarrierRequest) => CarrierRequest]> = [
  ["without any header", (request) => ({ ...request, headers: {} })],
  ["with another body", (request) => ({ ...request, body: `${request.body}&more=1` })],
  ["with an empty body", (request) => ({ ...request, body: "" })],
  ["with its headers emptied", (request) => ({
    ...request,
    headers: Object.fromEntries(Object.keys(request.headers).map((name) => [name, ""]))
  })],
  ["with its headers garbled", (request) => ({
    ...request,
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, `${value}x`]))
  })]
]

const isEvent = Schema.is(CarrierEvent)

/** What a carrier is told by over HTTP: who may tell, and what. */
export const webhooks = (carrierOf: CarrierUnderTest): ReadonlyArray<CarrierTest> => {
  const { webhooks: under } = carrierOf
  if (under === undefined) return []
  return [
    {
      name: "a genuine request tells of its call, and the same again when it comes again",
      test: Effect.gen(function*() {
        const { receive } = yield* webhooksOf
        const { attemptId, carrierCallId } = yield* place(carrierOf, carrierOf.absent)
        const request = yield* under.genuine(attemptId, carrierCallId ?? "")
        const first = yield* receive(request)
        yield* holds("something is told", first.length > 0, first)
        yield* onlyOf(attemptId, first)
        yield* same("the second time", yield* receive(request), first)
      })
    },
    ...forgeries.map(([what, forge]): CarrierTest => ({
      name: `a request ${what} is nobody's`,
      test: Effect.gen(function*() {
        const { receive } = yield* webhooksOf
        const { attemptId, carrierCallId } = yield* place(carrierOf, carrierOf.absent)
        const request = yield* under.genuine(attemptId, carrierCallId ?? "")
        const answer = yield* Effect.result(receive(forge(request)))
        yield* same("why it was refused", Result.isFailure(answer) ? answer.failure.why : "taken", "not_authentic")
      })
    })),
    {
      name: "a body of any kind is refused or tells what makes sense, even where it is signed",
      test: Effect.gen(function*() {
        const { receive } = yield* webhooksOf
        for (const body of hostile) {
          const answer = yield* Effect.result(receive(yield* under.signed(body)))
          if (Result.isFailure(answer)) continue
          const sane = answer.success.every((event) => isEvent(event) && event.talkSeconds <= 86_400)
          yield* holds(`what "${body.slice(0, 40)}" tells`, sane, answer.success)
        }
      })
    }
  ]
}
