import {
  type ApiCall,
  type Attempt,
  type Call,
  type CallFilter,
  type CallId,
  type CampaignId,
  closingMessage,
  type IdBlock,
  type NotFound,
  type Page,
  type Phone,
  sourceOf,
  terminated,
  type WorkspaceId
} from "@campanile/core"
import { type SelectQueryBuilder, sql, type SqlBool } from "kysely"
import type { Dialect } from "../dialect.ts"
import { attemptOf } from "../rows/attempt.ts"
import { apiCallRow, callOf, callRow } from "../rows/call.ts"
import { ask, askFirst, type Step, tell } from "../step.ts"
import type { CallTable, Tables } from "../tables.ts"
import { blockOfContact, callOfContact } from "./call-blocks.ts"
import { waiting } from "./conditions.ts"
import { found, knownDialing, knownWorkspace } from "./known.ts"
import { enqueue, markAt } from "./marks.ts"
import { sendNamed } from "./messages.ts"
import { prunedCalls } from "./pruned.ts"
import { count } from "./tally.ts"
import { termsOf } from "./terms.ts"

/** A new call from the API; its assistant and caller numbers are the workspace's own. */
export function* addCall(dialect: Dialect, call: Call, api: ApiCall): Step<void, NotFound> {
  const { db } = dialect
  const { workspaceId, zones } = call
  yield* knownWorkspace(dialect, workspaceId)
  yield* knownDialing(dialect, workspaceId, api)
  yield* tell(db.insertInto("call").values(callRow(call)))
  yield* tell(db.insertInto("api_call").values(apiCallRow(call, api)))
  yield* tell(
    db.insertInto("source_zone")
      .values({ workspace_id: workspaceId, source: sourceOf(call), zones, ...markAt(call.dueAt) })
      .onConflict((conflict) => conflict.columns(["workspace_id", "source", "zones"]).doNothing())
  )
  yield* enqueue(dialect, [call])
  yield* count(dialect, [{ before: undefined, after: call, attempts: 0, spent: 0 }])
}

/** One call of a workspace. */
export function* call({ db }: Dialect, workspaceId: WorkspaceId, id: CallId): Step<Call, NotFound> {
  const row = yield* askFirst(
    db.selectFrom("call").selectAll().where("workspace_id", "=", workspaceId).where("id", "=", id)
  )
  return callOf(yield* found(row, "call", id))
}

/** The blocks in which the ids of a campaign's calls are. */
function* blocksOf(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  campaignId: CampaignId
): Step<ReadonlyArray<IdBlock>> {
  const rows = yield* ask(
    db.selectFrom("campaign_block").select("block")
      .where("workspace_id", "=", workspaceId).where("campaign_id", "=", campaignId)
  )
  return rows.map(({ block }) => block)
}

/** Those of some calls whose ids are of a block: they begin with it, and hexadecimal digits follow. */
const ofBlock = (calls: SelectQueryBuilder<Tables, "call", CallTable>, block: IdBlock) =>
  calls.where(sql<SqlBool>`id > ${block} and id < ${`${block}g`}`)

/**
 * Calls of a workspace, the newest first. Ids are made from time, so their order is that; those of a campaign are in a
 * few blocks, and found in the key without an index of their own. How many there are the tallies know.
 */
export function* calls(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  { campaignId, phone, status }: CallFilter,
  { limit, offset }: Page
): Step<{ readonly total: number; readonly calls: ReadonlyArray<Call> }> {
  if (phone !== undefined) return yield* callsTo(dialect, workspaceId, phone, { campaignId, status }, { limit, offset })
  const { db } = dialect
  let tallies = db.selectFrom("tally").select(({ fn }) => fn.sum<number>("calls").as("total"))
    .where("workspace_id", "=", workspaceId)
  if (campaignId !== undefined) tallies = tallies.where("source", "=", campaignId)
  if (status !== undefined) tallies = tallies.where("status", "=", status)
  const counted = yield* askFirst(tallies)
  const gone = yield* prunedCalls(dialect, workspaceId, campaignId, status)
  const own = db.selectFrom("call").selectAll().where("workspace_id", "=", workspaceId)
    .$if(status !== undefined, (query) => query.where("status", "=", status ?? "registered"))
  const blocks = campaignId === undefined ? undefined : yield* blocksOf(dialect, workspaceId, campaignId)
  const [first, ...others] = blocks === undefined ? [own] : blocks.map((block) => ofBlock(own, block))
  const all = others.reduce((some, more) => some?.unionAll(more), first)
  const page = all === undefined ? [] : yield* ask(all.orderBy("id", "desc").limit(limit).offset(offset))
  return { total: Number(counted?.total ?? 0) - gone, calls: page.map(callOf) }
}

/**
 * The calls to a phone: those of campaigns are found by their contacts, those from the API by an index of their own. They
 * are as many as there were reasons to call one person, and put into order here.
 */
export function* callsTo(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  phone: Phone,
  { campaignId, status }: Pick<CallFilter, "campaignId" | "status">,
  { limit, offset }: Page
): Step<{ readonly total: number; readonly calls: ReadonlyArray<Call> }> {
  const { db } = dialect
  const ofContacts = yield* ask(
    db.selectFrom("contact")
      .innerJoin("campaign", (join) =>
        join.onRef("campaign.workspace_id", "=", "contact.workspace_id")
          .onRef("campaign.list_id", "=", "contact.list_id"))
      .innerJoin("campaign_block", (join) => join.on(blockOfContact("campaign.id")))
      .innerJoin("call", (join) => join.on(callOfContact(dialect)))
      .selectAll("call")
      .where("contact.workspace_id", "=", workspaceId).where("contact.phone", "=", phone)
  )
  const ofApi = yield* ask(
    db.selectFrom("call").selectAll().where("workspace_id", "=", workspaceId)
      .where("source", "=", sql.lit("api")).where("phone", "=", phone)
  )
  const all = [...ofContacts, ...ofApi].map(callOf)
    .filter((call) => campaignId === undefined || call.campaignId === campaignId)
    .filter((call) => status === undefined || call.status === status)
    .toSorted((a, b) => a.id < b.id ? 1 : -1)
  return { total: all.length, calls: all.slice(offset, offset + limit) }
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
      .where(waiting("status")).$if(rowLocks, (query) => query.orderBy("id").forUpdate())
  )
  yield* tell(
    db.updateTable("call")
      .set({ status: terminated.status, sub_status: terminated.subStatus, updated_at: now })
      .where("workspace_id", "=", workspaceId).where(among("id", rows.map(({ id }) => id)))
  )
  const closed = rows.map(callOf).map((before) => ({ before, after: { ...before, ...terminated, updatedAt: now } }))
  yield* count(dialect, closed.map((one) => ({ ...one, attempts: 0, spent: 0 })))
  const terms = yield* termsOf(dialect, closed.map(({ before }) => before))
  yield* sendNamed(
    dialect,
    closed.flatMap(({ after, before }) => closingMessage(before, after, terms(before)?.callbackUrl ?? null, now))
  )
  return rows.length
}
