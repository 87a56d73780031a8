import { CampaignId, ListId } from "@campanile/core"
import { Schema } from "effect"
import { estimateFields } from "./estimate.ts"
import { required } from "./fields.ts"

/** What calling a list may cost, or those of it who still wait, beside what there is: the fields of both shapes that are documented. */
export const BalanceChecked = Schema.Struct({
  bulk_list_id: ListId,
  campaign_id: CampaignId,
  status: required(Schema.String, "The status of its campaign.", "draft"),
  message: Schema.String,
  ...estimateFields
}).annotate({ identifier: "BalanceChecked" })
