import { type CallingPolicy, ClockTime, defaultPolicy, Weekday, type Window, Zone } from "@campanile/core"
import { Schema } from "effect"
import { readTime } from "../dates.ts"
import { credits, microCreditsOf, optional, text, whole } from "./fields.ts"
import { CallSlot, closureOf, legalHoursOf, spanWith, windowOf, WireClosure, WireLegalHours } from "./hours.ts"
import { CallRetryConfig, retryOf } from "./retry.ts"
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

const WindowZone = Schema.Literals(["contact", "campaign"])

const NumberChoice = Schema.Struct({
  order: optional(
    Schema.Literals(["rotation", "least_recent"]),
    "One caller number after the other, or the one that has been silent for longest. Default: least_recent."
  ),
  sticky: optional(Schema.Boolean, "Dial a person again from the number that they saw before. Default: false."),
  local: optional(Schema.Boolean, "Prefer numbers of the person's own country and area. Default: false.")
})

const basics = {
  max_call_length: optional(whole(5, 14_400), "Seconds that a call may last. Default: 300.", 300),
  ring_timeout: optional(whole(5, 600), "Seconds that it may ring. Default: 45. Not in the documented API.", 45),
  call_retry_config: optional(CallRetryConfig, "When calls are dialed again. Without it they are not."),
  call_slots: optional(
    Schema.NonEmptyArray(CallSlot),
    "All hours in which people may be called, where one span is not enough. Instead of the times in call_time."
  ),
  closures: optional(
    Schema.Array(WireClosure),
    "Dates on which those hours do not hold. Default: none. Not in the documented API."
  ),
  legal_hours: optional(
    Schema.Array(WireLegalHours),
    "Hours that the law sets, by the id of a rule set that comes with the engine, or as data. They only narrow the " +
      "others, on the person's own clock. Default: none. Not in the documented API.",
    ["us-federal"]
  ),
  number_choice: optional(NumberChoice, "Which caller number a call leaves from. Not in the documented API."),
  subject: optional(
    Schema.NullOr(text(200)),
    "What the calls are about, for suppressions and frequency caps that concern one matter. Not in the documented API."
  )
}

const oneWindow = Schema.makeFilter((config: {
  readonly call_slots?: unknown
  readonly call_time?: { readonly call_start_time?: unknown; readonly call_end_time?: unknown; readonly days?: unknown }
}) => {
  const { call_end_time, call_start_time, days } = config.call_time ?? {}
  const inTime = [call_end_time, call_start_time, days].some((given) => given !== undefined)
  return config.call_slots === undefined || !inTime ||
    { path: ["call_slots"], issue: "only one of call_slots and the times in call_time may be given" }
})

const Config = Schema.Struct({
  ...basics,
  max_concurrent_calls: optional(
    Schema.NullOr(whole(1, 100_000)),
    "Simultaneous calls at the most. Default: null, no limit."
  ),
  min_concurrent_calls: optional(
    whole(0, 100_000),
    "Slots that are its own as long as it can use them. Default: 0. Not in the documented API."
  ),
  weight: optional(
    Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0.01, maximum: 1000 }))),
    "Its share of the slots beside other campaigns. Default: 1. Not in the documented API."
  ),
  budget: optional(
    Schema.NullOr(credits(0, 1_000_000_000)),
    "Credits that it may spend; null, the default, for as many as there are. Not in the documented API."
  ),
  resume_after_top_up: optional(
    Schema.Boolean,
    "Go on by itself when credits come in after they ran out. Default: false. Not in the documented API."
  ),
  always_on: optional(
    Schema.Boolean,
    "Wait for contacts that are added later, instead of ending when none is left. Default: false. Not in the " +
      "documented API."
  ),
  call_time: optional(
    Schema.Struct({
      ...time,
      window_zone: optional(
        WindowZone,
        "Whose clock the hours are read on: each person's, which is the default, or the campaign's. Not in the " +
          "documented API."
      ),
      scheduled_at: optional(
        Time,
        `The start, where no campaign_start_time is given: ${timeForms}.`,
        "2026-11-24T09:00:00"
      )
    }),
    "When people may be called. Default: from 09:00 to 20:00 on every day."
  ),
  ...unusedInCallConfig
})

