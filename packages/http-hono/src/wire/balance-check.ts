import { CampaignId, ListId } from "@campanile/core"
import { Schema } from "effect"
import { required } from "./fields.ts"

/** What calling a list may cost, or those of it who still wait, beside what there is: the fields of both shapes that are documented. */
export const BalanceChecked = Schema.Struct({
  bulk_list_id: ListId,
  campaign_id: CampaignId,
  status: required(Schema.String, "The status of its campaign.", "draft"),
  message: Schema.String,
  required_credits: required(
    Schema.Finite,
    "Credits where each person who is still to be called talks for a minute; a start asks for this much.",
    6200
  ),
  worst_case_credits: required(Schema.Finite, "Credits where every call lasts as long as it may.", 31_000),
  available_credits: required(Schema.Finite, "Credits that there are.", 8500),
  sufficient_balance: required(
    Schema.Boolean,
    "Whether the credits, and what is left of a budget, pay for what is required. A start asks for the credits alone."
  )
}).annotate({ identifier: "BalanceChecked" })
