import { noRetry, type RetryPolicy } from "@campanile/core"
import { Schema } from "effect"
import { optional, whole } from "./fields.ts"

const minutes = Schema.NullOr(
  Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 43_200 })))
)

const Counts = Schema.Struct({
  busy: optional(whole(0, 20), "Where the line was busy."),
  not_picked: optional(whole(0, 20), "Where nobody took the call."),
  failed: optional(whole(0, 20), "Where the call was refused."),
  voicemail: optional(whole(0, 20), "Where a voicemail answered."),
  carrier_error: optional(whole(0, 20), "Where the carrier failed.")
})

/** When calls are dialed again. */
export const CallRetryConfig = Schema.Struct({
  retry_count: optional(whole(0, 19), "How often a call is dialed again at the most. Default: 0.", 3),
  retry_busy: optional(
    minutes,
    "Minutes to the next dial where the line was busy. Default: 30. With null such calls are not dialed again.",
    30
  ),
  retry_not_picked: optional(
    minutes,
    "Minutes to the next dial where nobody took the call. Default: 30. With null such calls are not dialed again.",
    30
  ),
  retry_failed: optional(
    minutes,
    "Minutes to the next dial where the call was refused, or the carrier failed. Default: 30 where it was refused, " +
      "1 where the carrier failed, which does not count as a dial. With null such calls are not dialed again.",
    30
  ),
  retry_voicemail: optional(
    minutes,
    "Minutes to the next dial where a voicemail answered. Default: null, which is never. Not in the documented API.",
    120
  ),
  retry_carrier_error: optional(
    minutes,
    "Minutes to the next dial where the carrier failed, where it is not retry_failed. Not in the documented API.",
    1
  ),
  retry_counts: optional(
    Counts,
    "How often a call is dialed again at the most for one reason. Not in the documented API."
  ),
  minimum_gap: optional(
    minutes,
    "Minutes between two dials at the least, whatever the reason; null for none. Not in the documented API."
  )
}).annotate({ identifier: "CallRetryConfig", description: "When calls are dialed again." })
type CallRetryConfig = typeof CallRetryConfig.Type

const defaultSeconds = 1800

const kept = <A>(fields: Readonly<Record<string, A | null | undefined>>): Record<string, A> =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => value == null ? [] : [[name, value]]))

/**
 * The policy of a configuration. What it does not mention stays as it was before, where calls were dialed again at all;
 * otherwise it is the usual.
 */
export const retryOf = (retry: CallRetryConfig, before: RetryPolicy = noRetry): RetryPolicy => {
  const known = before.attempts > 1
  const { minimum_gap, retry_busy, retry_carrier_error, retry_count, retry_counts, retry_failed, retry_not_picked } =
    retry
  const delay = (given: number | null | undefined, last: number | undefined, usual: number | undefined) =>
    given === undefined ? (known ? last : usual) : given === null ? undefined : Math.round(given * 60)
  const { busy, carrier_error, no_answer, rejected, voicemail } = before.delays
  const ofCarrier = retry_carrier_error === undefined ? retry_failed : retry_carrier_error
  const gap = delay(minimum_gap, before.minimumGap, before.minimumGap)
  const times = {
    ...before.times,
    ...kept({
      busy: retry_counts?.busy,
      no_answer: retry_counts?.not_picked,
      rejected: retry_counts?.failed,
      voicemail: retry_counts?.voicemail,
      carrier_error: retry_counts?.carrier_error
    })
  }
  return {
    attempts: retry_count === undefined ? before.attempts : retry_count + 1,
    delays: kept({
      busy: delay(retry_busy, busy, defaultSeconds),
      no_answer: delay(retry_not_picked, no_answer, defaultSeconds),
      rejected: delay(retry_failed, rejected, defaultSeconds),
      voicemail: delay(retry.retry_voicemail, voicemail, undefined),
      carrier_error: delay(ofCarrier, carrier_error, carrier_error ?? noRetry.delays.carrier_error)
    }),
    ...(Object.keys(times).length === 0 ? {} : { times }),
    ...(gap === undefined ? {} : { minimumGap: gap })
  }
}

const nullableMinutes = Schema.NullOr(Schema.Finite)

/** When calls are dialed again, as it is shown: null for never. */
export const ShownRetry = Schema.Struct({
  retry_count: Schema.Int,
  retry_busy: nullableMinutes,
  retry_not_picked: nullableMinutes,
  retry_failed: nullableMinutes,
  retry_voicemail: nullableMinutes,
  retry_carrier_error: nullableMinutes,
  retry_counts: Schema.Struct(Counts.fields),
  minimum_gap: nullableMinutes
})

/** A policy as it is shown. */
export const shownRetry = ({ attempts, delays, minimumGap, times = {} }: RetryPolicy): typeof ShownRetry.Type => {
  const inMinutes = (seconds: number | undefined) => seconds === undefined ? null : seconds / 60
  return {
    retry_count: attempts - 1,
    retry_busy: inMinutes(delays.busy),
    retry_not_picked: inMinutes(delays.no_answer),
    retry_failed: inMinutes(delays.rejected),
    retry_voicemail: inMinutes(delays.voicemail),
    retry_carrier_error: inMinutes(delays.carrier_error),
    retry_counts: kept({
      busy: times.busy,
      not_picked: times.no_answer,
      failed: times.rejected,
      voicemail: times.voicemail,
      carrier_error: times.carrier_error
    }),
    minimum_gap: inMinutes(minimumGap)
  }
}
