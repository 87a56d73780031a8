import { Campaigns, Credits, invalidInput, Workspaces } from "@campanile/core"
import { Effect } from "effect"
import { operatorKey, workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { type Endpoint, endpoint, json } from "../endpoint.ts"
import { inWireWords } from "../validation.ts"
import { CampaignCredits, CreditsGranted, NewCredits, RefundCredits } from "../wire/credits.ts"
import { shownEstimate } from "../wire/estimate.ts"
import { creditsOf, microCreditsOf } from "../wire/fields.ts"
import { shownCredits } from "../wire/workspace.ts"
import { campaignId } from "./campaigns.ts"

/** The workspace that is meant where there is one, and none is named. */
export const onlyWorkspace = Effect.gen(function*() {
  const [first, ...others] = yield* Workspaces.all
  return first !== undefined && others.length === 0
    ? first.id
    : yield* invalidInput("workspace_id", "is required: there is not exactly one workspace")
})

/** Credits: what comes in, what goes back, what there is. */
export const credits: ReadonlyArray<Endpoint> = [
  endpoint({
    method: "get",
    path: "/workspace/credits",
    tag: "Credits",
    summary: "What the workspace of the key has",
    access: workspaceKey,
    answer: json(CreditsGranted, "Its balance."),
    fails: ["NotFound"],
    handle: function*({ caller }) {
      return { workspace_id: caller, credits: shownCredits(yield* Credits.balance(caller)) }
    }
  }),
  endpoint({
    method: "post",
    path: "/workspace/credits",
    tag: "Credits",
    summary: "Give credits to a workspace",
    description: "Campaigns that paused for want of credits, and are to resume after a top-up, go on at once.",
    access: operatorKey,
    body: jsonBody(NewCredits),
    answer: json(CreditsGranted, "What the workspace has now."),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body: { credits, note = "", workspace_id } }) {
      const id = workspace_id ?? (yield* onlyWorkspace)
      const balance = yield* Credits.grant(id, { amount: microCreditsOf(credits), note }).pipe(
        inWireWords({ amount: "credits" })
      )
      return { workspace_id: id, credits: shownCredits(balance) }
    }
  }),
  endpoint({
    method: "post",
    path: "/workspace/credits/refund",
    tag: "Credits",
    summary: "Give back what an attempt cost, or a part of it",
    description: "At most what the attempt still costs, so that nothing is given back twice.",
    access: operatorKey,
    body: jsonBody(RefundCredits),
    answer: json(CreditsGranted, "What the workspace has now."),
    fails: ["InvalidInput", "NotFound", "RefundTooLarge"],
    handle: function*({ body: { attempt_id, credits, note = "", workspace_id } }) {
      const id = workspace_id ?? (yield* onlyWorkspace)
      const balance = yield* Credits.refund(id, { attemptId: attempt_id, amount: microCreditsOf(credits), note })
      return { workspace_id: id, credits: shownCredits(balance) }
    }
  }),
  endpoint({
    method: "get",
    path: "/campaign/{campaign_id}/credits",
    tag: "Credits",
    summary: "What a campaign has cost, and what the rest of it may cost",
    access: workspaceKey,
    id: campaignId,
    answer: json(CampaignCredits, "Spent, held and budget, beside what the workspace has."),
    fails: ["NotFound"],
    handle: function*({ caller, id }) {
      const { policy: { budget } } = yield* Campaigns.get(caller, id)
      const { held, spent } = yield* Campaigns.progress(caller, id)
      const estimate = yield* Campaigns.estimate(caller, id)
      return {
        campaign_id: id,
        spent: creditsOf(spent),
        held: creditsOf(held),
        budget: budget === null ? null : creditsOf(budget),
        left: estimate.budgetLeft === null ? null : creditsOf(estimate.budgetLeft),
        ...shownEstimate(estimate)
      }
    }
  })
]
