import type { ApiCall, Call, Campaign } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import type { Step } from "../step.ts"
import { campaignsOf } from "./campaigns.ts"
import { apiCallsOf } from "./candidates.ts"

/** What each of some calls is made by: its campaign, or what came with it from the API. */
export function* termsOf(
  dialect: Dialect,
  calls: ReadonlyArray<Call>
): Step<(call: Call) => Campaign | ApiCall | undefined> {
  const apis = yield* apiCallsOf(dialect, calls)
  const campaigns = yield* campaignsOf(dialect, calls)
  return ({ campaignId, id }) => campaignId === null ? apis.get(id) : campaigns.get(campaignId)
}
