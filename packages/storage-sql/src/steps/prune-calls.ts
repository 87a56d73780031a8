import {
  type CallId,
  holdsCall,
  idFloor,
  isFinal,
  isMessagePast,
  noneRemoved,
  type Pruned,
  type Pruning,
  type Stand,
  type WorkspaceId
} from "@campanile/core"
import { sql, type SqlBool } from "kysely"
import type { Dialect } from "../dialect.ts"
import { ask, askFirst, type Step, tell } from "../step.ts"
import type { DeliveryTable, MessageTable } from "../tables.ts"
import { isOver } from "./conditions.ts"
import { countGone } from "./pruned.ts"

function* rowsOf(
  { among, db }: Dialect,
  table: "decision" | "api_call",
  workspaceId: WorkspaceId,
  calls: ReadonlyArray<CallId>
): Step<number> {
  const counted = yield* askFirst(
    db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as("rows"))
      .where("workspace_id", "=", workspaceId).where(among("call_id", calls))
  )
  return Number(counted?.rows ?? 0)
}

const gone = ["id", "workspace_id", "source", "status", "disposition"] as const

interface Told extends Pick<MessageTable, "id" | "call_id" | "at"> {
  readonly status: DeliveryTable["status"] | null
  readonly due_at: number | null
}

const standsOf = ({ due_at, status }: Told): ReadonlyArray<Stand> =>
  status === null || due_at === null ? [] : [{ status, at: due_at }]

/** What was told of calls, with where each delivery of it stands; null for a message that has none. */
function* toldOf(
  { among, db }: Dialect,
  workspaceId: WorkspaceId,
  calls: ReadonlyArray<CallId>
): Step<ReadonlyArray<Told>> {
  return yield* ask(
    db.selectFrom("message")
      .leftJoin("delivery", (join) =>
        join.onRef("delivery.workspace_id", "=", "message.workspace_id")
          .onRef("delivery.message_id", "=", "message.id"))
      .select(["message.id", "message.call_id", "message.at", "delivery.status", "delivery.due_at"])
      .where("message.workspace_id", "=", workspaceId).where(among("message.call_id", calls))
      .where("message.call_id", "is not", null)
  )
}

/**
 * Remove those of some calls that are closed, with all that hangs on them; what is counted of them is counted as gone. A
 * call of which something is still to be told stays until it is, and one of which something was given up stays a while.
 */
function* removeCalls(
  dialect: Dialect,
  { dryRun, now, retention, workspaceId }: Pruning,
  candidates: ReadonlyArray<CallId>
): Step<Pruned["removed"]> {
  const { among, db, rowLocks } = dialect
  if (candidates.length === 0) return noneRemoved
  // Attempts before their calls, as the steps that tell what became of them have it.
  const all = yield* ask(
    db.selectFrom("attempt").select(["call_id", "placed_at", "spent", "cost", "currency"])
      .where("workspace_id", "=", workspaceId).where(among("call_id", candidates))
      .$if(rowLocks, (query) => query.orderBy("id").forUpdate())
  )
  const rows = yield* ask(
    db.selectFrom("call").select(gone).where("workspace_id", "=", workspaceId).where(among("id", candidates))
      .$if(rowLocks, (query) => query.orderBy("id").forUpdate())
  )
  const final = rows.filter(({ status }) => isFinal(status))
  const told = yield* toldOf(dialect, workspaceId, final.map(({ id }) => id))
  const untold = new Set(
    told.filter((one) => standsOf(one).some((stand) => holdsCall(stand, now))).map(({ call_id }) => call_id)
  )
  const calls = final.filter(({ id }) => !untold.has(id))
  const ids = calls.map(({ id }) => id)
  const messages = [...new Set(told.filter(({ call_id }) => !untold.has(call_id)).map(({ id }) => id))]
  const going = new Set<CallId>(ids)
  const attempts = all.filter(({ call_id }) => going.has(call_id))
  const decisions = yield* rowsOf(dialect, "decision", workspaceId, ids)
  if (!dryRun) {
    yield* countGone(dialect, calls, attempts)
    yield* tell(db.deleteFrom("delivery").where("workspace_id", "=", workspaceId).where(among("message_id", messages)))
    yield* tell(db.deleteFrom("message").where("workspace_id", "=", workspaceId).where(among("id", messages)))
    for (const table of ["attempt", "decision", "api_call"] as const) {
      yield* tell(db.deleteFrom(table).where("workspace_id", "=", workspaceId).where(among("call_id", ids)))
    }
    yield* tell(db.deleteFrom("call").where("workspace_id", "=", workspaceId).where(among("id", ids)))
  }
  // What goes by its own time would be counted twice, for it is still there when its turn comes.
  const counted = !dryRun ? messages : messages.filter((id) => {
    const its = told.filter((one) => one.id === id)
    return !isMessagePast(its[0]?.at ?? now, its.flatMap(standsOf), retention, now)
  })
  return { ...noneRemoved, calls: ids.length, attempts: attempts.length, decisions, messages: counted.length }
}

