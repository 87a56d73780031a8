import { Clock, Effect } from "effect"
import type { CarrierEvent } from "../domain/attempt.ts"
import type { AttemptId } from "../domain/id.ts"
import { Carrier } from "../ports/carrier.ts"
import type { Queued } from "../ports/store-terms.ts"
import { Store } from "../ports/store.ts"
import { Bus } from "./bus.ts"
import { placedCall } from "./placed-call.ts"
import { spanned } from "./span.ts"

/** An attempt that waits, with the phone of its caller number. */
type Waiting = Pick<Queued, "attempt" | "from">

/**
 * Have the carrier withdraw a call that waits for its turn there. What we know of it may be late: a call that is dialed
 * by now goes on. Answers with what the carrier knows of it then; nothing where it lets no call wait.
 */
export const withdrawn = Effect.fnUntraced(function*(waiting: Waiting) {
  const { withdraw } = yield* Carrier
  const nothing: ReadonlyArray<CarrierEvent> = []
  return withdraw === undefined ? nothing : yield* withdraw(placedCall(waiting.attempt, waiting.from))
})

/** The same, and what is known is recorded. What the carrier did not dial waits here again, or is closed. */
export const withdrawQueued = (waiting: Waiting) =>
  withdrawn(waiting).pipe(
    Effect.flatMap((events) => Bus.use((bus) => bus.report(events))),
    Effect.catchTag("CarrierUnavailable", (error) => Effect.logWarning(error.message))
  )

/** The most attempts that are looked at in one step. */
const batch = 500

/**
 * Withdraw the calls that wait for their turn at the carrier and may not be dialed any more: their campaign was paused or
 * is over, their phone suppressed, their caller number taken out of use, their hours have closed. For carriers that queue
 * what is above their pace; with others nothing waits. All are looked at, a step at a time: those that may be dialed
 * must not hide the others.
 */
export const withdrawForbidden = Effect.gen(function*() {
  const { capabilities } = yield* Carrier
  const store = yield* Store
  const now = yield* Clock.currentTimeMillis
  let last: AttemptId | null = null
  do {
    const waiting: ReadonlyArray<Queued> = yield* store.queuedAttempts(capabilities.name, now, last, batch)
    yield* Effect.forEach(waiting.filter(({ withdrawal }) => withdrawal !== undefined), withdrawQueued, {
      concurrency: 10,
      discard: true
    })
    last = waiting.length < batch ? null : waiting.at(-1)!.attempt.id
  } while (last !== null)
}).pipe(spanned("withdraw.forbidden"))
