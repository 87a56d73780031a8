import { Schema } from "effect"
import { CallingPolicy, hoursFor } from "./calling-policy.ts"
import { type Campaign, isOver } from "./campaign.ts"
import type { Contact } from "./contact-list.ts"
import { Disposition } from "./disposition.ts"
import { nextOpen } from "./hours.ts"
import { AssistantId, CallId, CampaignId, idAt, type IdBlock, NumberId, WorkspaceId } from "./id.ts"
import { Phone } from "./phone.ts"
import { attemptsIn, counted, Outcomes, retryDelay, type RetryPolicy } from "./retry.ts"
import { ZoneSet, zoneSet } from "./zone.ts"

/** `registered → ongoing → (retry → ongoing)* → completed | failed | error | canceled`. */
export const CallStatus = Schema.Literals([
  "registered",
  "ongoing",
  "retry",
  "completed",
  "failed",
  "error",
  "canceled"
])
export type CallStatus = typeof CallStatus.Type

/** Why a call is in its state. */
export const SubStatus = Schema.Literals([
  "waiting",
  "dialing",
  "in_conversation",
  "retry_scheduled",
  "answered",
  "voicemail",
  "fax",
  "retry_limit_reached",
  "invalid_number",
  "carrier_error",
  "not_retried",
  "window_never_opens",
  "outcome_unknown",
  "campaign_ended",
  "terminated",
  "suppressed",
  "skipped",
  "no_tariff",
  "erased"
])
export type SubStatus = typeof SubStatus.Type

/** One contact to reach: a row of the queue, from a campaign or from the API. */
export const Call = Schema.Struct({
  workspaceId: WorkspaceId,
  id: CallId,
  /** Null for a call from the API. */
  campaignId: Schema.NullOr(CampaignId),
  /** The number of its contact in the campaign's list; null for a call from the API, and of a person who was erased. */
  contact: Schema.NullOr(Schema.Int),
  /** E.164; `erasedPhone` where the person was erased. */
  phone: Phone,
  zones: ZoneSet,
  status: CallStatus,
  subStatus: SubStatus,
  /** Not to be dialed before this instant (ms UTC). */
  dueAt: Schema.Int,
  /** Attempts that count: all but those that the carrier failed. */
  attempts: Schema.Int,
  /** How often each disposition has ended one of its attempts. */
  outcomes: Outcomes,
  /** The caller number that the contact saw last; null before the first attempt. */
  lastNumberId: Schema.NullOr(NumberId),
  /** How the last attempt ended; null before the first end. */
  disposition: Schema.NullOr(Disposition),
  /** Instant, ms UTC. */
  createdAt: Schema.Int,
  /** Instant of its last change, ms UTC. */
  updatedAt: Schema.Int
}).annotate({ identifier: "Call" })
export interface Call extends Schema.Schema.Type<typeof Call> {}

/** What a call from the API brings along that a campaign's call has from its campaign and its list. */
export const ApiCall = Schema.Struct({
  name: Schema.String,
  assistantId: AssistantId,
  numbers: Schema.Array(NumberId),
  variables: Schema.Record(Schema.String, Schema.String),
  policy: CallingPolicy,
  callbackUrl: Schema.NullOr(Schema.String)
})
export interface ApiCall extends Schema.Schema.Type<typeof ApiCall> {}

/** Whether the call waits to be dialed. */
export const isWaiting = (status: CallStatus): boolean => status === "registered" || status === "retry"

/** Whether the call can never be dialed again. */
export const isFinal = (status: CallStatus): boolean => !isWaiting(status) && status !== "ongoing"

/** A call that was never dialed, and waits: what all new calls have in common. */
export const freshCall = {
  status: "registered",
  subStatus: "waiting",
  attempts: 0,
  outcomes: {},
  lastNumberId: null,
  disposition: null
} as const satisfies Partial<Call>

/**
 * The call of a contact, when its campaign is scheduled at an instant: due at the start, and in the campaign's zone
 * where no other is known of the contact. Its id has the contact's number in the block.
 */
export const ofContact = (campaign: Campaign, contact: Contact, block: IdBlock, now: number): Call => ({
  workspaceId: campaign.workspaceId,
  id: idAt<CallId>(block, contact.number),
  campaignId: campaign.id,
  contact: contact.number,
  phone: contact.phone,
  zones: contact.zones === "" ? zoneSet([campaign.timezone]) : contact.zones,
  ...freshCall,
  dueAt: campaign.startsAt ?? now,
  createdAt: now,
  updatedAt: now
})

/** What becomes of calls that wait, where they are not to be dialed any more. */
export interface Closing {
  readonly status: "canceled"
  readonly subStatus: "terminated" | "campaign_ended"
}

/** Somebody asked for it. */
export const terminated: Closing = { status: "canceled", subStatus: "terminated" }

/** How a campaign closes the calls that wait when it is over; `undefined` while it is not. */
export const closingOf = (campaign: Campaign): Closing | undefined =>
  campaign.status === "canceled"
    ? terminated
    : isOver(campaign.status)
    ? { status: "canceled", subStatus: "campaign_ended" }
    : undefined

const closed = (disposition: Disposition): { readonly status: CallStatus; readonly subStatus: SubStatus } => {
  switch (disposition) {
    case "answered":
      return { status: "completed", subStatus: "answered" }
    case "voicemail":
      return { status: "completed", subStatus: "voicemail" }
    case "fax":
      return { status: "failed", subStatus: "fax" }
    case "invalid_number":
      return { status: "failed", subStatus: "invalid_number" }
    case "carrier_error":
      return { status: "error", subStatus: "carrier_error" }
    case "unknown":
      return { status: "error", subStatus: "outcome_unknown" }
    case "canceled":
    case "busy":
    case "no_answer":
    case "rejected":
      return { status: "failed", subStatus: "retry_limit_reached" }
  }
}

/** How a call is closed by its last disposition, where the policy dials it no more. */
export const closedBy = (
  disposition: Disposition,
  retry: RetryPolicy
): { readonly status: CallStatus; readonly subStatus: SubStatus } => {
  const last = closed(disposition)
  const never = retryDelay(retry, disposition, { [disposition]: 1 }) === undefined
  return last.subStatus === "retry_limit_reached" && never ? { ...last, subStatus: "not_retried" } : last
}

/**
 * The call after one of its attempts ended: dialed again in the next window after its delay, or closed for good. A
 * retry that would come at or after the campaign's end, or of a campaign that is over, is not made.
 */
export const conclude = (
  call: Call,
  disposition: Disposition,
  policy: CallingPolicy,
  campaign: Campaign | null,
  now: number
): Call => {
  const outcomes = counted(call.outcomes, disposition)
  const next = { ...call, outcomes, attempts: attemptsIn(outcomes), disposition, updatedAt: now }
  const delay = retryDelay(policy.retry, disposition, outcomes)
  if (delay === undefined) return { ...next, ...closedBy(disposition, policy.retry) }
  const dueAt = nextOpen(hoursFor(policy, call.zones, campaign?.timezone ?? null), now + delay * 1000)
  if (dueAt === undefined) return { ...next, status: "failed", subStatus: "window_never_opens" }
  if (campaign !== null && (isOver(campaign.status) || (campaign.endsAt !== null && dueAt >= campaign.endsAt))) {
    return { ...next, status: "failed", subStatus: "campaign_ended" }
  }
  return { ...next, status: "retry", subStatus: "retry_scheduled", dueAt }
}
