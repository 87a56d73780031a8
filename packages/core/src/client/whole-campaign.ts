import { Effect } from "effect"
import { isOver } from "../domain/campaign.ts"
import type { CampaignId, WorkspaceId } from "../domain/id.ts"
import { EngineOptions } from "../engine/options.ts"
import * as Campaigns from "../operations/campaigns.ts"
import * as Numbers from "../operations/numbers.ts"
import { type CampaignPlan, readPlan } from "./plan.ts"

/**
 * Save and start the campaign of a plan. It is saved first, so that of a plan with a mistake nothing is left, no caller
 * number either.
 */
export const startPlan = Effect.fnUntraced(function*(workspaceId: WorkspaceId, plan: CampaignPlan) {
  const { id } = yield* Campaigns.save(workspaceId, yield* readPlan(plan))
  const known = new Set((yield* Numbers.all(workspaceId)).map(({ phone }): string => phone))
  yield* Effect.forEach(
    [...new Set(plan.numbers)].filter((phone) => !known.has(phone)),
    (phone) => Numbers.add(workspaceId, { phone }),
    { discard: true }
  )
  return yield* Campaigns.start(workspaceId, id, plan.numbers)
})

/** Wait until a campaign is over and its last call has ended. */
export const finished = Effect.fnUntraced(function*(workspaceId: WorkspaceId, id: CampaignId) {
  const { poll } = yield* EngineOptions
  while (true) {
    const campaign = yield* Campaigns.get(workspaceId, id)
    const progress = yield* Campaigns.progress(workspaceId, id)
    if (isOver(campaign.status) && progress.live === 0) return { campaign, progress }
    yield* Effect.sleep(poll)
  }
})
