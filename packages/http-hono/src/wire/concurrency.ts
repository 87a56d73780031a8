import { type Campaign, CampaignId } from "@campanile/core"
import { Schema } from "effect"
import { ConcurrencyPercentage } from "./edit-campaign.ts"
import { optional, required } from "./fields.ts"
import { campaignStatuses, WireCampaignStatus } from "./statuses.ts"

const percentage = Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 100 })))

const reserved = "The share of the slots that is kept for single calls as long as they can use it."

/** How the slots of a workspace are split. */
export const Concurrency = Schema.Struct({
  concurrency: required(Schema.Int, "Simultaneous calls at the most."),
  api_concurrency_pct: required(Schema.Finite, reserved),
  api_reserve: required(Schema.Int, "The same in slots."),
  campaigns: required(
    Schema.Array(Schema.Struct({
      campaign_id: Schema.String,
      name: Schema.String,
      campaign_status: WireCampaignStatus,
      concurrency_percentage: required(Schema.Finite, "0 where the slots are shared among campaigns."),
      min_concurrent_calls: Schema.Int,
      max_concurrent_calls: Schema.NullOr(Schema.Int),
      weight: Schema.Finite
    })),
    "Campaigns that are scheduled, ongoing or paused."
  )
}).annotate({ identifier: "Concurrency" })

/** What may be changed of the split. */
export const EditConcurrency = Schema.Struct({
  api_concurrency_pct: optional(percentage, reserved, 20),
  campaigns: optional(
    Schema.Array(Schema.Struct({
      campaign_id: required(CampaignId, "The campaign."),
      concurrency_percentage: required(ConcurrencyPercentage, "With 0 the slots are shared among campaigns.", 50)
    })).pipe(Schema.check(Schema.isMaxLength(100))),
    "Campaigns, each with the most simultaneous calls as a percentage of the workspace's."
  )
}).annotate({ identifier: "EditConcurrency" })

/** A campaign's part of the split. */
export const campaignShare = (
  { id, name, policy, status }: Campaign
): (typeof Concurrency.Type)["campaigns"][number] => ({
  campaign_id: id,
  name,
  campaign_status: campaignStatuses[status],
  concurrency_percentage: policy.concurrencyPercentage ?? 0,
  min_concurrent_calls: policy.minConcurrent,
  max_concurrent_calls: policy.maxConcurrent,
  weight: policy.weight
})
