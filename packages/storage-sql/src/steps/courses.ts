import type { AttemptId, Course } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { attemptOf } from "../rows/attempt.ts"
import { callOf } from "../rows/call.ts"
import { ask, type Step } from "../step.ts"
import { campaignsOf } from "./campaigns.ts"
import { apiCallsOf } from "./candidates.ts"

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
  const attempts = yield* ask(
    db.selectFrom("attempt").selectAll().where(among("id", ids)).$if(rowLocks, (query) => query.forUpdate())
  )
  const calls = yield* ask(
    db.selectFrom("attempt")
      .innerJoin(
        "call",
        (join) => join.onRef("call.workspace_id", "=", "attempt.workspace_id").onRef("call.id", "=", "attempt.call_id")
      )
      .selectAll("call").where(among("attempt.id", ids))
      .$if(rowLocks, (query) => query.forUpdate("call"))
  )
  const callsById = new Map(calls.map((row) => [row.id, callOf(row)]))
  const apis = yield* apiCallsOf(dialect, [...callsById.values()])
  const campaigns = yield* campaignsOf(dialect, [...callsById.values()])
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
