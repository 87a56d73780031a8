import { Effect } from "effect"
import { slotLimit } from "../domain/calling-policy.ts"
import { type Campaign, isOver } from "../domain/campaign.ts"
import type { CampaignId, WorkspaceId } from "../domain/id.ts"
import type { Workspace } from "../domain/workspace.ts"
import { Store } from "../ports/store.ts"
import { invalid } from "./input.ts"

/** Slots that campaigns which are started and not over were promised, all but one of them. */
const promisedToOthers = Effect.fnUntraced(function*(workspaceId: WorkspaceId, except: CampaignId | undefined) {
  const store = yield* Store
  const { campaigns } = yield* store.campaigns(workspaceId, { limit: 10_000, offset: 0 })
  return campaigns
    .filter(({ id, status }) => id !== except && status !== "draft" && !isOver(status))
    .reduce((sum, { policy }) => sum + policy.minConcurrent, 0)
})

/**
 * A campaign's minimum must be there beside what is promised to others, and it must be allowed to use it: in its
 * workspace as it is, or as somebody is about to make it.
 */
export const checkMinimum = Effect.fnUntraced(function*(
  campaign: Pick<Campaign, "workspaceId" | "policy"> & { readonly id?: CampaignId },
  workspace?: Pick<Workspace, "apiReserve" | "capacity">
) {
  const { minConcurrent } = campaign.policy
  if (minConcurrent === 0) return
  const store = yield* Store
  const { apiReserve, capacity } = workspace ?? (yield* store.workspace(campaign.workspaceId))
  const most = slotLimit(campaign.policy, capacity)
  if (minConcurrent > most) {
    return yield* invalid("policy.minConcurrent", `is more than the ${most} slots that the campaign may use`)
  }
  const left = Math.max(0, capacity - apiReserve - (yield* promisedToOthers(campaign.workspaceId, campaign.id)))
  if (minConcurrent > left) {
    return yield* invalid("policy.minConcurrent", `is more than the ${left} slots that are not promised to others`)
  }
})

/**
 * What a workspace keeps for API calls and has promised to its campaigns must be there, all at once. `changed` is which
 * of both somebody wants to change.
 */
export const checkCapacity = Effect.fnUntraced(function*(
  { apiReserve, capacity, id }: Workspace,
  changed: "capacity" | "apiReserve"
) {
  if (apiReserve > capacity) return yield* invalid("apiReserve", `is more than the capacity of ${capacity}`)
  const promised = yield* promisedToOthers(id, undefined)
  if (apiReserve + promised > capacity && changed === "apiReserve") {
    const left = Math.max(0, capacity - promised)
    return yield* invalid("apiReserve", `is more than the ${left} slots that are not promised to campaigns`)
  }
  if (apiReserve + promised > capacity) {
    return yield* invalid("capacity", `is less than the ${apiReserve + promised} slots that are promised`)
  }
})
