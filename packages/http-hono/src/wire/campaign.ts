import {
  type Campaign,
  Cause,
  type ContactList,
  Disposition,
  EndReason,
  isDraining,
  type Progress
} from "@campanile/core"
import { Schema } from "effect"
import { creditsOf, Instant, iso, isoOrNull, NullableInstant, optional, required } from "./fields.ts"
import { callConfigOf, ShownCallConfig } from "./shown-config.ts"
import { campaignStatuses, WireCallStatus, WireCampaignStatus } from "./statuses.ts"

const base = {
  id: Schema.String,
  name: Schema.String,
  campaign_status: WireCampaignStatus,
  cause: required(
    Schema.NullOr(Cause),
    "Why it is paused, was paused until its end, or has failed: `requested`, `out_of_credits` (elsewhere called insufficient balance), " +
      "`over_budget`, `carrier_refused`."
  ),
  agent_id: Schema.String,
  list_id: required(Schema.String, "Its list; called bulk_list_id where the list is large."),
  campaign_start_time: required(NullableInstant, "UTC; null until it is known."),
  campaign_end_time: required(NullableInstant, "UTC; null until it is known."),
  timezone: Schema.String,
  created_at: Instant,
  updated_at: required(Instant, "The instant of the last change of status.")
}

const counts = {
  total_count: required(
    Schema.Int,
    "Contacts that can be called. Those that came to the list after the campaign was over are not among them."
  ),
  completed_count: required(Schema.Int, "Calls with the status `completed`."),
  registered_count: required(Schema.Int, "Calls with the status `registered`."),
  invalidated_rows_count: required(Schema.Int, "Rows of the file that cannot be called.")
}

/** A campaign in a listing. */
export const CampaignItem = Schema.Struct({
  ...base,
  total_count: optional(Schema.Int, "Contacts that can be called; not there with call_count=false."),
  completed_count: optional(Schema.Int, "Calls with the status `completed`; not there with call_count=false."),
  registered_count: optional(Schema.Int, "Calls with the status `registered`; not there with call_count=false."),
  invalidated_rows_count: optional(
    Schema.Int,
    "Rows of the file that cannot be called; not there with call_count=false."
  )
}).annotate({ identifier: "CampaignItem" })

/** Campaigns of a workspace, the newest first. */
export const CampaignPage = Schema.Struct({
  campaigns: Schema.Array(CampaignItem),
  pagination: Schema.Struct({ total: Schema.Int, limit: Schema.Int, offset: Schema.Int })
}).annotate({ identifier: "CampaignPage" })

/** All there is to know of a campaign. */
export const CampaignInfo = Schema.Struct({
  ...base,
  ...counts,
  end_reason: required(Schema.NullOr(EndReason), "Why it ended."),
  draining: required(Schema.Boolean, "Whether it dials no more, and calls of it are still in progress."),
  from_number_ids: Schema.Array(Schema.String),
  from_numbers: required(Schema.Array(Schema.String), "E.164."),
  variables_map: Schema.Record(Schema.String, Schema.String),
  call_config: ShownCallConfig,
  concurrency_percentage: required(Schema.Finite, "0 where the slots are shared among campaigns that run."),
  callback_url: Schema.NullOr(Schema.String),
  email_completion_user_ids: required(Schema.Array(Schema.String), "Mail addresses."),
  counts: Schema.Struct({
    calls: required(Schema.Int, "All calls; the counts by status add up to it."),
    by_status: Schema.Record(WireCallStatus, Schema.Int),
    by_disposition: required(
      Schema.Record(Disposition, Schema.Int),
      "Of the calls that are closed and were dialed: how their last attempt ended."
    ),
    attempts: required(Schema.Int, "Dials that reached the carrier, or may have.")
  }),
  slots_in_use: required(Schema.Int, "Calls in progress."),
  credits_spent: required(Schema.Finite, "Credits that its calls have cost."),
  credits_held: required(Schema.Finite, "Credits that are reserved for its calls in progress."),
  budget: required(Schema.NullOr(Schema.Finite), "Credits that it may spend; null for as many as there are.")
}).annotate({ identifier: "CampaignInfo" })

const shown = (campaign: Campaign) => ({
  id: campaign.id,
  name: campaign.name,
  campaign_status: campaignStatuses[campaign.status],
  cause: campaign.cause,
  agent_id: campaign.assistantId,
  list_id: campaign.listId,
  campaign_start_time: isoOrNull(campaign.startsAt),
  campaign_end_time: isoOrNull(campaign.endsAt),
  timezone: campaign.timezone,
  created_at: iso(campaign.createdAt),
  updated_at: iso(campaign.updatedAt)
})

const wasStarted = ({ numbers, status }: Campaign) => status !== "draft" && numbers.length > 0

const counted = (campaign: Campaign, { list, progress }: Standing) => ({
  total_count: wasStarted(campaign) ? progress.calls : list.accepted,
  completed_count: progress.byStatus.completed,
  registered_count: progress.byStatus.registered,
  invalidated_rows_count: list.rejected
})

/** Where a campaign stands, and of which list. */
export interface Standing {
  readonly list: ContactList
  readonly progress: Progress
}

/** A campaign as it is listed; without its standing there are no counts. */
export const campaignItem = (campaign: Campaign, standing: Standing | undefined): typeof CampaignItem.Type => ({
  ...shown(campaign),
  ...(standing === undefined ? {} : counted(campaign, standing))
})

const byStatus = (progress: Progress): Record<typeof WireCallStatus.Type, number> => {
  const { canceled, ...others } = progress.byStatus
  return { ...others, cancelled: canceled }
}

/** A campaign as it is shown; `phones` are those of its caller numbers. */
export const campaignInfo = (
  campaign: Campaign,
  { list, progress }: Standing,
  phones: ReadonlyArray<string>
): typeof CampaignInfo.Type => ({
  ...shown(campaign),
  ...counted(campaign, { list, progress }),
  end_reason: campaign.endReason,
  draining: isDraining(campaign.status, progress),
  from_number_ids: campaign.numbers,
  from_numbers: phones,
  variables_map: campaign.variables,
  call_config: callConfigOf(campaign.policy, campaign.timezone),
  concurrency_percentage: campaign.policy.concurrencyPercentage ?? 0,
  callback_url: campaign.callbackUrl,
  email_completion_user_ids: campaign.notify,
  counts: {
    calls: progress.calls,
    by_status: byStatus(progress),
    by_disposition: progress.byDisposition,
    attempts: progress.attempts
  },
  slots_in_use: progress.live,
  credits_spent: creditsOf(progress.spent),
  credits_held: creditsOf(progress.held),
  budget: campaign.policy.budget === null ? null : creditsOf(campaign.policy.budget)
})
