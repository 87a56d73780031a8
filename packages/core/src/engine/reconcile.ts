import { Clock, Effect } from "effect"
import { type Attempt, type CarrierEvent, deadlineOf, outcomeUnknown } from "../domain/attempt.ts"
import { Carrier, type PlacedCall } from "../ports/carrier.ts"
import { Store } from "../ports/store.ts"
import { Bus } from "./bus.ts"
import { Node } from "./node.ts"
import { placedCall } from "./placed-call.ts"
import { spanned } from "./span.ts"

/**
 * How long past its deadline (ms) an attempt is still asked for, before its outcome is called unknown; and how long a
 * node that was away itself asks at the least.
 */
const patience = 600_000

/** How long (ms) after its attempt was placed a request may still reach the carrier: longer than anybody waits for its answer. */
const onItsWay = 60_000

/**
 * Ask the carrier for every attempt that nobody answers for any more, or that is past its deadline. What the carrier
 * knows is recorded. Not to be known proves nothing, for a frozen node may still place the call: when its request cannot be
 * on its way any more, such an attempt ends as unknown, counts, and is not dialed again. Nobody is woken: an end that is
 * recorded wakes those whom it concerns, and a slot that was only given back is found by looking.
 */
export const reconcile = Effect.gen(function*() {
  const store = yield* Store
  const orphans = yield* store.orphans(yield* Clock.currentTimeMillis, 200)
  if (orphans.length === 0) return
  yield* Effect.forEach(yield* placedCalls(orphans), ask, { concurrency: 10, discard: true })
}).pipe(spanned("reconcile"))

/** For how long (ms) an import may go on: what it has after a day, its process has left behind. */
const longestImport = 86_400_000

/** Give up the imports of processes that ended; those of other nodes that still read their files go on. */
export const giveUpImports = Effect.gen(function*() {
  const store = yield* Store
  const before = (yield* Clock.currentTimeMillis) - longestImport
  const given = yield* store.failStaleLists(before, "the import was broken off: its process ended before its file did")
  if (given > 0) yield* Effect.logWarning("imports that were broken off are given up", { lists: given })
}).pipe(spanned("reconcile.imports"))

/** The most attempts without a price that are looked at in one step. */
const batch = 500

/** How long (ms) after an end a carrier is asked what it cost, at the earliest and at the latest. */
const priceAfter = 60_000
const priceUntil = 6 * 3_600_000

/**
 * Ask what calls have cost, where the carrier tells it only when it is asked. What is still not known, or could not be
 * asked for, is asked again the next time, and keeps no other call from its price.
 */
export const askPrices = Effect.gen(function*() {
  const carrier = yield* Carrier
  if (carrier.capabilities.tellsCost !== "asked") return
  const store = yield* Store
  const bus = yield* Bus
  const now = yield* Clock.currentTimeMillis
  const askOne = ({ call }: { readonly call: PlacedCall }) =>
    Effect.flatMap(carrier.find(call), bus.report).pipe(
      Effect.catchTag("CarrierUnavailable", (error) => Effect.logWarning(error.message, { attempt: call.attemptId }))
    )
  let after = now - priceUntil
  while (true) {
    const unpriced = yield* store.unpricedAttempts(carrier.capabilities.name, after, now - priceAfter, batch)
    yield* Effect.forEach(yield* placedCalls(unpriced), askOne, { concurrency: 5, discard: true })
    if (unpriced.length < batch) return
    after = unpriced.at(-1)!.endedAt ?? now
  }
}).pipe(spanned("reconcile.askPrices"))

/** Attempts as the carrier is asked for them. */
const placedCalls = Effect.fnUntraced(function*(attempts: ReadonlyArray<Attempt>) {
  const store = yield* Store
  const workspaces = [...new Set(attempts.map(({ workspaceId }) => workspaceId))]
  const numbers = (yield* Effect.forEach(workspaces, store.numbers)).flat()
  const phones = new Map(numbers.map(({ id, phone }) => [id, phone]))
  return attempts.flatMap((attempt) => {
    const from = phones.get(attempt.numberId)
    return from === undefined ? [] : [{ attempt, call: placedCall(attempt, from) }]
  })
})

/** Past which instant (ms UTC) a call has lived too long: its ring and talk time count from when they began. */
const lastInstant = (attempt: Attempt, events: ReadonlyArray<CarrierEvent>) => {
  const begun = events.filter(({ kind }) => kind === "ringing" || kind === "answered").map(({ at }) => at)
  return begun.length === 0 ? attempt.deadlineAt : Math.max(attempt.deadlineAt, deadlineOf(attempt, Math.min(...begun)))
}

const ask = Effect.fnUntraced(function*(
  { attempt, call }: { readonly attempt: Attempt; readonly call: PlacedCall }
) {
  const carrier = yield* Carrier
  const bus = yield* Bus
  const node = yield* Node
  const now = yield* Clock.currentTimeMillis
  const events = yield* carrier.find(call)
  yield* bus.report(events)
  if (events.some(({ kind }) => kind === "ended")) return
  if (events.length > 0) {
    const last = lastInstant(attempt, events)
    const known = events.find(({ carrierCallId }) => carrierCallId !== null)?.carrierCallId ?? call.carrierCallId
    if (now >= last) yield* bus.report(yield* carrier.hangup({ ...call, carrierCallId: known }))
    if (now >= Math.max(last, node.since) + patience) yield* bus.report([outcomeUnknown(attempt, "never_ended", now)])
  } else if (now >= attempt.deadlineAt || (attempt.state === "placing" && now >= call.since + onItsWay)) {
    yield* bus.report([outcomeUnknown(attempt, "not_known_to_carrier", now)])
  }
}, (effect, { attempt }) =>
  Effect.catchTag(effect, "CarrierUnavailable", (error) =>
    Effect.gen(function*() {
      yield* Effect.logWarning(error.message, { attempt: attempt.id })
      const now = yield* Clock.currentTimeMillis
      const node = yield* Node
      if (now < Math.max(attempt.deadlineAt, node.since) + patience) return
      const bus = yield* Bus
      yield* bus.report([outcomeUnknown(attempt, "carrier_unavailable", now)])
    })))
