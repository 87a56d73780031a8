import { type Attempt, type CampaignId, type CostSum, erasedPhone, type WorkspaceId } from "@campanile/core"
import { sql, type SqlBool } from "kysely"
import type { Dialect } from "../dialect.ts"
import { attemptOf } from "../rows/attempt.ts"
import { ask, type Step } from "../step.ts"

/** Written out, so that a database sees that the index of what has no price holds it. */
const talkedOn = sql<SqlBool>`talk_seconds > 0`

/** Attempts with talk time that ended in a span and of whose cost nothing is known, the first end first. */
export function* unpricedAttempts(
  { db }: Dialect,
  carrier: string,
  after: number,
  until: number,
  limit: number
): Step<ReadonlyArray<Attempt>> {
  const rows = yield* ask(
    db.selectFrom("attempt").selectAll().where("carrier", "=", carrier).where("cost", "is", null)
      .where("ended_at", "is not", null).where(talkedOn).where("phone", "<>", erasedPhone)
      .where("ended_at", ">", after).where("ended_at", "<=", until)
      .orderBy("ended_at").orderBy("id").limit(limit)
  )
  return rows.map(attemptOf)
}

/** What carriers charged for the attempts of a workspace, or of one of its campaigns, those that are gone included. */
export function* carrierCosts(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  campaignId: CampaignId | null
): Step<ReadonlyArray<CostSum>> {
  let priced = db.selectFrom("attempt").where("workspace_id", "=", workspaceId).where("cost", "is not", null)
  if (campaignId !== null) priced = priced.where("source", "=", campaignId)
  const rows = yield* ask(
    priced.select(({ fn }) => [
      "currency",
      fn.sum<number>("cost").as("amount"),
      fn.sum<number>("spent").as("spent"),
      fn.countAll<number>().as("attempts")
    ]).groupBy("currency").orderBy("currency")
  )
  let pruned = db.selectFrom("pruned_cost").selectAll().where("workspace_id", "=", workspaceId)
  if (campaignId !== null) pruned = pruned.where("source", "=", campaignId)
  const sums = new Map<string, CostSum>()
  for (const { amount, attempts, currency, spent } of [...rows, ...(yield* ask(pruned))]) {
    const sum = sums.get(currency ?? "")
    sums.set(currency ?? "", {
      currency: currency ?? "",
      amount: Number(amount) + (sum?.amount ?? 0),
      spent: Number(spent) + (sum?.spent ?? 0),
      attempts: Number(attempts) + (sum?.attempts ?? 0)
    })
  }
  return [...sums.values()].toSorted((a, b) => a.currency < b.currency ? -1 : 1)
}
