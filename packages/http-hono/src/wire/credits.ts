import { AttemptId, CampaignId, WorkspaceId } from "@campanile/core"
import { Schema } from "effect"
import { estimateFields } from "./estimate.ts"
import { credits, optional, required, text } from "./fields.ts"
import { ShownWorkspace } from "./workspace.ts"

/** Credits that come in. */
export const NewCredits = Schema.Struct({
  workspace_id: optional(WorkspaceId, "For which workspace; needed where there are several."),
  credits: required(credits(0.000001, 1_000_000_000), "How many; fractions down to a millionth.", 1000),
  note: optional(text(500), "What a person wants to remember of it.")
}).annotate({ identifier: "NewCredits" })

/** Credits that go back for an attempt. */
export const RefundCredits = Schema.Struct({
  workspace_id: optional(WorkspaceId, "Of which workspace; needed where there are several."),
  attempt_id: required(AttemptId, "The attempt that cost them."),
  credits: required(credits(0.000001, 1_000_000_000), "How many: at most what the attempt still costs.", 1),
  note: optional(text(500), "What a person wants to remember of it.")
}).annotate({ identifier: "RefundCredits" })

/** What a workspace has now. */
export const CreditsGranted = Schema.Struct({ workspace_id: WorkspaceId, credits: ShownWorkspace.fields.credits })
  .annotate({ identifier: "CreditsGranted" })

/** What a campaign has cost. */
export const CampaignCredits = Schema.Struct({
  campaign_id: CampaignId,
  spent: required(Schema.Finite, "Credits that its calls have cost."),
  held: required(Schema.Finite, "Credits that are reserved for its calls in progress."),
  budget: required(Schema.NullOr(Schema.Finite), "Credits that it may spend; null for as many as there are."),
  left: required(Schema.NullOr(Schema.Finite), "What of the budget is neither spent nor held; null without a budget."),
  ...estimateFields
}).annotate({ identifier: "CampaignCredits" })
