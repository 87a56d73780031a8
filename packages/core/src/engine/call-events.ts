import { Clock, Effect } from "effect"
import type { CarrierEvent } from "../domain/attempt.ts"
import type { AttemptId } from "../domain/id.ts"
import { Store } from "../ports/store.ts"
import { Bus } from "./bus.ts"
import { newBlock } from "./ids.ts"
import { untilItCan } from "./loop.ts"
import { spanned } from "./span.ts"

/** The most carrier events that are taken together: the whole lives of a thousand attempts. */
const batch = 4000

/** The most attempts of which one step records: a batch of more is several steps, of which some go on at once. */
const together = 500
const atOnce = 2

/** Events in parts of so many attempts: all that is told of an attempt is in one of them, and in its order. */
const partsOf = (events: ReadonlyArray<CarrierEvent>): ReadonlyArray<ReadonlyArray<CarrierEvent>> => {
  const places = new Map<AttemptId, number>()
  const parts: Array<Array<CarrierEvent>> = []
  for (const event of events) {
    const place = places.get(event.attemptId) ?? places.size
    places.set(event.attemptId, place)
    const part = Math.floor(place / together)
    if (parts[part] === undefined) parts[part] = [event]
    else parts[part].push(event)
  }
  return parts
}

const recordPart = Effect.fnUntraced(function*(events: ReadonlyArray<CarrierEvent>) {
  const store = yield* Store
  const bus = yield* Bus
  const recorded = yield* Effect.zip(newBlock, Clock.currentTimeMillis).pipe(
    Effect.flatMap(([block, now]) => store.record(events, block, now)),
    untilItCan
  )
  yield* bus.publish(recorded.messages)
  if (recorded.ended > 0) yield* bus.wake("dispatch", "schedule")
})

/**
 * Record a batch of carrier events. A store that cannot is asked again with the same events until it can: recording is
 * the same however often it is done. It ends when all is recorded, so that what is told of an attempt later comes after.
 */
export const recordEvents = Effect.fnUntraced(function*(events: ReadonlyArray<CarrierEvent>) {
  const [first, ...others] = partsOf(events)
  if (first === undefined) return
  if (others.length === 0) return yield* recordPart(first)
  yield* Effect.forEach([first, ...others], recordPart, { concurrency: atOnce, discard: true })
}, spanned("callEvents.record"))

/** Wait for events, and record them with all that have come meanwhile. */
export const recordReported = Effect.gen(function*() {
  const bus = yield* Bus
  yield* recordEvents(yield* bus.reported(batch))
})
