import { Clock, Effect } from "effect"
import type { AttemptId } from "../../domain/id.ts"
import { newId } from "../../engine/ids.ts"
import { Carrier } from "../../ports/carrier.ts"
import { holds, same } from "../check.ts"
import { type CarrierTest, type CarrierUnderTest, ends, listen, onlyOf, place, unknownTo, until } from "./under-test.ts"

/** What becomes of calls that were accepted. */
export const calls = (carrierOf: CarrierUnderTest): ReadonlyArray<CarrierTest> => {
  const { absent, from, pass, talker } = carrierOf
  return [
    {
      name: "tells of an accepted request that it ended, and how",
      test: Effect.gen(function*() {
        const heard = yield* listen()
        const call = yield* place(carrierOf, talker)
        yield* pass("5 minutes")
        const told = ends(yield* heard(call.attemptId))
        yield* holds("at least one end is told", told.length > 0, told)
        yield* same("every end tells the same", new Set(told.map(({ disposition }) => disposition)).size, 1)
        yield* same("disposition of a conversation", told[0]?.disposition, "answered")
      })
    },
    {
      name: "ends a conversation at its limit, which is what the hold pays for",
      test: Effect.gen(function*() {
        const heard = yield* listen()
        const call = yield* place(carrierOf, talker, { limitSeconds: 15 })
        yield* pass("5 minutes")
        const [end] = ends(yield* heard(call.attemptId))
        yield* holds("the end is told, after at most 15 seconds of talk", (end?.talkSeconds ?? Infinity) <= 15, end)
      })
    },
    {
      name: "rings no longer than asked",
      test: Effect.gen(function*() {
        const heard = yield* listen()
        const at = yield* Clock.currentTimeMillis
        const call = yield* place(carrierOf, absent, { ringSeconds: 12 })
        yield* pass("5 minutes")
        const [end] = ends(yield* heard(call.attemptId))
        yield* same("disposition of a phone that nobody takes", end?.disposition, "no_answer")
        yield* same("talk time", end?.talkSeconds, 0)
        yield* holds("it ended within the ring time and some seconds", (end?.at ?? Infinity) <= at + 30_000, end)
      })
    },
    {
      name: "knows an attempt that it accepted, by the attempt's id alone",
      test: Effect.gen(function*() {
        const carrier = yield* Carrier
        const call = yield* place(carrierOf, talker)
        const live = yield* carrier.find({ ...call, carrierCallId: null })
        yield* holds("something is known of it", live.length > 0, live)
        yield* onlyOf(call.attemptId, live)
        yield* pass("5 minutes")
        yield* same("its end is known afterwards", ends(yield* carrier.find(call)).length, 1)
      })
    },
    {
      name: "tells two calls to one phone apart, when it is asked",
      test: Effect.gen(function*() {
        const carrier = yield* Carrier
        const first = yield* place(carrierOf, absent)
        yield* pass("5 minutes")
        const second = yield* place(carrierOf, absent)
        yield* pass("5 minutes")
        for (const call of [first, second]) {
          const known = yield* carrier.find(call)
          yield* onlyOf(call.attemptId, known)
          yield* same("how many ends are known of it", ends(known).length, 1)
          const names = new Set(known.map(({ carrierCallId }) => carrierCallId))
          yield* same("the carrier's names for it", [...names], [call.carrierCallId])
        }
      })
    },
    {
      name: "knows nothing of an attempt that it never heard of",
      test: Effect.gen(function*() {
        const attemptId = yield* newId<AttemptId>()
        const since = yield* Clock.currentTimeMillis
        yield* unknownTo({ attemptId, carrierCallId: null, to: talker, from, since })
      })
    },
    {
      name: "withdraws a call that rings: canceled, without talk time",
      test: Effect.gen(function*() {
        const carrier = yield* Carrier
        const heard = yield* listen()
        const call = yield* place(carrierOf, absent)
        const answer = yield* carrier.hangup(call)
        yield* pass("5 minutes")
        const told = ends([...answer, ...(yield* heard(call.attemptId)), ...(yield* carrier.find(call))])
        yield* holds("its end can be learned", told.length > 0, told)
        const canceled = told.every(({ disposition, talkSeconds }) => disposition === "canceled" && talkSeconds === 0)
        yield* holds("it was canceled, without talk", canceled, told)
      })
    },
    {
      name: "withdraws a call of which only the attempt's id is known",
      test: Effect.gen(function*() {
        const carrier = yield* Carrier
        const call = yield* place(carrierOf, absent)
        const answer = yield* carrier.hangup({ ...call, carrierCallId: null })
        yield* pass("5 minutes")
        const told = ends([...answer, ...(yield* carrier.find(call))])
        yield* holds(
          "it was canceled",
          told.length > 0 && told.every(({ disposition }) => disposition === "canceled"),
          told
        )
      })
    },
    {
      name: "ends a call that is talked on: answered, for the time until then",
      test: Effect.gen(function*() {
        const carrier = yield* Carrier
        const heard = yield* listen()
        const call = yield* place(carrierOf, talker, { limitSeconds: 600 })
        const answered = yield* until(carrierOf, heard, call.attemptId, "answered")
        yield* pass("3 seconds")
        const answer = yield* carrier.hangup(call)
        yield* pass("5 minutes")
        const told = ends([...answer, ...(yield* heard(call.attemptId)), ...(yield* carrier.find(call))])
        yield* holds("its end can be learned", told.length > 0, told)
        yield* holds("it was answered", told.every(({ disposition }) => disposition === "answered"), told)
        const short = told.every(({ at, talkSeconds }) =>
          talkSeconds > 0 && talkSeconds <= 60 && at < answered.at + 60_000
        )
        yield* holds("it was talked on for some seconds", short, told)
      })
    },
    {
      name: "hanging up what has ended is no error",
      test: Effect.gen(function*() {
        const carrier = yield* Carrier
        const call = yield* place(carrierOf, absent)
        yield* pass("5 minutes")
        yield* carrier.hangup(call)
        yield* carrier.hangup(call)
        yield* same("how it ended", ends(yield* carrier.find(call))[0]?.disposition, "no_answer")
      })
    },
    {
      name: "hanging up what it never heard of tells nothing",
      test: Effect.gen(function*() {
        const carrier = yield* Carrier
        const attemptId = yield* newId<AttemptId>()
        const since = yield* Clock.currentTimeMillis
        const answer = yield* carrier.hangup({ attemptId, carrierCallId: null, to: absent, from, since })
        yield* same("what is answered", answer, [])
      })
    }
  ]
}
