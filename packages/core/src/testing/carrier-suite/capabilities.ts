import { Clock, Effect } from "effect"
import { undialed } from "../../domain/attempt.ts"
import type { AttemptId } from "../../domain/id.ts"
import { Carrier } from "../../ports/carrier.ts"
import { holds, Mismatch, same } from "../check.ts"
import { callOf, type CarrierTest, type CarrierUnderTest, ends, listen, place, requestTo, until } from "./under-test.ts"

/** That a carrier can do what its capabilities say, and nothing else is said of it. */
export const capabilities = (carrierOf: CarrierUnderTest): ReadonlyArray<CarrierTest> => {
  const { absent, pass, talker } = carrierOf
  return [
    {
      name: "says what it can do: a name, and a pace above zero where it has one",
      test: Effect.gen(function*() {
        const { capabilities, extendLimit, withdraw } = yield* Carrier
        yield* holds("a name that a path can have", /^[a-z0-9-]+$/u.test(capabilities.name), capabilities)
        const { pace } = capabilities
        yield* holds("a pace", pace === null || (pace.perSecond > 0 && pace.burst >= 1), pace)
        yield* same("whether what waits can be withdrawn", withdraw !== undefined, capabilities.queuesOverPace)
        yield* same("whether limits can be changed", extendLimit !== undefined, capabilities.extendsLimit)
      })
    },
    {
      name: "takes a repeated request once, where it says so",
      test: Effect.gen(function*() {
        const carrier = yield* Carrier
        if (!carrier.capabilities.idempotentCreate) return
        const request = yield* requestTo(carrierOf, absent)
        const since = yield* Clock.currentTimeMillis
        const first = yield* carrier.place(request)
        const second = yield* carrier.place(request)
        yield* same("the second answer", second, first)
        yield* pass("5 minutes")
        yield* same("how many ends are known", ends(yield* carrier.find(callOf(request, since))).length, 1)
      })
    },
    {
      name: "tells machines from people as the assistant chooses, where it can",
      test: Effect.gen(function*() {
        const carrier = yield* Carrier
        const { machine } = carrierOf
        if (!carrier.capabilities.machineDetection) return
        if (machine === undefined) return yield* new Mismatch({ message: "no phone is named that a machine takes" })
        const heard = yield* listen()
        for (const [machineDetection, disposition] of [["off", "answered"], ["sync", "voicemail"]] as const) {
          const call = yield* place(carrierOf, machine, { answer: { kind: "say", machineDetection }, ringSeconds: 120 })
          yield* pass("5 minutes")
          const told = new Set(ends(yield* heard(call.attemptId)).map((end) => end.disposition))
          yield* same(`what a machine is with detection ${machineDetection}`, [...told], [disposition])
        }
      })
    },
    {
      name: "withdraws what waits for its turn as never dialed, where it lets requests wait",
      test: Effect.gen(function*() {
        const carrier = yield* Carrier
        const { withdraw } = carrier
        if (withdraw === undefined) return
        const waiting = Math.ceil((carrier.capabilities.pace?.perSecond ?? 1) * 30)
        const calls = yield* Effect.forEach(Array.from({ length: waiting }), () => place(carrierOf, absent))
        const last = calls.at(-1)!
        const [end] = ends(yield* withdraw(last))
        yield* same("how it ended", end && [end.disposition, end.code], ["canceled", undialed])
        yield* pass("5 minutes")
        yield* same("what is found of it", ends(yield* carrier.find(last)).map(({ code }) => code), [undialed])
      })
    },
    {
      name: "withdraws no call that is dialed by then, where it lets requests wait",
      test: Effect.gen(function*() {
        const { withdraw } = yield* Carrier
        if (withdraw === undefined) return
        const heard = yield* listen()
        const [rings, talks] = [yield* place(carrierOf, absent), yield* place(carrierOf, talker)]
        yield* until(carrierOf, heard, rings.attemptId, "queued")
        yield* same("an end of one that is dialed", ends(yield* withdraw(rings)), [])
        yield* until(carrierOf, heard, talks.attemptId, "answered")
        yield* same("an end of one that is talked on", ends(yield* withdraw(talks)), [])
        yield* pass("5 minutes")
        const how = Effect.fnUntraced(function*(attemptId: AttemptId) {
          return ends(yield* heard(attemptId))[0]?.disposition
        })
        yield* same("how the one ended that rang", yield* how(rings.attemptId), "no_answer")
        yield* same("how the one ended that was talked on", yield* how(talks.attemptId), "answered")
        const again = yield* withdraw(talks)
        yield* same("what is then known of its end", ends(again).map(({ disposition }) => disposition), ["answered"])
      })
    },
    {
      name: "lets a call that lives last longer, and none that has ended, where it can",
      test: Effect.gen(function*() {
        const { extendLimit } = yield* Carrier
        if (extendLimit === undefined) return
        const heard = yield* listen()
        const call = yield* place(carrierOf, talker, { limitSeconds: 20 })
        yield* until(carrierOf, heard, call.attemptId, "answered")
        yield* same("while it is talked on", yield* extendLimit(call, 40), true)
        const end = yield* until(carrierOf, heard, call.attemptId, "ended")
        yield* holds("it lasted longer than its first limit", end.talkSeconds > 20 && end.talkSeconds <= 41, end)
        yield* same("when it has ended", yield* extendLimit(call, 60), false)
      })
    }
  ]
}
