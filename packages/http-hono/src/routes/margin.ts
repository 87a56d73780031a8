import { Credits } from "@campanile/core"
import { operatorKey } from "../auth.ts"
import { type Endpoint, endpoint, json, query } from "../endpoint.ts"
import { creditsOf } from "../wire/fields.ts"
import { MarginQuery, ShownMargin } from "../wire/margin.ts"
import { onlyWorkspace } from "./credits.ts"

/** What calls bring in, and what they cost: for the operator, whose business it is. */
export const margins: ReadonlyArray<Endpoint> = [
  endpoint({
    method: "get",
    path: "/workspace/margin",
    tag: "Credits",
    summary: "What a workspace was charged, beside what carriers charge for it",
    description: "Carriers tell prices some time after a call, so the latest may be missing.",
    access: operatorKey,
    query: query(MarginQuery),
    answer: json(ShownMargin, "Credits spent, and the carriers' charges by currency."),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ query: { campaign_id = null, workspace_id } }) {
      const id = workspace_id ?? (yield* onlyWorkspace)
      const { costs, spent, unpriced } = yield* Credits.margin(id, campaign_id)
      return {
        workspace_id: id,
        campaign_id,
        spent: creditsOf(spent),
        unpriced: creditsOf(unpriced),
        costs: costs.map((cost) => ({ ...cost, amount: cost.amount / 1_000_000, spent: creditsOf(cost.spent) }))
      }
    }
  })
]
