import fc from "fast-check"
import type { CarrierEvent } from "../../src/domain/attempt.ts"
import { Disposition } from "../../src/domain/disposition.ts"
import { attempt, now } from "./given.ts"

/** What a carrier tells of the attempt. */
export const event = (fields: Partial<CarrierEvent> & Pick<CarrierEvent, "kind">): CarrierEvent => ({
  attemptId: attempt.id,
  carrierCallId: "CA1",
  at: now,
  disposition: null,
  talkSeconds: 0,
  code: "",
  ...fields
})

const at = fc.integer({ min: now, max: now + 100_000 })
const progress = fc.record({
  kind: fc.constantFrom("queued", "ringing", "answered"),
  at,
  carrierCallId: fc.constantFrom("CA1", null)
}).map(event)
/** How an attempt can end. */
export const end = fc.record({
  kind: fc.constant("ended"),
  at,
  disposition: fc.option(fc.constantFrom(...Disposition.literals)),
  talkSeconds: fc.nat({ max: 200 }),
  code: fc.constantFrom("", "486")
}).map(event)

/** What a carrier can tell of an attempt: some events, and one end of it at most. */
export const story = fc.tuple(fc.array(progress, { maxLength: 6 }), fc.option(end)).map(([events, end]) =>
  end === null ? events : [...events, end]
)

/** The same events in another order, some of them twice. */
export const retold = story.chain((events) =>
  fc.record({
    events: fc.constant(events),
    again: fc.tuple(
      fc.shuffledSubarray(events, { minLength: events.length }),
      fc.shuffledSubarray(events)
    ).chain(([all, some]) => fc.shuffledSubarray([...all, ...some], { minLength: all.length + some.length }))
  })
)
