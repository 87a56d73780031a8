import { Schema } from "effect"
import type { Disposition } from "./disposition.ts"

const Delay = Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 30 * 86_400 })))

/**
 * When a call is dialed again: after which dispositions, after how many seconds, and how often in all. A disposition
 * without a delay is final.
 */
export const RetryPolicy = Schema.Struct({
  /** Dials of one call at the most, the first one counted. */
  attempts: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 20 }))),
  /** Seconds between the end of an attempt and the next one. */
  delays: Schema.Struct({
    busy: Schema.optionalKey(Delay),
    no_answer: Schema.optionalKey(Delay),
    rejected: Schema.optionalKey(Delay),
    voicemail: Schema.optionalKey(Delay),
    carrier_error: Schema.optionalKey(Delay)
  })
}).annotate({ identifier: "RetryPolicy" })
export interface RetryPolicy extends Schema.Schema.Type<typeof RetryPolicy> {}

/** Each contact is dialed once; only a failure of the carrier is tried again. */
export const noRetry: RetryPolicy = { attempts: 1, delays: { carrier_error: 60 } }

/**
 * The most carrier errors of one call. They do not use up the contact's attempts, for its phone did not ring, but a
 * carrier that fails for ever must not keep a call for ever.
 */
export const maxCarrierErrors = 5

/** How often a call was dialed so far, the attempt that just ended counted. */
export interface Tried {
  /** Attempts that count: all but those that the carrier failed. */
  readonly attempts: number
  /** Attempts that the carrier failed. */
  readonly carrierErrors: number
}

/**
 * The delay in seconds before the next attempt, or `undefined` where there is none. Repeated carrier errors double
 * their delay.
 */
export const retryDelay = (policy: RetryPolicy, disposition: Disposition, tried: Tried): number | undefined => {
  switch (disposition) {
    case "carrier_error": {
      const delay = policy.delays.carrier_error
      return delay === undefined || tried.carrierErrors >= maxCarrierErrors
        ? undefined
        : delay * 2 ** (tried.carrierErrors - 1)
    }
    case "busy":
    case "no_answer":
    case "rejected":
    case "voicemail":
      return tried.attempts < policy.attempts ? policy.delays[disposition] : undefined
    case "answered":
    case "fax":
    case "invalid_number":
    case "canceled":
    case "unknown":
      return undefined
  }
}
