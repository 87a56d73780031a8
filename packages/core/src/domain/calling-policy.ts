import { Schema } from "effect"
import { noRetry, RetryPolicy } from "./retry.ts"
import { defaultWindow, Window } from "./window.ts"

/**
 * How calls are made: when, how often, for how long, and how many at once. A campaign has one; a call from the API
 * brings its own.
 */
export const CallingPolicy = Schema.Struct({
  window: Window,
  retry: RetryPolicy,
  /** Seconds that it may ring. */
  ringSeconds: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 5, maximum: 600 }))),
  /** Seconds that a call may last; a hold pays for all of them. */
  maxCallSeconds: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 5, maximum: 14_400 }))),
  /** The most simultaneous attempts; null for no limit but the workspace's. */
  maxConcurrent: Schema.NullOr(Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 100_000 })))),
  /** The most simultaneous attempts as a percentage of the workspace's capacity; null for none. */
  concurrencyPercentage: Schema.NullOr(
    Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 100 })))
  ),
  /** The share of the slots beside other campaigns. */
  weight: Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0.01, maximum: 1000 })))
}).annotate({ identifier: "CallingPolicy" })
export interface CallingPolicy extends Schema.Schema.Type<typeof CallingPolicy> {}

/** The policy of campaigns that say nothing else; it is shown on each like any other. */
export const defaultPolicy: CallingPolicy = {
  window: defaultWindow,
  retry: noRetry,
  ringSeconds: 45,
  maxCallSeconds: 300,
  maxConcurrent: null,
  concurrencyPercentage: null,
  weight: 1
}

/** The most slots that a policy allows out of a capacity; at least one, for a percentage is never meant to be none. */
export const slotLimit = (policy: CallingPolicy, capacity: number): number =>
  Math.min(
    policy.maxConcurrent ?? Infinity,
    policy.concurrencyPercentage === null
      ? Infinity
      : Math.max(1, Math.floor(capacity * policy.concurrencyPercentage / 100))
  )
