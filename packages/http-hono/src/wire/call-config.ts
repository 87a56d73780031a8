import {
  type CallingPolicy,
  ClockTime,
  defaultWindow,
  noRetry,
  type RetryPolicy,
  Weekday,
  weekdays,
  type Window,
  Zone
} from "@campanile/core"
import { Schema } from "effect"
import { readTime } from "../dates.ts"
import { optional, required } from "./fields.ts"
import { unusedInCallConfig } from "./unused.ts"

const timeForms = "`DD/MM/YYYY, HH:MM`, `YYYY-MM-DDTHH:MM`, or the latter with an offset from UTC"

/** A date and time of the day as clients write it; in which zone it is meant is told beside it. */
export const Time = Schema.String.pipe(
  Schema.check(
    Schema.makeFilter((written) =>
      readTime(written) !== undefined || "must be a date and time such as \"31/12/2026, 09:30\" or \"2026-12-31T09:30\""
    )
  )
)

const whole = (minimum: number, maximum: number) =>
  Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum, maximum })))

const minutes = Schema.NullOr(
  Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 43_200 })))
)

const Retry = Schema.Struct({
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
  )
})

const time = {
  call_start_time: optional(
    ClockTime,
    "From when on people may be called, each on the clock of their own zone.",
    "09:00"
  ),
  call_end_time: optional(
    ClockTime,
    "From when on they may not be called any more. Not later than the start it is meant on the next day.",
    "18:00"
  ),
  days: optional(
    Schema.NonEmptyArray(Weekday),
    "The days on which people may be called. Default: every day. Not in the documented API.",
    ["monday", "tuesday", "wednesday", "thursday", "friday"]
  ),
  timezone: optional(
    Zone,
    "IANA name of the zone in which the schedule is meant, and in which people are of whom no other zone is known.",
    Zone.make("Asia/Kolkata")
  )
}

const basics = {
  max_call_length: optional(whole(5, 14_400), "Seconds that a call may last. Default: 300.", 300),
  ring_timeout: optional(whole(5, 600), "Seconds that it may ring. Default: 45. Not in the documented API.", 45),
  call_retry_config: optional(Retry, "When calls are dialed again. Without it they are not.")
}

/** How the calls of a campaign are made. */
export const CallConfig = Schema.Struct({
  ...basics,
  max_concurrent_calls: optional(
    Schema.NullOr(whole(1, 100_000)),
    "Simultaneous calls at the most. Default: no limit."
  ),
  call_time: optional(
    Schema.Struct({
      ...time,
      scheduled_at: optional(
        Time,
        `The start, where no campaign_start_time is given: ${timeForms}.`,
        "2026-11-24T09:00:00"
      )
    }),
    "When people may be called. Default: from 09:00 to 20:00 on every day."
  ),
  ...unusedInCallConfig
}).annotate({ identifier: "CallConfig", description: "How the calls of a campaign are made." })
export interface CallConfig extends Schema.Schema.Type<typeof CallConfig> {}

/** How a single call is made: it is asked for now, so that it cannot be scheduled, and it is one call. */
export const SingleCallConfig = Schema.Struct({
  ...basics,
  call_time: optional(
    Schema.Struct(time),
    "When the person may be called. Without it the call is made as soon as a slot is free, whatever the hour."
  ),
  ...unusedInCallConfig
}).annotate({ identifier: "SingleCallConfig", description: "How a single call is made." })
export interface SingleCallConfig extends Schema.Schema.Type<typeof SingleCallConfig> {}

const defaultMinutes = 30

const retryOf = (retry: typeof Retry.Type): RetryPolicy => {
  const { retry_busy, retry_count = 0, retry_failed, retry_not_picked } = retry
  const seconds = (given: number | null | undefined) => Math.round((given ?? defaultMinutes) * 60)
  return {
    attempts: retry_count + 1,
    delays: {
      ...(retry_busy === null ? {} : { busy: seconds(retry_busy) }),
      ...(retry_not_picked === null ? {} : { no_answer: seconds(retry_not_picked) }),
      ...(retry_failed === null ? {} : { rejected: seconds(retry_failed) }),
      ...(retry_failed === null
        ? {}
        : { carrier_error: retry_failed === undefined ? noRetry.delays.carrier_error : seconds(retry_failed) })
    }
  }
}

const windowOf = (times: SingleCallConfig["call_time"]): Window | undefined => {
  const { call_end_time, call_start_time, days } = times ?? {}
  if (call_end_time === undefined && call_start_time === undefined && days === undefined) return undefined
  const [usual] = defaultWindow
  return [{ days: days ?? weekdays, from: call_start_time ?? usual.from, to: call_end_time ?? usual.to }]
}

/** The parts of a policy that a configuration sets; what it does not mention is not in it. */
export const policyOf = (config: CallConfig | SingleCallConfig): Partial<CallingPolicy> => {
  const window = windowOf(config.call_time)
  return {
    ...(window === undefined ? {} : { window }),
    ...(config.call_retry_config === undefined ? {} : { retry: retryOf(config.call_retry_config) }),
    ...(config.max_call_length === undefined ? {} : { maxCallSeconds: config.max_call_length }),
    ...(config.ring_timeout === undefined ? {} : { ringSeconds: config.ring_timeout }),
    ...("max_concurrent_calls" in config ? { maxConcurrent: config.max_concurrent_calls ?? null } : {})
  }
}

const nullableMinutes = Schema.NullOr(Schema.Finite)

/** The whole configuration of a campaign, with its defaults, as it is shown. */
export const ShownCallConfig = Schema.Struct({
  max_call_length: required(Schema.Int, "Seconds that a call may last."),
  ring_timeout: required(Schema.Int, "Seconds that it may ring."),
  max_concurrent_calls: required(Schema.NullOr(Schema.Int), "Simultaneous calls at the most; null for no limit."),
  call_retry_config: Schema.Struct({
    retry_count: Schema.Int,
    retry_busy: nullableMinutes,
    retry_not_picked: nullableMinutes,
    retry_failed: nullableMinutes
  }),
  call_time: Schema.Struct({
    call_start_time: Schema.String,
    call_end_time: Schema.String,
    days: Schema.Array(Schema.String),
    timezone: Schema.String
  }),
  call_slots: required(
    Schema.Array(Schema.Struct({ days: Schema.Array(Schema.String), start: Schema.String, end: Schema.String })),
    "All hours in which people may be called; `call_time` shows the first of them."
  )
}).annotate({ identifier: "ShownCallConfig", description: "How the calls of a campaign are made, defaults included." })

/** A policy as a configuration; the zone is the campaign's. */
export const callConfigOf = (policy: CallingPolicy, timezone: string): typeof ShownCallConfig.Type => {
  const { maxCallSeconds, maxConcurrent, retry, ringSeconds, window } = policy
  const { busy, no_answer, rejected } = retry.delays
  const inMinutes = (seconds: number | undefined) => seconds === undefined ? null : seconds / 60
  const [first] = window
  return {
    max_call_length: maxCallSeconds,
    ring_timeout: ringSeconds,
    max_concurrent_calls: maxConcurrent,
    call_retry_config: {
      retry_count: retry.attempts - 1,
      retry_busy: inMinutes(busy),
      retry_not_picked: inMinutes(no_answer),
      retry_failed: inMinutes(rejected)
    },
    call_time: { call_start_time: first.from, call_end_time: first.to, days: first.days, timezone },
    call_slots: window.map(({ days, from, to }) => ({ days, start: from, end: to }))
  }
}
