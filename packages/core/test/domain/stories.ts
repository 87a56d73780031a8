import fc from "fast-check"
import { type CarrierEvent, undialed } from "../../src/domain/attempt.ts"
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
const charged = fc.record({
  kind: fc.constant("cost"),
  at,
  cost: fc.record({ amount: fc.nat({ max: 50_000 }), currency: fc.constantFrom("USD", "EUR") })
}).map(event)
const withdrawn = fc.record({
  kind: fc.constant("ended"),
  at,
  disposition: fc.constant("canceled"),
  code: fc.constant(undialed)
}).map(event)
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

const storyWith = (ending: fc.Arbitrary<CarrierEvent>) =>
  fc.tuple(fc.array(fc.oneof(progress, charged), { maxLength: 6 }), fc.option(ending)).map(([events, last]) =>
    last === null ? events : [...events, last]
  )

/** What a carrier can tell of an attempt that was dialed: some events, and one end of it at most. */
export const story = storyWith(end)

/** Events in another order, some of them twice, also of attempts that were never dialed. */
export const retold = storyWith(fc.oneof(end, withdrawn)).chain((events) =>
  fc.record({
    events: fc.constant(events),
    again: fc.tuple(
      fc.shuffledSubarray(events, { minLength: events.length }),
      fc.shuffledSubarray(events)
    ).chain(([all, some]) => fc.shuffledSubarray([...all, ...some], { minLength: all.length + some.length }))
  })
)
