import { Clock, Effect } from "effect"
import type { CarrierEvent } from "../domain/attempt.ts"
import { Store } from "../ports/store.ts"
import { Bus } from "./bus.ts"
import { newBlock } from "./ids.ts"
import { untilItCan } from "./loop.ts"
import { spanned } from "./span.ts"

/** The most carrier events that are recorded in one step: the whole lives of three thousand attempts. */
const batch = 12_000

/**
 * Record a batch of carrier events. A store that cannot is asked again with the same batch until it can: recording is
 * the same however often it is done.
 */
export const recordEvents = Effect.fnUntraced(function*(events: ReadonlyArray<CarrierEvent>) {
  if (events.length === 0) return
  const store = yield* Store
  const bus = yield* Bus
  const recorded = yield* Effect.zip(newBlock, Clock.currentTimeMillis).pipe(
    Effect.flatMap(([block, now]) => store.record(events, block, now)),
    untilItCan
  )
  yield* bus.publish(recorded.messages)
  if (recorded.ended > 0) yield* bus.wake("dispatch", "schedule")
}, spanned("callEvents.record"))

const recordNext = (least: number) =>
  Effect.gen(function*() {
    const bus = yield* Bus
    yield* recordEvents(yield* bus.reported(least, batch))
  })

/** Wait for events, and record them with all that have come meanwhile. */
export const recordReported = recordNext(1)

/**
 * Wait until events are waiting for a whole batch, and record it beside the one before: the store has time for it while
 * this process makes the next one ready, and the other way round.
 */
export const recordBacklog = recordNext(batch)
