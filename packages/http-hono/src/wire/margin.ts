import { CampaignId, WorkspaceId } from "@campanile/core"
import { Schema } from "effect"
import { optional, required } from "./fields.ts"

/** Of what the margin is asked. */
export const MarginQuery = Schema.Struct({
  workspace_id: optional(WorkspaceId, "Of which workspace; needed where there are several."),
  campaign_id: optional(CampaignId, "Of one campaign of it; of everything in it where none is given.")
})

/** What was charged, beside what carriers charge. */
export const ShownMargin = Schema.Struct({
  workspace_id: WorkspaceId,
  campaign_id: required(Schema.NullOr(CampaignId), "Null for the whole workspace."),
  spent: required(Schema.Finite, "Credits that all attempts cost."),
  unpriced: required(
    Schema.Finite,
    "Of those, credits of attempts of which the carrier has told no price, or not yet."
  ),
  costs: required(
    Schema.Array(Schema.Struct({
      currency: required(Schema.String, "By ISO 4217.", "USD"),
      amount: required(Schema.Finite, "What carriers charge, in the currency's unit.", 0.026),
      spent: required(Schema.Finite, "Credits that the same attempts cost."),
      attempts: required(Schema.Int, "How many they are.")
    })),
    "By currency. Credits have none: what one is worth is for you to say."
  )
}).annotate({ identifier: "Margin" })