/** How the calls of a campaign are made. */
export const CallConfig = Config.pipe(Schema.check(oneWindow)).annotate({
  identifier: "CallConfig",
  description: "How the calls of a campaign are made."
})
export interface CallConfig extends Schema.Schema.Type<typeof CallConfig> {}

/** The same as JSON in a text, as forms have it. */
export const CallConfigText = Schema.fromJsonString(Schema.Struct(Config.fields).pipe(Schema.check(oneWindow)))

/** How a single call is made: it is asked for now, so that it cannot be scheduled, and it is one call. */
export const SingleCallConfig = Schema.Struct({
  ...basics,
  call_time: optional(
    Schema.Struct(time),
    "When the person may be called. Without it the call is made as soon as a slot is free, whatever the hour."
  ),
  ...unusedInCallConfig
}).pipe(Schema.check(oneWindow)).annotate({
  identifier: "SingleCallConfig",
  description: "How a single call is made."
})
export interface SingleCallConfig extends Schema.Schema.Type<typeof SingleCallConfig> {}

const windowIn = ({ call_slots, call_time }: SingleCallConfig, before: Window | undefined): Window | undefined => {
  if (call_slots !== undefined) return windowOf(call_slots)
  const { call_end_time, call_start_time, days } = call_time ?? {}
  return call_end_time === undefined && call_start_time === undefined && days === undefined
    ? undefined
    : spanWith({ start: call_start_time, end: call_end_time, days }, before)
}

/** The parts of a policy that both kinds of configuration set. */
export const singlePolicyOf = (config: SingleCallConfig, before?: CallingPolicy): Partial<CallingPolicy> => {
  const { call_retry_config, closures, legal_hours, max_call_length, number_choice, ring_timeout, subject } = config
  const window = windowIn(config, before?.window)
  return {
    ...(window === undefined ? {} : { window }),
    ...(call_retry_config === undefined ? {} : { retry: retryOf(call_retry_config, before?.retry) }),
    ...(closures === undefined ? {} : { closures: closures.map(closureOf) }),
    ...(legal_hours === undefined ? {} : { legalHours: legal_hours.flatMap(legalHoursOf) }),
    ...(max_call_length === undefined ? {} : { maxCallSeconds: max_call_length }),
    ...(number_choice === undefined
      ? {}
      : { numberChoice: { ...(before ?? defaultPolicy).numberChoice, ...number_choice } }),
    ...(ring_timeout === undefined ? {} : { ringSeconds: ring_timeout }),
    ...(subject === undefined ? {} : { subject })
  }
}

/**
 * The parts of a policy that a configuration sets; what it does not mention is not in it. Of a part that it mentions
 * only partly, the rest is as it was before.
 */
export const policyOf = (config: CallConfig, before?: CallingPolicy): Partial<CallingPolicy> => {
  const { always_on, budget, max_concurrent_calls, min_concurrent_calls, resume_after_top_up, weight } = config
  const window_zone = config.call_time?.window_zone
  return {
    ...singlePolicyOf(config, before),
    ...(always_on === undefined ? {} : { alwaysOn: always_on }),
    ...(budget === undefined ? {} : { budget: budget === null ? null : microCreditsOf(budget) }),
    ...(max_concurrent_calls === undefined ? {} : { maxConcurrent: max_concurrent_calls }),
    ...(min_concurrent_calls === undefined ? {} : { minConcurrent: min_concurrent_calls }),
    ...(resume_after_top_up === undefined ? {} : { resumeAfterGrant: resume_after_top_up }),
    ...(weight === undefined ? {} : { weight }),
    ...(window_zone === undefined ? {} : { windowZone: window_zone })
  }
}
