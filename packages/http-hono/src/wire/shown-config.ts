import type { CallingPolicy } from "@campanile/core"
import { Schema } from "effect"
import { creditsOf, required } from "./fields.ts"
import { ShownClosure, shownClosure, ShownLegalHours, shownLegalHours, ShownSlot, slotsOf } from "./hours.ts"
import { ShownRetry, shownRetry } from "./retry.ts"

/** The whole configuration of a campaign, with its defaults, as it is shown. */
export const ShownCallConfig = Schema.Struct({
  max_call_length: required(Schema.Int, "Seconds that a call may last."),
  ring_timeout: required(Schema.Int, "Seconds that it may ring."),
  max_concurrent_calls: required(Schema.NullOr(Schema.Int), "Simultaneous calls at the most; null for no limit."),
  min_concurrent_calls: required(Schema.Int, "Slots that are its own as long as it can use them."),
  weight: required(Schema.Finite, "Its share of the slots beside other campaigns."),
  budget: required(Schema.NullOr(Schema.Finite), "Credits that it may spend; null for as many as there are."),
  resume_after_top_up: required(Schema.Boolean, "Whether it goes on by itself when credits come in."),
  always_on: required(Schema.Boolean, "Whether it waits for contacts that are added later."),
  call_retry_config: ShownRetry,
  call_time: Schema.Struct({
    call_start_time: Schema.String,
    call_end_time: Schema.String,
    days: Schema.Array(Schema.String),
    timezone: Schema.String,
    window_zone: required(Schema.Literals(["contact", "campaign"]), "Whose clock the hours are read on.")
  }),
  call_slots: required(
    Schema.Array(ShownSlot),
    "All hours in which people may be called; `call_time` shows the first of them."
  ),
  closures: required(Schema.Array(ShownClosure), "Dates on which those hours do not hold."),
  legal_hours: required(Schema.Array(ShownLegalHours), "Hours that the law sets."),
  number_choice: Schema.Struct({
    order: Schema.Literals(["rotation", "least_recent"]),
    sticky: Schema.Boolean,
    local: Schema.Boolean
  }),
  subject: required(Schema.NullOr(Schema.String), "What the calls are about; null for nothing in particular.")
}).annotate({ identifier: "ShownCallConfig", description: "How the calls of a campaign are made, defaults included." })

/** A policy as a configuration; the zone is the campaign's. */
export const callConfigOf = (policy: CallingPolicy, timezone: string): typeof ShownCallConfig.Type => {
  const [first] = policy.window
  return {
    max_call_length: policy.maxCallSeconds,
    ring_timeout: policy.ringSeconds,
    max_concurrent_calls: policy.maxConcurrent,
    min_concurrent_calls: policy.minConcurrent,
    weight: policy.weight,
    budget: policy.budget === null ? null : creditsOf(policy.budget),
    resume_after_top_up: policy.resumeAfterGrant,
    always_on: policy.alwaysOn,
    call_retry_config: shownRetry(policy.retry),
    call_time: {
      call_start_time: first.from,
      call_end_time: first.to,
      days: first.days,
      timezone,
      window_zone: policy.windowZone
    },
    call_slots: slotsOf(policy.window),
    closures: policy.closures.map(shownClosure),
    legal_hours: policy.legalHours.map(shownLegalHours),
    number_choice: policy.numberChoice,
    subject: policy.subject
  }
}
