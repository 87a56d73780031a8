import { type Clock, Effect } from "effect"

/**
 * A clock of the runtime from what tells the time (ms, ns) and how one sleeps by it: a clock has each instant in several
 * forms, and who makes one for a test or a simulation only has to say it once.
 */
export const clockOf = (millis: () => number, nanos: () => bigint, sleep: Clock.Clock["sleep"]): Clock.Clock => ({
  currentTimeMillisUnsafe: millis,
  currentTimeMillis: Effect.sync(millis),
  currentTimeNanosUnsafe: nanos,
  currentTimeNanos: Effect.sync(nanos),
  monotonicTimeNanosUnsafe: nanos,
  monotonicTimeNanos: Effect.sync(nanos),
  sleep
})
