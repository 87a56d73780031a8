import { Schema } from "effect"

/**
 * How fast a caller number may dial: calls per second, and how many of them may come at once after a silence.
 * Carriers that queue what is above their rate may start a queued call when its window has closed, so the engine keeps
 * the pace itself.
 */
export const Pace = Schema.Struct({
  /** Calls per second, fractions allowed: 0.5 is one in two seconds. */
  perSecond: Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0.001, maximum: 1000 }))),
  /** Calls that may follow each other without a gap. */
  burst: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 1000 })))
}).annotate({ identifier: "Pace" })
export interface Pace extends Schema.Schema.Type<typeof Pace> {}

/** Five calls per second and number, five at once. */
export const defaultPace: Pace = { perSecond: 5, burst: 5 }

/** Milliseconds between two dials at the rate. */
const gapOf = (pace: Pace): number => 1000 / pace.perSecond

/** By how much (ms) dials may come before their theoretical time: what makes up the burst. */
const toleranceOf = (pace: Pace): number => (pace.burst - 1) * gapOf(pace)

/** A hair's breadth of a gap, so that the rounding of fractions neither denies nor delays a dial. */
const hair = 1e-9

/**
 * How many dials a pace allows at an instant, by the generic cell rate algorithm (ITU-T I.371): the whole state of the
 * token bucket is one instant, the theoretical arrival time of the next dial, which a store keeps in one column.
 */
export const allowance = (pace: Pace, arrival: number, now: number): number =>
  Math.max(0, Math.floor((toleranceOf(pace) - Math.max(0, arrival - now)) / gapOf(pace) + hair) + 1)

/** The theoretical arrival time (ms UTC) after so many dials at an instant. */
export const arrivalAfter = (pace: Pace, arrival: number, now: number, dials: number): number =>
  dials === 0 ? arrival : Math.max(arrival, now) + Math.ceil(dials * gapOf(pace) - hair)

/** When the latest dial was (ms UTC), 0 for never; of a burst that outran the rate, when it would have been at the rate. */
export const latestDial = (pace: Pace, arrival: number): number =>
  arrival === 0 ? 0 : arrival - Math.ceil(gapOf(pace) - hair)

/** When the next dial is allowed (ms UTC). */
export const nextAllowed = (pace: Pace, arrival: number, now: number): number =>
  now + Math.max(0, Math.ceil(arrival - now - toleranceOf(pace) - hair * gapOf(pace)))
