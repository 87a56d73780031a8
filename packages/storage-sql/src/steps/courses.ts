import type { AttemptId, Campaign, CampaignId, Course } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { attemptOf } from "../rows/attempt.ts"
import { callOf } from "../rows/call.ts"
import { campaignOf } from "../rows/campaign.ts"
import { ask, type Step } from "../step.ts"
import { apiCallsOf } from "./candidates.ts"

/**
 * The campaigns of some attempts. For a step that changes their calls: no command comes between, for one that ends the
 * campaign would not see a call that goes back to waiting, and nobody would close it.
 */
export function* campaignsOfAttempts(
  { among, db, rowLocks }: Dialect,
  ids: ReadonlyArray<AttemptId>
): Step<ReadonlyMap<CampaignId, Campaign>> {
  const rows = yield* ask(
    db.selectFrom("campaign")
      .innerJoin(
        db.selectFrom("attempt").select(["workspace_id", "source"]).distinct().where(among("id", ids)).as("asked"),
        (join) =>
          join.onRef("campaign.workspace_id", "=", "asked.workspace_id").onRef("campaign.id", "=", "asked.source")
      )
      .selectAll("campaign")
      .$if(rowLocks, (query) => query.orderBy("campaign.id").forKeyShare("campaign"))
  )
  return new Map(rows.map((row) => [row.id, campaignOf(row)]))
}

/**
 * Attempts with what decides what becomes of their calls, by their ids, in the order of the ids; those that do not
 * exist are left out. For a step that changes them: nobody else does until its end.
 */
export function* coursesOf(
  dialect: Dialect,
  ids: ReadonlyArray<AttemptId>
): Step<ReadonlyMap<AttemptId, Course>> {
  const { among, db, rowLocks } = dialect
  if (ids.length === 0) return new Map()
  const campaigns = yield* campaignsOfAttempts(dialect, ids)
  const attempts = yield* ask(
    db.selectFrom("attempt").selectAll().where(among("id", ids)).$if(
      rowLocks,
      (query) => query.orderBy("id").forUpdate()
    )
  )
  const calls = yield* ask(
    db.selectFrom("call").selectAll()
      .where(among("workspace_id", [...new Set(attempts.map(({ workspace_id }) => workspace_id))]))
      .where(among("id", [...new Set(attempts.map(({ call_id }) => call_id))]))
      .$if(rowLocks, (query) => query.orderBy("id").forUpdate())
  )
  const callsById = new Map(calls.map((row) => [row.id, callOf(row)]))
  const apis = yield* apiCallsOf(dialect, [...callsById.values()])
  const rows = new Map(attempts.map((row) => [row.id, row]))
  const courses = new Map<AttemptId, Course>()
  for (const id of ids) {
    const row = rows.get(id)
    const call = row === undefined ? undefined : callsById.get(row.call_id)
    if (row === undefined || call === undefined) continue
    const campaign = call.campaignId === null ? null : campaigns.get(call.campaignId)!
    const { callbackUrl, policy } = campaign ?? apis.get(call.id)!
    courses.set(id, { attempt: attemptOf(row), call, policy, campaign, callbackUrl })
  }
  return courses
}
