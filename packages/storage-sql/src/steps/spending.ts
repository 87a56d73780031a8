import { type CampaignId, type Posting, spend, type Spending, type WorkspaceId } from "@campanile/core"
import { insertRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { campaignIdOf } from "../rows/call.ts"
import { ask, type Step, write } from "../step.ts"
import type { SourceStateTable } from "../tables.ts"

const nothing: Spending = { held: 0, spent: 0 }

const ending = `on conflict (workspace_id, source) do update set
  held = source_state.held + excluded.held,
  spent = source_state.spent + excluded.spent`

/** Add lines of a workspace's ledger to what is kept of the campaigns that they are for. */
export function* putSpending(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  postings: ReadonlyArray<Posting>
): Step<void> {
  const byCampaign = new Map<CampaignId, Array<Posting>>()
  for (const posting of postings) {
    if (posting.campaignId === null) continue
    const its = byCampaign.get(posting.campaignId) ?? []
    byCampaign.set(posting.campaignId, its)
    its.push(posting)
  }
  const rows = [...byCampaign].map(([source, its]): SourceStateTable => ({
    workspace_id: workspaceId,
    source,
    owed: 0,
    ...spend(nothing, its)
  }))
  yield* write(insertRows(dialect, "source_state", rows.toSorted((a, b) => a.source < b.source ? -1 : 1), ending))
}

/** What some campaigns have reserved and used up. */
export function* spendingOf(
  { among, db }: Dialect,
  workspaceId: WorkspaceId,
  campaigns: ReadonlyArray<CampaignId>
): Step<ReadonlyMap<CampaignId, Spending>> {
  const spending = new Map(campaigns.map((id) => [id, nothing]))
  if (spending.size === 0) return spending
  const rows = yield* ask(
    db.selectFrom("source_state").select(["source", "held", "spent"]).where("workspace_id", "=", workspaceId)
      .where(among("source", [...spending.keys()]))
  )
  for (const { held, source, spent } of rows) {
    const id = campaignIdOf(source)
    if (id !== null) spending.set(id, { held, spent })
  }
  return spending
}
