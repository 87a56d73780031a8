import { InvalidInput } from "@campanile/core"
import { Effect } from "effect"

/** A wrong field and what is wrong with it. */
export type FieldProblem = (typeof InvalidInput.fields.problems.Type)[number]

/** What the engine's own fields are called on the wire. A field is found by the longest of these that it begins with. */
const wireNames: Record<string, string> = {
  name: "campaign_name",
  listId: "list_id",
  assistantId: "agent_id",
  defaultCountry: "country_code",
  variables: "variables_map",
  mapping: "variables_map",
  timezone: "call_config.call_time.timezone",
  startsAt: "campaign_start_time",
  endsAt: "campaign_end_time",
  notify: "email_completion_user_ids",
  callbackUrl: "callback_url",
  numbers: "from_numbers",
  phone: "mobile_number",
  policy: "call_config",
  "policy.window": "call_config.call_time",
  "policy.windowZone": "call_config.call_time.window_zone",
  "policy.closures": "call_config.closures",
  "policy.legalHours": "call_config.legal_hours",
  "policy.numberChoice": "call_config.number_choice",
  "policy.subject": "call_config.subject",
  "policy.minConcurrent": "call_config.min_concurrent_calls",
  "policy.weight": "call_config.weight",
  "policy.budget": "call_config.budget",
  "policy.resumeAfterGrant": "call_config.resume_after_top_up",
  "policy.alwaysOn": "call_config.always_on",
  "policy.ringSeconds": "call_config.ring_timeout",
  "policy.maxCallSeconds": "call_config.max_call_length",
  "policy.maxConcurrent": "call_config.max_concurrent_calls",
  "policy.concurrencyPercentage": "concurrency_percentage",
  "policy.retry": "call_config.call_retry_config",
  "policy.retry.attempts": "call_config.call_retry_config.retry_count",
  "policy.retry.delays.busy": "call_config.call_retry_config.retry_busy",
  "policy.retry.delays.no_answer": "call_config.call_retry_config.retry_not_picked",
  "policy.retry.delays.rejected": "call_config.call_retry_config.retry_failed",
  "policy.retry.delays.voicemail": "call_config.call_retry_config.retry_voicemail",
  "policy.retry.delays.carrier_error": "call_config.call_retry_config.retry_carrier_error",
  "policy.retry.times": "call_config.call_retry_config.retry_counts",
  "policy.retry.minimumGap": "call_config.call_retry_config.minimum_gap"
}

/** What a field of the engine is called on the wire. */
export const renamed = (field: string, names: Record<string, string> = {}): string => {
  const all = { ...wireNames, ...names }
  const parts = field.split(".")
  for (let length = parts.length; length > 0; length--) {
    const name = all[parts.slice(0, length).join(".")]
    if (name !== undefined) return [name, ...parts.slice(length)].join(".")
  }
  return field
}

/** Name the fields that an operation complains about as the caller named them; `names` are those of one route. */
export const inWireWords =
  (names: Record<string, string> = {}) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | InvalidInput, R> =>
    Effect.mapError(effect, (error) =>
      error instanceof InvalidInput
        ? new InvalidInput({
          problems: error.problems.map(({ field, message }) => ({ field: renamed(field, names), message }))
        })
        : error)
