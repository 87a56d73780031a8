import { Clock, Effect } from "effect"
import { type Attempt, outcomeUnknown } from "../domain/attempt.ts"
import { Carrier } from "../ports/carrier.ts"
import { Store } from "../ports/store.ts"
import { Bus } from "./bus.ts"

/** How long past its deadline (ms) an attempt is still asked for, before its outcome is called unknown. */
const patience = 600_000

/**
 * Ask the carrier for every attempt that nobody answers for any more, or that is past its deadline. What the carrier
 * knows is recorded. Not to be known proves nothing, for a frozen node may still place the call: such an attempt ends as
 * unknown, counts, and is not dialed again.
 */
export const reconcile = Effect.gen(function*() {
  const store = yield* Store
  const bus = yield* Bus
  const orphans = yield* store.orphans(yield* Clock.currentTimeMillis, 200)
  yield* Effect.forEach(orphans, ask, { concurrency: 10, discard: true })
  yield* bus.wake("dispatch", "schedule")
}).pipe(Effect.withSpan("reconcile"))

/** For how long (ms) an import may go on: what it has after a day, its process has left behind. */
const longestImport = 86_400_000

/** Give up the imports of processes that ended; those of other nodes that still read their files go on. */
export const giveUpImports = Effect.gen(function*() {
  const store = yield* Store
  const before = (yield* Clock.currentTimeMillis) - longestImport
  const given = yield* store.failStaleLists(before, "the import was broken off: its process ended before its file did")
  if (given > 0) yield* Effect.logWarning("imports that were broken off are given up", { lists: given })
}).pipe(Effect.withSpan("reconcile.imports"))

const ask = Effect.fnUntraced(function*(attempt: Attempt) {
  const carrier = yield* Carrier
  const bus = yield* Bus
  const now = yield* Clock.currentTimeMillis
  const events = yield* carrier.find({
    attemptId: attempt.id,
    carrierCallId: attempt.carrierCallId,
    to: attempt.phone
  })
  yield* bus.report(events)
  if (events.some(({ kind }) => kind === "ended")) return
  const late = now >= attempt.deadlineAt
  if (events.length > 0) {
    if (late) yield* carrier.hangup({ attemptId: attempt.id, carrierCallId: attempt.carrierCallId })
    if (now >= attempt.deadlineAt + patience) yield* bus.report([outcomeUnknown(attempt, "never_ended", now)])
  } else if (late || attempt.state === "placing") {
    yield* bus.report([outcomeUnknown(attempt, "not_known_to_carrier", now)])
  }
}, (effect, attempt) =>
  Effect.catchTag(effect, "CarrierUnavailable", (error) =>
    Effect.gen(function*() {
      yield* Effect.logWarning(error.message, { attempt: attempt.id })
      const now = yield* Clock.currentTimeMillis
      if (now < attempt.deadlineAt + patience) return
      const bus = yield* Bus
      yield* bus.report([outcomeUnknown(attempt, "carrier_unavailable", now)])
    })))
