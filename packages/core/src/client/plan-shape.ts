import { Schema } from "effect"
import { CallingPolicy, NumberChoice } from "../domain/calling-policy.ts"
import { Closure, LegalHours } from "../domain/hours.ts"
import { AssistantId, ListId } from "../domain/id.ts"
import { Phone } from "../domain/phone.ts"
import { RetryPolicy } from "../domain/retry.ts"
import { decodeInput } from "../operations/input.ts"
import type { Retries } from "./plan-policy.ts"
import type { CampaignPlan } from "./plan.ts"

const Hours = Schema.Struct({ days: Schema.optional(Schema.String), from: Schema.String, to: Schema.String })

const { alwaysOn, budget, concurrencyPercentage, maxConcurrent, minConcurrent, resumeAfterGrant, subject, weight } =
  CallingPolicy.fields

/** Durations are read, and refused, where they are made seconds. */
const duration = Schema.optional(Schema.Unknown)

const retries = {
  attempts: RetryPolicy.fields.attempts,
  busy: duration,
  noAnswer: duration,
  rejected: duration,
  voicemail: duration,
  carrierError: duration,
  gap: duration
} satisfies Record<keyof Retries, Schema.Constraint>

const PlanShape = Schema.Struct(
  {
    name: Schema.String,
    list: ListId,
    assistant: AssistantId,
    numbers: Schema.Array(Phone),
    timezone: Schema.String,
    starts: Schema.optional(Schema.String),
    ends: Schema.String,
    windows: Schema.optional(Schema.Union([Hours, Schema.Array(Hours)])),
    variables: Schema.optional(Schema.Record(Schema.String, Schema.String)),
    notify: Schema.optional(Schema.Array(Schema.String)),
    callbackUrl: Schema.optional(Schema.NullOr(Schema.String)),
    retry: Schema.optional(Schema.Struct(retries)),
    windowZone: Schema.optional(CallingPolicy.fields.windowZone),
    closed: Schema.optional(Schema.Array(Schema.Union([Schema.String, Closure]))),
    legalHours: Schema.optional(Schema.Array(Schema.Union([Schema.String, LegalHours]))),
    numberChoice: Schema.optional(Schema.Struct({
      order: Schema.optional(NumberChoice.fields.order),
      sticky: Schema.optional(NumberChoice.fields.sticky),
      local: Schema.optional(NumberChoice.fields.local)
    })),
    subject: Schema.optional(subject),
    minConcurrent: Schema.optional(minConcurrent),
    maxConcurrent: Schema.optional(maxConcurrent),
    concurrencyPercentage: Schema.optional(concurrencyPercentage),
    weight: Schema.optional(weight),
    budget: Schema.optional(budget),
    resumeAfterGrant: Schema.optional(resumeAfterGrant),
    alwaysOn: Schema.optional(alwaysOn),
    maxCallLength: duration
  } satisfies Record<keyof CampaignPlan, Schema.Constraint>
)

/**
 * Whether a plan has every field that it needs, each of its kind, and none that is not known: not everybody writes
 * TypeScript, and a misspelt budget is no budget.
 */
export const checkShape = decodeInput(PlanShape)
