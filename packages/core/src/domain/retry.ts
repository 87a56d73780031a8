import { Schema } from "effect"
import type { Disposition } from "./disposition.ts"

const Delay = Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 30 * 86_400 })))
const Times = Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 20 })))

/** Something for each disposition after which a call may be dialed again. */
const each = <S extends Schema.Constraint>(one: S) =>
  Schema.Struct({
    busy: Schema.optionalKey(one),
    no_answer: Schema.optionalKey(one),
    rejected: Schema.optionalKey(one),
    voicemail: Schema.optionalKey(one),
    carrier_error: Schema.optionalKey(one)
  })

/**
 * When a call is dialed again: after which dispositions, after how many seconds, and how often. A disposition without a
 * delay is final.
 */
export const RetryPolicy = Schema.Struct({
  /** Dials of one call at the most, the first one counted; those that the carrier failed are not. */
  attempts: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 20 }))),
  /** Seconds between the end of an attempt and the next one. */
  delays: each(Delay),
  /** How often a disposition is tried again at the most; as often as `attempts` allows where nothing is said. */
  times: Schema.optionalKey(each(Times)),
  /** Seconds between two attempts at the least, whatever the delay. */
  minimumGap: Schema.optionalKey(Delay)
}).annotate({ identifier: "RetryPolicy" })
export interface RetryPolicy extends Schema.Schema.Type<typeof RetryPolicy> {}

/** Each contact is dialed once; only a failure of the carrier is tried again. */
export const noRetry: RetryPolicy = { attempts: 1, delays: { carrier_error: 60 } }

/**
 * The most carrier errors of one call. They do not use up the contact's attempts, for its phone did not ring, but a
 * carrier that fails for ever must not keep a call for ever.
 */
export const maxCarrierErrors = 5

/** How often each disposition has ended an attempt of one call so far. */
export const Outcomes = Schema.Record(Schema.String, Schema.Int)
export type Outcomes = Readonly<Partial<Record<Disposition, number>>>

/** The outcomes with one more. */
export const counted = (outcomes: Outcomes, disposition: Disposition): Outcomes => ({
  ...outcomes,
  [disposition]: (outcomes[disposition] ?? 0) + 1
})

/** Attempts that count against the policy: all but those that the carrier failed. */
export const attemptsIn = (outcomes: Outcomes): number =>
  Object.entries(outcomes).reduce((sum, [disposition, times]) => sum + (disposition === "carrier_error" ? 0 : times), 0)

/**
 * The delay in seconds before the next attempt, or `undefined` where there is none; `outcomes` has the attempt that just
 * ended. Repeated carrier errors double their delay. An attempt that was withdrawn from the carrier, because it rang for
 * longer than it may, is one that nobody answered.
 */
export const retryDelay = (policy: RetryPolicy, disposition: Disposition, outcomes: Outcomes): number | undefined => {
  switch (disposition) {
    case "answered":
    case "fax":
    case "invalid_number":
    case "unknown":
      return undefined
    case "canceled":
    case "busy":
    case "no_answer":
    case "rejected":
    case "voicemail":
    case "carrier_error": {
      const kind = disposition === "canceled" ? "no_answer" : disposition
      const delay = policy.delays[kind]
      const times = (outcomes[kind] ?? 0) + (kind === "no_answer" ? outcomes.canceled ?? 0 : 0)
      const failed = disposition === "carrier_error"
      const spent = failed ? times >= maxCarrierErrors : attemptsIn(outcomes) >= policy.attempts
      if (delay === undefined || spent || times > (policy.times?.[kind] ?? Infinity)) return undefined
      return Math.max(policy.minimumGap ?? 0, failed ? delay * 2 ** (times - 1) : delay)
    }
  }
}
