import { Schema } from "effect"

/**
 * The health of something that dials: a caller number, or the carrier. It is three numbers, so that a store keeps it in
 * three columns and all nodes share it.
 */
export const Health = Schema.Struct({
  /** Share of failures, 0 to 1: a moving average in which the last twenty outcomes weigh most. */
  failing: Schema.Finite,
  /** Outcomes that were counted since it last closed, up to the ten that are enough for a judgement. */
  outcomes: Schema.Int,
  /** Nothing is dialed before this instant (ms UTC); 0 while it is closed. */
  openUntil: Schema.Int,
  /** Times that it opened without closing in between; each doubles the pause. */
  opened: Schema.Int
})
export interface Health extends Schema.Schema.Type<typeof Health> {}

/** Nothing is known against it. */
export const healthy: Health = { failing: 0, outcomes: 0, openUntil: 0, opened: 0 }

const weight = 0.1
const enough = 10
const tooMany = 0.5
const nearlyNone = 0.001
const firstPauseMs = 60_000
const longestPauseMs = 3_600_000

/** Whether it may be used: closed, or open for long enough that one probe at a time may try. */
export const mayUse = (health: Health, live: number, now: number): boolean =>
  health.openUntil === 0 || (now >= health.openUntil && live === 0)

/**
 * The health after an outcome. It opens when, of at least ten outcomes, about half were failures. What ends while it is
 * open began before, and neither closes nor prolongs it. Once the pause is over it is half open: the first success
 * closes it, a failure opens it again, for twice as long, up to an hour. Of what goes well for long enough, one more
 * success changes nothing, so that nobody has to write it.
 */
export const after = (health: Health, failed: boolean, now: number): Health => {
  const share = health.failing * (1 - weight) + (failed ? weight : 0)
  const failing = share < nearlyNone ? 0 : share
  const outcomes = Math.min(enough, health.outcomes + 1)
  if (now < health.openUntil) return { ...health, failing, outcomes }
  if (health.openUntil > 0) return failed ? open(health, failing, outcomes, now) : healthy
  return outcomes >= enough && failing >= tooMany
    ? open(health, failing, outcomes, now)
    : { ...health, failing, outcomes }
}

const open = (health: Health, failing: number, outcomes: number, now: number): Health => ({
  failing,
  outcomes,
  openUntil: now + Math.min(longestPauseMs, firstPauseMs * 2 ** health.opened),
  opened: health.opened + 1
})
