import { type AttemptId, isCurrentEpoch, mayDial, type NodeId } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { campaignIdOf } from "../rows/call.ts"
import { ask, type Step, tell } from "../step.ts"
import { campaignsOf } from "./campaigns.ts"
import { heldLease } from "./leases.ts"

/**
 * From `claimed` to `placing`, for those attempts that the node in this epoch still owns and whose campaign still
 * dials. Answers with them, in the order in which they were given.
 */
export function* place(
  dialect: Dialect,
  nodeId: NodeId,
  epoch: number,
  ids: ReadonlyArray<AttemptId>,
  now: number
): Step<ReadonlyArray<AttemptId>> {
  const { among, db, rowLocks } = dialect
  if (!isCurrentEpoch(yield* heldLease(dialect, nodeId), epoch)) return []
  const rows = yield* ask(
    db.selectFrom("attempt").select(["workspace_id", "id", "source"]).where(among("id", ids))
      .where("state", "=", "claimed").where("node_id", "=", nodeId).where("epoch", "=", epoch)
      .$if(rowLocks, (query) => query.forUpdate())
  )
  const owned = rows.map(({ id, source, workspace_id }) => ({
    id,
    workspaceId: workspace_id,
    campaignId: campaignIdOf(source)
  }))
  const campaigns = yield* campaignsOf(dialect, owned)
  const dialing = owned.filter(({ campaignId }) => {
    const campaign = campaignId === null ? null : campaigns.get(campaignId)
    return campaign === null || (campaign !== undefined && mayDial(campaign, now))
  })
  const placed = new Set(dialing.map(({ id }) => id))
  if (placed.size === 0) return []
  yield* tell(
    db.updateTable("attempt").set({ state: "placing", placed_at: now }).where(among("id", [...placed]))
  )
  return [...new Set(ids)].filter((id) => placed.has(id))
}
