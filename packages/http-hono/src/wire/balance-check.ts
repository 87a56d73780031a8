import { CampaignId, ListId } from "@campanile/core"
import { Schema } from "effect"
import { required } from "./fields.ts"

/** What calling a list may cost, beside what there is: the fields of both shapes that are documented. */
export const BalanceChecked = Schema.Struct({
  bulk_list_id: ListId,
  campaign_id: CampaignId,
  status: required(Schema.String, "The status of its campaign.", "draft"),
  message: Schema.String,
  required_credits: required(Schema.Finite, "Credits that a start asks for: each contact talks for a minute.", 6200),
  worst_case_credits: required(Schema.Finite, "Credits where every call lasts as long as it may.", 31_000),
  available_credits: required(Schema.Finite, "Credits that there are.", 8500),
  sufficient_balance: required(Schema.Boolean, "Whether a start would be allowed.")
}).annotate({ identifier: "BalanceChecked" })
