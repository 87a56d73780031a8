import type { CallStatus, CampaignStatus, ListStatus, SubStatus } from "@campanile/core"
import { Schema } from "effect"

/** A campaign's status as clients know it. */
export const WireCampaignStatus = Schema.Literals([
  "draft",
  "scheduled",
  "ongoing",
  "paused",
  "completed",
  "failed",
  "terminated"
])

/** A campaign's status in the words of the wire. */
export const campaignStatuses: Record<CampaignStatus, typeof WireCampaignStatus.Type> = {
  draft: "draft",
  scheduled: "scheduled",
  ongoing: "ongoing",
  paused: "paused",
  completed: "completed",
  failed: "failed",
  canceled: "terminated"
}

/** A call's status as clients know it. */
export const WireCallStatus = Schema.Literals([
  "registered",
  "ongoing",
  "retry",
  "completed",
  "failed",
  "error",
  "cancelled"
])

/** A call's status in the words of the wire. */
export const callStatuses: Record<CallStatus, typeof WireCallStatus.Type> = {
  registered: "registered",
  ongoing: "ongoing",
  retry: "retry",
  completed: "completed",
  failed: "failed",
  error: "error",
  canceled: "cancelled"
}

/** The call status that a word of the wire means. */
export const callStatusOf = (word: typeof WireCallStatus.Type): CallStatus => word === "cancelled" ? "canceled" : word

/** Why a call is in its status, in the documented words where one fits, and in words of the same style elsewhere. */
export const subStatuses = {
  waiting: "QUEUED",
  dialing: "DIALING",
  in_conversation: "IN_CONVERSATION",
  retry_scheduled: "RETRY_SCHEDULED",
  answered: "ANSWERED",
  voicemail: "VOICEMAIL_DETECTED",
  fax: "FAX_DETECTED",
  retry_limit_reached: "RETRY_LIMIT_REACHED",
  invalid_number: "NOT_ABLE_TO_CALL",
  carrier_error: "FAILED",
  not_retried: "USER_DID_NOT_JOIN",
  window_never_opens: "WINDOW_NEVER_OPENS",
  outcome_unknown: "OUTCOME_UNKNOWN",
  campaign_ended: "CAMPAIGN_TIME_EXCEEDED",
  terminated: "USER_TERMINATED",
  suppressed: "DND_SKIPPED",
  skipped: "SKIPPED",
  no_tariff: "NO_TARIFF",
  erased: "ERASED"
} as const satisfies Record<SubStatus, string>

/** Why a call is in its status, as clients know it. */
export const WireSubStatus = Schema.Literals(Object.values(subStatuses))

/** Where the import of a list is, as clients know it. */
export const WireListStatus = Schema.Literals(["processing", "completed", "failed", "pruned"])

/** Where the import of a list is, in the words of the wire. */
export const listStatuses: Record<ListStatus, typeof WireListStatus.Type> = {
  importing: "processing",
  ready: "completed",
  failed: "failed",
  pruned: "pruned"
}
