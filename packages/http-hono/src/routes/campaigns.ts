import { type Campaign, CampaignId, Campaigns, Lists, Numbers } from "@campanile/core"
import { Effect, Schema } from "effect"
import { workspaceKey } from "../auth.ts"
import { type Endpoint, endpoint, json, pathId, query } from "../endpoint.ts"
import { CampaignInfo, campaignInfo, campaignItem, CampaignPage } from "../wire/campaign.ts"
import { optional, whole } from "../wire/fields.ts"

/** The campaign that a path names. */
export const campaignId = pathId("campaign_id", "campaign", CampaignId)

const PageQuery = Schema.Struct({
  limit: optional(whole(1, 100), "Campaigns in the answer at the most. Default: 20.", 20),
  offset: optional(whole(0, 1_000_000_000), "Campaigns to leave out at the beginning. Default: 0.", 0),
  call_count: optional(Schema.Boolean, "Whether their calls are counted, which takes longer. Default: true.")
})

const standingOf = (campaign: Campaign) =>
  Effect.all({
    list: Lists.get(campaign.workspaceId, campaign.listId),
    progress: Campaigns.progress(campaign.workspaceId, campaign.id)
  })

/** A campaign with all there is to know of it. */
export const infoOf = Effect.fnUntraced(function*(campaign: Campaign) {
  const numbers = yield* Numbers.all(campaign.workspaceId)
  const phones = campaign.numbers.flatMap((number) => numbers.find(({ id }) => id === number)?.phone ?? [])
  return campaignInfo(campaign, yield* standingOf(campaign), phones)
})

/** What can be asked of campaigns. */
export const campaigns: ReadonlyArray<Endpoint> = [
  endpoint({
    method: "get",
    path: "/campaign/all",
    tag: "Campaigns",
    summary: "Campaigns, the newest first",
    access: workspaceKey,
    query: query(PageQuery),
    answer: json(CampaignPage, "Some of them."),
    fails: ["NotFound"],
    handle: function*({ caller, query }) {
      const { call_count = true, limit = 20, offset = 0 } = query
      const { campaigns, total } = yield* Campaigns.all(caller, { limit, offset })
      const items = yield* Effect.forEach(campaigns, (campaign) =>
        call_count
          ? Effect.map(standingOf(campaign), (standing) => campaignItem(campaign, standing))
          : Effect.succeed(campaignItem(campaign, undefined)), { concurrency: 4 })
      return { campaigns: items, pagination: { total, limit, offset } }
    }
  }),
  endpoint({
    method: "get",
    path: "/campaign/info/{campaign_id}",
    tag: "Campaigns",
    summary: "All there is to know of a campaign",
    access: workspaceKey,
    id: campaignId,
    answer: json(CampaignInfo, "The campaign, with its policy and its counts."),
    fails: ["NotFound"],
    handle: function*({ caller, id }) {
      return yield* infoOf(yield* Campaigns.get(caller, id))
    }
  })
]
