import { CallId, CampaignId, type Decision, type Explanation, Gate } from "@campanile/core"
import { Schema } from "effect"
import { CallInfo } from "./call.ts"
import { Instant, iso, isoOrNull, NullableInstant, optional, required, text } from "./fields.ts"
import { WireCallStatus, WireSubStatus } from "./statuses.ts"

/** What a gate decided of a call. */
const ShownDecision = Schema.Struct({
  at: Instant,
  gate: required(Gate, "The rule that decided."),
  verdict: required(Schema.Literals(["defer", "skip"]), "Later, or never."),
  until: required(NullableInstant, "With defer: until when."),
  reason: required(Schema.String, "In words for people."),
  version: required(
    Schema.String,
    "Which version of which data decided: a rule set with its date, a suppression with its source; empty where there " +
      "is none."
  )
}).annotate({ identifier: "Decision" })

/** Why a call is, or is not, dialed. */
export const CallExplained = Schema.Struct({
  call_id: CallId,
  campaign_id: required(Schema.NullOr(CampaignId), "Null for a single call."),
  status: WireCallStatus,
  sub_status: WireSubStatus,
  explanation: Schema.Struct({
    at: required(Instant, "When it was asked."),
    dialable: required(Schema.Boolean, "Whether it would be dialed now."),
    gate: required(
      Schema.NullOr(Gate),
      "The first gate that does not let it pass; null where none does, or it is closed."
    ),
    reason: required(Schema.String, "In words for people."),
    until: required(NullableInstant, "When it may be different, where that is known.")
  }),
  decisions: required(Schema.Array(ShownDecision), "What gates decided about it so far, the first one first."),
  attempts: CallInfo.fields.attempts
}).annotate({ identifier: "CallExplained" })

/** To whom. */
export const ExplainQuery = Schema.Struct({
  phone: required(
    text(64),
    "The number, with its country code. In an URL a plus sign is written %2B.",
    "+919876543210"
  ),
  campaign_id: optional(CampaignId, "Only the call of this campaign.")
})

/** Why the calls to a phone are, or are not, dialed. */
export const CallsExplained = Schema.Struct({
  to_number: required(Schema.String, "E.164."),
  total: required(Schema.Int, "Calls to it that there are."),
  calls: required(Schema.Array(CallExplained), "The newest first.")
}).annotate({ identifier: "CallsExplained" })

/** An explanation as it is shown, of an instant (ms UTC). */
export const shownExplanation = (
  { dialable, gate, reason, until }: Explanation,
  now: number
): (typeof CallExplained.Type)["explanation"] => ({ at: iso(now), dialable, gate, reason, until: isoOrNull(until) })

/** A decision as it is shown. */
export const shownDecision = (
  { at, gate, reason, until, verdict, version }: Decision
): (typeof CallExplained.Type)["decisions"][number] => ({
  at: iso(at),
  gate,
  verdict,
  until: isoOrNull(until),
  reason,
  version
})
