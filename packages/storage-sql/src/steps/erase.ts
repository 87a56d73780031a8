import {
  type CallId,
  closingMessage,
  type Erased,
  erasedCall,
  erasedPhone,
  isWaiting,
  mentions,
  type NamedDraft,
  type NotFound,
  PersonInCall,
  type Phone,
  type SuppressionsOfErased,
  withoutPerson,
  withoutPhone,
  type WorkspaceId
} from "@campanile/core"
import { sql } from "kysely"
import { updateRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { fromJson, toJson } from "../json.ts"
import { callOf } from "../rows/call.ts"
import { ask, askFirst, askRaw, fail, type Step, tell, write } from "../step.ts"
import type { RejectedRowTable } from "../tables.ts"
import { callsTo } from "./calls.ts"
import { liveByPhone } from "./conditions.ts"
import { blankApiCalls } from "./erase-addresses.ts"
import { found } from "./known.ts"
import { sendNamed } from "./messages.ts"
import { count } from "./tally.ts"
import { termsOf } from "./terms.ts"

/** That the person is not being called. The workspace is locked first, as a turn does it, so that none begins meanwhile. */
function* notInCall(
  { db, rowLocks }: Dialect,
  workspaceId: WorkspaceId,
  phone: Phone
): Step<void, NotFound | PersonInCall> {
  const workspace = yield* askFirst(
    db.selectFrom("workspace").select("workspace_id").where("workspace_id", "=", workspaceId)
      .$if(rowLocks, (query) => query.forUpdate())
  )
  yield* found(workspace, "workspace", workspaceId)
  const live = yield* askFirst(
    db.selectFrom("attempt").select(["id", "call_id"]).where("workspace_id", "=", workspaceId)
      .where("phone", "=", phone).where(liveByPhone)
  )
  if (live !== undefined) yield* fail(new PersonInCall({ callId: live.call_id, attemptId: live.id }))
}

/** Lock the lists that have a phone: no campaign makes calls of them meanwhile, and those that were made are seen. */
function* lockLists({ db, rowLocks }: Dialect, workspaceId: WorkspaceId, phone: Phone): Step<void> {
  if (!rowLocks) return
  yield* ask(
    db.selectFrom("contact_list").select("id").where("workspace_id", "=", workspaceId)
      .where(
        "id",
        "in",
        db.selectFrom("contact").select("list_id").where("workspace_id", "=", workspaceId).where("phone", "=", phone)
      )
      .orderBy("id").forUpdate()
  )
}

/** The calls to a phone: by its contacts, by the API's own index, and by what was dialed. */
function* callIdsTo(dialect: Dialect, workspaceId: WorkspaceId, phone: Phone): Step<ReadonlyArray<CallId>> {
  const page = { limit: Number.MAX_SAFE_INTEGER, offset: 0 }
  const { calls } = yield* callsTo(dialect, workspaceId, phone, {}, page)
  const dialed = yield* ask(
    dialect.db.selectFrom("attempt").select("call_id").where("workspace_id", "=", workspaceId)
      .where("phone", "=", phone).where("placed_at", "is not", null)
  )
  return [...new Set([...calls.map(({ id }) => id), ...dialed.map(({ call_id }) => call_id)])].toSorted()
}

/**
 * Blank the attempts of calls; answers with how many there are. Attempts come before their calls, as the steps that tell
 * what became of them have it.
 */
function* blankAttempts(
  { among, db, rowLocks }: Dialect,
  workspaceId: WorkspaceId,
  ids: ReadonlyArray<CallId>
): Step<number> {
  const rows = yield* ask(
    db.selectFrom("attempt").select("id").where("workspace_id", "=", workspaceId).where(among("call_id", ids))
      .$if(rowLocks, (query) => query.orderBy("id").forUpdate())
  )
  yield* tell(
    db.updateTable("attempt").set({ phone: erasedPhone, carrier_call_id: null })
      .where("workspace_id", "=", workspaceId).where(among("call_id", ids))
  )
  return rows.length
}

/** Close the calls that wait, and blank them all. Answers with what is told of those that had waited: one of each. */
function* blankCalls(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  ids: ReadonlyArray<CallId>,
  now: number
): Step<ReadonlyArray<NamedDraft>> {
  const { among, db, rowLocks } = dialect
  const rows = yield* ask(
    db.selectFrom("call").selectAll().where("workspace_id", "=", workspaceId).where(among("id", ids))
      .$if(rowLocks, (query) => query.orderBy("id").forUpdate())
  )
  const waiting = rows.map(callOf).filter(({ status }) => isWaiting(status))
  const closed = waiting.map((before) => ({ before, after: withoutPerson(before, { ...erasedCall, updatedAt: now }) }))
  const terms = yield* termsOf(dialect, waiting)
  const told = closed.flatMap(({ after, before }) =>
    closingMessage(before, after, terms(before)?.callbackUrl ?? null, now)
  )
  yield* tell(
    db.updateTable("call").set({ phone: erasedPhone, contact: null })
      .where("workspace_id", "=", workspaceId).where(among("id", ids))
  )
  yield* tell(
    db.updateTable("call").set({ status: erasedCall.status, sub_status: erasedCall.subStatus, updated_at: now })
      .where("workspace_id", "=", workspaceId).where(among("id", waiting.map(({ id }) => id)))
  )
  yield* count(dialect, closed.map((change) => ({ ...change, attempts: 0, spent: 0 })))
  return told
}

/** Blank what was told, or is still to be told, of calls; answers with how many messages there are. */
function* blankMessages(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  ids: ReadonlyArray<CallId>,
  phone: Phone
): Step<number> {
  const { among, db } = dialect
  const rows = yield* ask(
    db.selectFrom("message").select(["workspace_id", "id", "payload"]).where("workspace_id", "=", workspaceId)
      .where(among("call_id", ids)).where("call_id", "is not", null)
  )
  const blanked = rows.map(({ payload, ...key }) => ({
    ...key,
    payload: toJson(withoutPhone(fromJson(payload), phone))
  }))
  yield* write(updateRows(dialect, "message", ["payload"], ["workspace_id", "id"], blanked))
  return rows.length
}

function* removeContacts({ among, db }: Dialect, workspaceId: WorkspaceId, phone: Phone): Step<number> {
  const rows = yield* ask(
    db.deleteFrom("contact").where("workspace_id", "=", workspaceId).where("phone", "=", phone).returning("list_id")
  )
  yield* tell(
    db.updateTable("contact_list").set(({ eb }) => ({ accepted: eb("accepted", "-", 1) }))
      .where("workspace_id", "=", workspaceId).where(among("id", rows.map(({ list_id }) => list_id))).where(
        "status",
        "<>",
        "pruned"
      )
  )
  return rows.length
}

function* suppressionsOf(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  phone: Phone,
  suppressions: SuppressionsOfErased
): Step<number> {
  const rows = suppressions === "keep"
    ? yield* ask(
      db.selectFrom("suppression").select("pattern").where("workspace_id", "=", workspaceId).where(
        "pattern",
        "=",
        phone
      )
    )
    : yield* ask(
      db.deleteFrom("suppression").where("workspace_id", "=", workspaceId).where("pattern", "=", phone)
        .returning("pattern")
    )
  return rows.length
}

/** Take a person out: a phone in a workspace. Only what leads to them is touched, each by an index of its own. */
export function* erase(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  phone: Phone,
  suppressions: SuppressionsOfErased,
  now: number
): Step<Erased, NotFound | PersonInCall> {
  const { among, db } = dialect
  yield* notInCall(dialect, workspaceId, phone)
  yield* lockLists(dialect, workspaceId, phone)
  const ids = yield* callIdsTo(dialect, workspaceId, phone)
  const attempts = yield* blankAttempts(dialect, workspaceId, ids)
  const told = yield* blankCalls(dialect, workspaceId, ids, now)
  const messages = yield* blankMessages(dialect, workspaceId, ids, phone)
  yield* sendNamed(dialect, told)
  yield* blankApiCalls(dialect, workspaceId, ids, phone, now)
  const decisions = yield* ask(
    db.deleteFrom("decision").where("workspace_id", "=", workspaceId).where(among("call_id", ids)).returning("call_id")
  )
  return {
    calls: ids.length,
    closed: told.length,
    attempts,
    decisions: decisions.length,
    contacts: yield* removeContacts(dialect, workspaceId, phone),
    rejectedRows: 0,
    messages,
    suppressions: yield* suppressionsOf(dialect, workspaceId, phone, suppressions)
  }
}

/** Remove the rejected rows that have a phone: their text has no index, so they are all looked at, page by page. */
export function* eraseRejectedRows(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  phone: Phone,
  after: string,
  limit: number
): Step<{ readonly removed: number; readonly next: string | undefined }> {
  const { db } = dialect
  const [list = "", line = "0", number = "0"] = after.split(" ")
  const rows = yield* askRaw(
    db,
    sql<Pick<RejectedRowTable, "list_id" | "line" | "number" | "reason" | "text">>`
      select list_id, line, number, reason, text from rejected_row
      where workspace_id = ${workspaceId} and (list_id, line, number) > (${list}, ${Number(line)}, ${Number(number)})
      order by list_id, line, number limit ${limit}`
  )
  const its = rows.filter(({ reason, text }) => mentions(text, phone) || reason.includes(phone))
  for (const row of its) {
    yield* tell(
      db.deleteFrom("rejected_row").where("workspace_id", "=", workspaceId).where("list_id", "=", row.list_id)
        .where("line", "=", row.line).where("number", "=", row.number)
    )
    yield* tell(
      db.updateTable("contact_list").set(({ eb }) => ({ rejected: eb("rejected", "-", 1) }))
        .where("workspace_id", "=", workspaceId).where("id", "=", row.list_id).where("status", "<>", "pruned")
    )
  }
  const last = rows.at(-1)
  return {
    removed: its.length,
    next: last === undefined || rows.length < limit ? undefined : `${last.list_id} ${last.line} ${last.number}`
  }
}
