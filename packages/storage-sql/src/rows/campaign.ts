import type { Campaign } from "@campanile/core"
import { fromJson, toJson } from "../json.ts"
import type { CampaignTable } from "../tables.ts"

/** A campaign as a row. */
export const campaignRow = (campaign: Campaign): CampaignTable => ({
  workspace_id: campaign.workspaceId,
  id: campaign.id,
  name: campaign.name,
  list_id: campaign.listId,
  assistant_id: campaign.assistantId,
  numbers: toJson(campaign.numbers),
  variables: toJson(campaign.variables),
  policy: toJson(campaign.policy),
  timezone: campaign.timezone,
  starts_at: campaign.startsAt,
  ends_at: campaign.endsAt,
  notify: toJson(campaign.notify),
  callback_url: campaign.callbackUrl,
  status: campaign.status,
  cause: campaign.cause,
  end_reason: campaign.endReason,
  created_at: campaign.createdAt,
  updated_at: campaign.updatedAt,
  sequence: campaign.sequence
})

/** The campaign of a row. */
export const campaignOf = (row: CampaignTable): Campaign => ({
  workspaceId: row.workspace_id,
  id: row.id,
  name: row.name,
  listId: row.list_id,
  assistantId: row.assistant_id,
  numbers: fromJson(row.numbers),
  variables: fromJson(row.variables),
  policy: fromJson(row.policy),
  timezone: row.timezone,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  notify: fromJson(row.notify),
  callbackUrl: row.callback_url,
  status: row.status,
  cause: row.cause,
  endReason: row.end_reason,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  sequence: row.sequence
})