/**
 * Calls of campaigns that are over: block by block, for each has a run of ids of its own in the key of calls. A block that
 * is empty goes as well, so that those which are left are those of campaigns that have calls.
 */
export function* pruneCampaignCalls(dialect: Dialect, pruning: Pruning, before: number): Step<Pruned> {
  const { db } = dialect
  const { after, dryRun, limit, workspaceId } = pruning
  const [campaign = "", ofBlock = "", last = ""] = after.split(" ")
  const block = yield* askFirst(
    db.selectFrom("campaign_block")
      .innerJoin("campaign", (join) =>
        join.onRef("campaign.workspace_id", "=", "campaign_block.workspace_id")
          .onRef("campaign.id", "=", "campaign_block.campaign_id"))
      .select(["campaign_block.campaign_id", "campaign_block.block"])
      .where("campaign_block.workspace_id", "=", workspaceId)
      .where(
        sql<SqlBool>`(campaign_block.campaign_id, campaign_block.block) ${
          sql.raw(last === "~" ? ">" : ">=")
        } (${campaign}, ${ofBlock})`
      )
      .where(isOver("campaign.status")).where("campaign.updated_at", "<=", before)
      .orderBy("campaign_block.campaign_id").orderBy("campaign_block.block").limit(1)
  )
  if (block === undefined) return { removed: noneRemoved, next: undefined }
  const from = block.block === ofBlock && last !== "" ? last : block.block
  const calls = yield* ask(
    db.selectFrom("call").select("id").where("workspace_id", "=", workspaceId)
      .where("id", ">", from as CallId).where("id", "<", `${block.block}g` as CallId)
      .orderBy("id").limit(limit)
  )
  const removed = yield* removeCalls(dialect, pruning, calls.map(({ id }) => id))
  const isThrough = calls.length < limit
  if (isThrough && !dryRun) {
    yield* tell(
      db.deleteFrom("campaign_block").where("workspace_id", "=", workspaceId)
        .where("campaign_id", "=", block.campaign_id).where("block", "=", block.block)
        .where(sql<SqlBool>`not exists (
          select 1 from call where call.workspace_id = campaign_block.workspace_id
            and call.id > campaign_block.block and call.id < campaign_block.block || 'g'
        )`)
    )
  }
  const end = isThrough ? "~" : calls.at(-1)?.id ?? "~"
  return { removed, next: `${block.campaign_id} ${block.block} ${end}` }
}

/** Calls from the API that are closed: found by what they brought along, for only they have that. */
export function* pruneApiCalls(dialect: Dialect, pruning: Pruning, before: number): Step<Pruned> {
  const { after, limit, workspaceId } = pruning
  const { db } = dialect
  const rows = yield* ask(
    db.selectFrom("api_call")
      .innerJoin(
        "call",
        (join) =>
          join.onRef("call.workspace_id", "=", "api_call.workspace_id").onRef("call.id", "=", "api_call.call_id")
      )
      .select(["call.id", "call.updated_at"])
      .where("api_call.workspace_id", "=", workspaceId)
      .where("api_call.call_id", ">", after as CallId).where("api_call.call_id", "<", idFloor(before) as CallId)
      .orderBy("api_call.call_id").limit(limit)
  )
  const past = rows.filter(({ updated_at }) => updated_at <= before)
  return {
    removed: yield* removeCalls(dialect, pruning, past.map(({ id }) => id)),
    next: rows.length < limit ? undefined : rows.at(-1)?.id
  }
}
