import {
  type ApiCall,
  type Attempt,
  type Call,
  type CallFilter,
  type CallId,
  idAt,
  idBlockSize,
  type NotFound,
  type Page,
  sourceOf,
  terminated,
  type WorkspaceId
} from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { apiCallRow, attemptOf, callOf, callRow } from "../rows/call.ts"
import { ask, askFirst, type Step, tell } from "../step.ts"
import { waiting } from "./conditions.ts"
import { found, knownDialing, knownWorkspace } from "./known.ts"
import { count } from "./tally.ts"

/** A new call from the API; its assistant and caller numbers are the workspace's own. */
export function* addCall(dialect: Dialect, call: Call, api: ApiCall): Step<void, NotFound> {
  const { db } = dialect
  const { workspaceId, zones } = call
  yield* knownWorkspace(dialect, workspaceId)
  yield* knownDialing(dialect, workspaceId, api)
  yield* tell(db.insertInto("call").values(callRow(call)))
  yield* tell(db.insertInto("api_call").values(apiCallRow(call, api)))
  yield* tell(
    db.insertInto("source_zone").values({ workspace_id: workspaceId, source: sourceOf(call), zones })
      .onConflict((conflict) => conflict.columns(["workspace_id", "source", "zones"]).doNothing())
  )
  yield* count(dialect, [{ before: undefined, after: call, attempts: 0, spent: 0 }])
}

/** One call of a workspace. */
export function* call({ db }: Dialect, workspaceId: WorkspaceId, id: CallId): Step<Call, NotFound> {
  const row = yield* askFirst(
    db.selectFrom("call").selectAll().where("workspace_id", "=", workspaceId).where("id", "=", id)
  )
  return callOf(yield* found(row, "call", id))
}

/**
 * Calls of a workspace, the newest first. Ids are made from time, so their order is that; those of a campaign are one
 * block, and found in the key without an index of their own. How many there are the tallies know.
 */
export function* calls(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  { campaignId, status }: CallFilter,
  { limit, offset }: Page
): Step<{ readonly total: number; readonly calls: ReadonlyArray<Call> }> {
  let tallies = db.selectFrom("tally").select(({ fn }) => fn.sum<number>("calls").as("total"))
    .where("workspace_id", "=", workspaceId)
  let rows = db.selectFrom("call").selectAll().where("workspace_id", "=", workspaceId)
  if (campaignId !== undefined) {
    const campaign = yield* askFirst(
      db.selectFrom("campaign").select("call_block").where("workspace_id", "=", workspaceId).where(
        "id",
        "=",
        campaignId
      )
    )
    const block = campaign?.call_block
    if (block === undefined || block === "") return { total: 0, calls: [] }
    tallies = tallies.where("source", "=", campaignId)
    rows = rows.where("source", "=", campaignId)
      .where("id", ">=", idAt<CallId>(block, 0)).where("id", "<=", idAt<CallId>(block, idBlockSize - 1))
  }
  if (status !== undefined) {
    tallies = tallies.where("status", "=", status)
    rows = rows.where("status", "=", status)
  }
  const counted = yield* askFirst(tallies)
  const page = yield* ask(rows.orderBy("id", "desc").limit(limit).offset(offset))
  return { total: Number(counted?.total ?? 0), calls: page.map(callOf) }
}

/** The attempts of a call, the first one first. */
export function* attempts({ db }: Dialect, workspaceId: WorkspaceId, id: CallId): Step<ReadonlyArray<Attempt>> {
  const rows = yield* ask(
    db.selectFrom("attempt").selectAll().where("workspace_id", "=", workspaceId).where("call_id", "=", id)
      .orderBy("claimed_at").orderBy("id")
  )
  return rows.map(attemptOf)
}

/** Close those of some calls that still wait; answers with how many there were. */
export function* terminateCalls(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  ids: ReadonlyArray<CallId>,
  now: number
): Step<number> {
  const { among, db, rowLocks } = dialect
  const rows = yield* ask(
    db.selectFrom("call").selectAll().where("workspace_id", "=", workspaceId).where(among("id", ids))
      .where(waiting("status")).$if(rowLocks, (query) => query.forUpdate())
  )
  yield* tell(
    db.updateTable("call")
      .set({ status: terminated.status, sub_status: terminated.subStatus, updated_at: now })
      .where("workspace_id", "=", workspaceId).where(among("id", rows.map(({ id }) => id)))
  )
  const before = rows.map(callOf)
  yield* count(
    dialect,
    before.map((call) => ({ before: call, after: { ...call, ...terminated, updatedAt: now }, attempts: 0, spent: 0 }))
  )
  return rows.length
}
