import { Schema } from "effect"

/**
 * How often one phone may be dialed, over all campaigns and API calls of a workspace: so many attempts in a rolling
 * span, and a gap between two. Rolling, not by the calendar: three calls before midnight and three after it are six in
 * one evening. (Florida FTSA 501.616(6) and Oklahoma OTSA 775C.4 allow three in 24 hours.)
 */
export const FrequencyCap = Schema.Struct({
  /** Attempts in a span at the most. */
  attempts: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 1000 }))),
  /** Length of the span, seconds; at most 31 days. */
  spanSeconds: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 60, maximum: 31 * 86_400 }))),
  /** Seconds between two attempts at the least; 0 for none. */
  gapSeconds: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 31 * 86_400 }))),
  /** Count only attempts of campaigns about the same subject; API calls and campaigns without one count together. */
  bySubject: Schema.Boolean
}).annotate({ identifier: "FrequencyCap" })
export interface FrequencyCap extends Schema.Schema.Type<typeof FrequencyCap> {}

/** How far back (ms) attempts have to be known for a cap to be decided. */
export const memoryOf = (cap: FrequencyCap): number => Math.max(cap.spanSeconds, cap.gapSeconds) * 1000

/**
 * The first instant (ms UTC), not before `now`, at which the cap allows one more attempt to a phone, given the instants
 * of the attempts so far in any order.
 */
export const nextWithinCap = (cap: FrequencyCap, attempts: ReadonlyArray<number>, now: number): number => {
  const latest = attempts.toSorted((a, b) => b - a)
  const afterGap = latest[0] === undefined ? now : latest[0] + cap.gapSeconds * 1000
  const crowding = latest[cap.attempts - 1]
  const afterSpan = crowding === undefined ? now : crowding + cap.spanSeconds * 1000
  return Math.max(now, afterGap, afterSpan)
}
