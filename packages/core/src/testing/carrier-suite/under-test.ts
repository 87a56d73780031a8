import { Clock, type Duration, Effect, type Scope, Stream } from "effect"
import type { CarrierEvent } from "../../domain/attempt.ts"
import type { AttemptId } from "../../domain/id.ts"
import type { Phone } from "../../domain/phone.ts"
import { newId } from "../../engine/ids.ts"
import type { CarrierRequest } from "../../ports/carrier-webhooks.ts"
import { Carrier, type PlacedCall, type PlaceRequest, type Refusal } from "../../ports/carrier.ts"
import { holds, Mismatch, same } from "../check.ts"

/** One promise of the port, as a program that fails where a carrier breaks it. */
export interface CarrierTest {
  readonly name: string
  readonly test: Effect.Effect<void, Error, Carrier | Scope.Scope>
}

/**
 * What a request to dial can meet: a refusal of some class, an answer that is lost before or after the request was
 * taken, or no answer at all.
 */
export type Trouble = Refusal | "lost_before" | "lost_after" | "silence"

/** How requests of a carrier that calls webhooks are made for the suite; `CarrierWebhooks` must be there to receive them. */
export interface WebhooksUnderTest {
  /** A request as the carrier makes it, with all that proves it, that tells something of a call. */
  readonly genuine: (attemptId: AttemptId, carrierCallId: string) => Effect.Effect<CarrierRequest>
  /** Any body in a request that the carrier could have proved. */
  readonly signed: (body: string) => Effect.Effect<CarrierRequest>
}

/** What the suite needs to know of the carrier that it tries. */
export interface CarrierUnderTest {
  /** Lets time pass for the carrier, and what it then tells be heard: the test clock, or the clock of a stand-in. */
  readonly pass: (duration: Duration.Input) => Effect.Effect<void>
  /** A phone at which somebody answers, and talks for longer than a minute if let. */
  readonly talker: Phone
  /** A phone that rings unanswered. */
  readonly absent: Phone
  /** A phone that a machine takes; needed for a carrier that can tell it from a person. */
  readonly machine?: Phone
  /** Milliseconds that a request that is throttled is told to wait, where the trouble says so. */
  readonly retryAfter?: number
  /** More phones whose calls end in ways of their own: engaged, declined, nobody's. */
  readonly others?: ReadonlyArray<Phone>
  /** A number of the account to call from. */
  readonly from: Phone
  /** How a request is made to meet trouble: each answers with the phone that is then to be dialed. What is left out is not tried. */
  readonly troubles?: Readonly<Partial<Record<Trouble, Effect.Effect<Phone>>>>
  /** Makes the next request fail that asks of a call, or would change one. What is left out is not tried. */
  readonly outage?: Effect.Effect<void>
  /** For a carrier that calls webhooks. */
  readonly webhooks?: WebhooksUnderTest
}

/** A request to dial. */
export const requestTo = Effect.fnUntraced(
  function*({ from }: CarrierUnderTest, to: Phone, more: Partial<PlaceRequest> = {}) {
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
  }
)

/** The call of a request, as a carrier is asked for it. */
export const callOf = (
  { attemptId, from, to }: PlaceRequest,
  since: number,
  carrierCallId: string | null = null
): PlacedCall => ({ attemptId, carrierCallId, from, since, to })

/** Places a call, which is expected to be accepted. */
export const place = Effect.fnUntraced(
  function*(carrierOf: CarrierUnderTest, to: Phone, more: Partial<PlaceRequest> = {}) {
    const carrier = yield* Carrier
    const made = yield* requestTo(carrierOf, to, more)
    const since = yield* Clock.currentTimeMillis
    const result = yield* carrier.place(made)
    return result._tag === "Accepted"
      ? callOf(made, since, result.carrierCallId)
      : yield* new Mismatch({ message: `a good request was not accepted: ${JSON.stringify(result)}` })
  }
)

/** Collects what the carrier tells, from now on: all that is told of an attempt, each time it is asked. */
export const listen = Effect.fnUntraced(function*() {
  const carrier = yield* Carrier
  const heard: Array<CarrierEvent> = []
  yield* carrier.events.pipe(
    Stream.runForEach((event) => Effect.sync(() => heard.push(event))),
    Effect.forkScoped({ startImmediately: true })
  )
  return (attemptId: AttemptId) => Effect.sync(() => heard.filter((event) => event.attemptId === attemptId))
})

/** Lets time pass in small steps until something is told of an attempt; fails when that takes longer than ten minutes. */
export const until = Effect.fnUntraced(function*(
  { pass }: CarrierUnderTest,
  heard: (attemptId: AttemptId) => Effect.Effect<ReadonlyArray<CarrierEvent>>,
  attemptId: AttemptId,
  kind: CarrierEvent["kind"]
) {
  for (let step = 0; step < 300; step++) {
    const told = yield* heard(attemptId)
    const found = told.find((event) => event.kind === kind)
    if (found !== undefined) return found
    yield* pass("2 seconds")
  }
  return yield* new Mismatch({ message: `"${kind}" was not told within ten minutes` })
})

/** The ends among events. */
export const ends = (events: ReadonlyArray<CarrierEvent>): ReadonlyArray<CarrierEvent> =>
  events.filter(({ kind }) => kind === "ended")

/** That all of some events are of one attempt. */
export const onlyOf = (attemptId: AttemptId, events: ReadonlyArray<CarrierEvent>) =>
  holds("all that is told is of this attempt", events.every((event) => event.attemptId === attemptId), events)

/** That a carrier knows nothing of a call. */
export const unknownTo = Effect.fnUntraced(function*(call: PlacedCall) {
  const carrier = yield* Carrier
  yield* same("what is known of it", yield* carrier.find(call), [])
})
