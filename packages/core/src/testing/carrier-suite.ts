import { Clock, type Duration, Effect, Queue, type Scope, Stream } from "effect"
import type { CarrierEvent } from "../domain/attempt.ts"
import type { AttemptId } from "../domain/id.ts"
import type { Phone } from "../domain/phone.ts"
import { newId } from "../engine/ids.ts"
import { Carrier, type PlaceRequest } from "../ports/carrier.ts"
import { holds, same } from "./check.ts"

/** One promise of the port, as a program that fails where a carrier breaks it. */
export interface CarrierTest {
  readonly name: string
  readonly test: Effect.Effect<void, Error, Carrier | Scope.Scope>
}

/** What the suite needs to know of the carrier that it tries. */
export interface CarrierUnderTest {
  /** Lets time pass for the carrier: the test clock, or the clock of a stand-in. */
  readonly pass: (duration: Duration.Input) => Effect.Effect<void>
  /** A phone at which somebody answers, and talks for longer than a minute if let. */
  readonly talker: Phone
  /** A phone that rings unanswered. */
  readonly absent: Phone
  /** A number of the account to call from. */
  readonly from: Phone
}

const request = Effect.fnUntraced(function*(from: Phone, to: Phone, more: Partial<PlaceRequest> = {}) {
  const made: PlaceRequest = {
    attemptId: yield* newId<AttemptId>(),
    to,
    from,
    answer: { kind: "say" },
    text: "Hello",
    variables: {},
    ringSeconds: 20,
    limitSeconds: 60,
    ...more
  }
  return made
})

const place = Effect.fnUntraced(function*(made: PlaceRequest) {
  const carrier = yield* Carrier
  const result = yield* carrier.place(made)
  yield* same("the carrier's answer to a good request", result._tag, "Accepted")
  return {
    attemptId: made.attemptId,
    to: made.to,
    carrierCallId: result._tag === "Accepted" ? result.carrierCallId : null
  }
})

/** Collects what the carrier tells of one attempt, from now on. */
const listen = Effect.fnUntraced(function*() {
  const carrier = yield* Carrier
  const heard = yield* Queue.unbounded<CarrierEvent>()
  yield* carrier.events.pipe(
    Stream.runForEach((event) => Queue.offer(heard, event)),
    Effect.forkScoped({ startImmediately: true })
  )
  return (attemptId: AttemptId) =>
    Queue.clear(heard).pipe(Effect.map((events) => events.filter((event) => event.attemptId === attemptId)))
})

const ends = (events: ReadonlyArray<CarrierEvent>) => events.filter(({ kind }) => kind === "ended")

/**
 * What every carrier must do, one test for each promise of the port. Run each with a carrier of its own.
 *
 * It is young: classes of refusal, webhooks and faults join it with the first carrier that speaks HTTP.
 */
export const carrierSuite = ({ absent, from, pass, talker }: CarrierUnderTest): ReadonlyArray<CarrierTest> => [
  {
    name: "tells of an accepted request that it ended, and how",
    test: Effect.gen(function*() {
      const heard = yield* listen()
      const call = yield* place(yield* request(from, talker))
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
      const call = yield* place(yield* request(from, talker, { limitSeconds: 15 }))
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
      const call = yield* place(yield* request(from, absent, { ringSeconds: 12 }))
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
      const call = yield* place(yield* request(from, talker))
      const live = yield* carrier.find({ ...call, carrierCallId: null })
      yield* holds("something is known of it", live.length > 0, live)
      yield* holds("all of it is about this attempt", live.every(({ attemptId }) => attemptId === call.attemptId), live)
      yield* pass("5 minutes")
      yield* same("its end is known afterwards", ends(yield* carrier.find(call)).length, 1)
    })
  },
  {
    name: "knows nothing of an attempt that it never heard of",
    test: Effect.gen(function*() {
      const carrier = yield* Carrier
      const attemptId = yield* newId<AttemptId>()
      yield* same("what is found", yield* carrier.find({ attemptId, carrierCallId: null, to: talker }), [])
    })
  },
  {
    name: "withdraws a call that rings: canceled, without talk time",
    test: Effect.gen(function*() {
      const carrier = yield* Carrier
      const heard = yield* listen()
      const call = yield* place(yield* request(from, absent))
      yield* carrier.hangup(call)
      yield* pass("5 minutes")
      const told = ends([...(yield* heard(call.attemptId)), ...(yield* carrier.find(call))])
      yield* holds("its end can be learned", told.length > 0, told)
      const canceled = told.every(({ disposition, talkSeconds }) => disposition === "canceled" && talkSeconds === 0)
      yield* holds("it was canceled, without talk", canceled, told)
    })
  },
  {
    name: "hanging up what has ended is no error",
    test: Effect.gen(function*() {
      const carrier = yield* Carrier
      const call = yield* place(yield* request(from, absent))
      yield* pass("5 minutes")
      yield* carrier.hangup(call)
      yield* carrier.hangup(call)
      yield* same("how it ended", ends(yield* carrier.find(call))[0]?.disposition, "no_answer")
    })
  }
]
