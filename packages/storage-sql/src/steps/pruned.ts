import type { CallStatus, CampaignId, WorkspaceId } from "@campanile/core"
import { insertRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { askFirst, type Step, write } from "../step.ts"
import type { AttemptTable, CallTable, PrunedCostTable, PrunedTallyTable } from "../tables.ts"

/** Of a call that goes, what is counted. */
export type GoneCall = Pick<CallTable, "id" | "workspace_id" | "source" | "status" | "disposition">

/** Of an attempt that goes, what is counted. */
export type GoneAttempt = Pick<AttemptTable, "call_id" | "placed_at" | "spent" | "cost" | "currency">

const endings = {
  tally: `on conflict (workspace_id, source, status, disposition) do update set
  calls = pruned_tally.calls + excluded.calls,
  attempts = pruned_tally.attempts + excluded.attempts,
  spent = pruned_tally.spent + excluded.spent`,
  cost: `on conflict (workspace_id, source, currency) do update set
  amount = pruned_cost.amount + excluded.amount,
  spent = pruned_cost.spent + excluded.spent,
  attempts = pruned_cost.attempts + excluded.attempts`
}

const inOrder = <A>(sums: ReadonlyMap<string, A>): ReadonlyArray<A> =>
  [...sums].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, sum]) => sum)

const tallyOf = (calls: ReadonlyArray<GoneCall>, attempts: ReadonlyMap<string, ReadonlyArray<GoneAttempt>>) => {
  const sums = new Map<string, PrunedTallyTable>()
  for (const { disposition, id, source, status, workspace_id } of calls) {
    const key = `${source} ${status} ${disposition ?? ""}`
    const known = sums.get(key) ??
      { workspace_id, source, status, disposition: disposition ?? "", calls: 0, attempts: 0, spent: 0 }
    const its = attempts.get(id) ?? []
    sums.set(key, {
      ...known,
      calls: known.calls + 1,
      attempts: known.attempts + its.filter(({ placed_at }) => placed_at !== null).length,
      spent: its.reduce((sum, { spent }) => sum + spent, known.spent)
    })
  }
  return inOrder(sums)
}

const costOf = (calls: ReadonlyArray<GoneCall>, attempts: ReadonlyMap<string, ReadonlyArray<GoneAttempt>>) => {
  const sums = new Map<string, PrunedCostTable>()
  for (const { id, source, workspace_id } of calls) {
    for (const { cost, currency, spent } of attempts.get(id) ?? []) {
      if (cost === null || currency === null) continue
      const key = `${source} ${currency}`
      const known = sums.get(key) ?? { workspace_id, source, currency, amount: 0, spent: 0, attempts: 0 }
      sums.set(key, {
        ...known,
        amount: known.amount + cost,
        spent: known.spent + spent,
        attempts: known.attempts + 1
      })
    }
  }
  return inOrder(sums)
}

/** Count what is about to go, so that every sum stays what it was. */
export function* countGone(
  dialect: Dialect,
  calls: ReadonlyArray<GoneCall>,
  attempts: ReadonlyArray<GoneAttempt>
): Step<void> {
  const byCall = new Map<string, Array<GoneAttempt>>()
  for (const attempt of attempts) {
    const its = byCall.get(attempt.call_id) ?? []
    byCall.set(attempt.call_id, its)
    its.push(attempt)
  }
  yield* write(insertRows(dialect, "pruned_tally", tallyOf(calls, byCall), endings.tally))
  yield* write(insertRows(dialect, "pruned_cost", costOf(calls, byCall), endings.cost))
}

/** How many calls of a workspace, or some of them, are gone. */
export function* prunedCalls(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  campaignId: CampaignId | undefined,
  status: CallStatus | undefined
): Step<number> {
  let tallies = db.selectFrom("pruned_tally").select(({ fn }) => fn.sum<number | null>("calls").as("total"))
    .where("workspace_id", "=", workspaceId)
  if (campaignId !== undefined) tallies = tallies.where("source", "=", campaignId)
  if (status !== undefined) tallies = tallies.where("status", "=", status)
  const counted = yield* askFirst(tallies)
  return Number(counted?.total ?? 0)
}
