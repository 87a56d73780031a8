import {
  type Contact,
  type ContactList,
  failedList,
  type ListId,
  type NotFound,
  type Page,
  type RejectedRow,
  type WorkspaceId
} from "@campanile/core"
import { sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { toJson } from "../json.ts"
import { contactOf, listOf, listRow, rejectedOf } from "../rows/list.ts"
import { ask, askFirst, type Step, tell } from "../step.ts"
import { found, knownWorkspace } from "./known.ts"

/** A new list. */
export function* addList(dialect: Dialect, list: ContactList): Step<void, NotFound> {
  yield* knownWorkspace(dialect, list.workspaceId)
  yield* tell(dialect.db.insertInto("contact_list").values(listRow(list)))
}

/** One list of a workspace. */
export function* list({ db }: Dialect, workspaceId: WorkspaceId, id: ListId): Step<ContactList, NotFound> {
  const row = yield* askFirst(
    db.selectFrom("contact_list").selectAll().where("workspace_id", "=", workspaceId).where("id", "=", id)
  )
  return listOf(yield* found(row, "list", id))
}

/** One list of a workspace, for a step that changes it: nobody else does until its end. */
export function* openList(
  { db, rowLocks }: Dialect,
  workspaceId: WorkspaceId,
  id: ListId
): Step<ContactList, NotFound> {
  const row = yield* askFirst(
    db.selectFrom("contact_list").selectAll().where("workspace_id", "=", workspaceId).where("id", "=", id)
      .$if(rowLocks, (query) => query.forUpdate())
  )
  return listOf(yield* found(row, "list", id))
}

/** Write a list as it has become. */
export function* putList({ db }: Dialect, list: ContactList): Step<void> {
  yield* tell(
    db.updateTable("contact_list")
      .set({
        status: list.status,
        columns: toJson(list.columns),
        phone_column: list.phoneColumn,
        accepted: list.accepted,
        rejected: list.rejected,
        reason: list.reason
      })
      .where("workspace_id", "=", list.workspaceId).where("id", "=", list.id)
  )
}

/** Change a list that is importing; one that is not stays as it is. */
function* change(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  id: ListId,
  fields: Partial<ContactList>
): Step<ContactList, NotFound> {
  const before = yield* openList(dialect, workspaceId, id)
  if (before.status !== "importing") return before
  const after = { ...before, ...fields }
  yield* putList(dialect, after)
  return after
}

/** The header is read. */
export function* describeList(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  id: ListId,
  columns: ReadonlyArray<string>,
  phoneColumn: string
): Step<void, NotFound> {
  yield* change(dialect, workspaceId, id, { columns, phoneColumn })
}

/** All rows are in. */
export function* completeList(dialect: Dialect, workspaceId: WorkspaceId, id: ListId): Step<ContactList, NotFound> {
  return yield* change(dialect, workspaceId, id, { status: "ready" })
}

function* giveUp(dialect: Dialect, before: ContactList, reason: string): Step<ContactList> {
  const { db } = dialect
  const { id, workspaceId } = before
  yield* tell(db.deleteFrom("contact").where("workspace_id", "=", workspaceId).where("list_id", "=", id))
  yield* tell(db.deleteFrom("rejected_row").where("workspace_id", "=", workspaceId).where("list_id", "=", id))
  const after = failedList(before, reason)
  yield* putList(dialect, after)
  return after
}

/** Keep nothing of a list but the reason for which it failed. */
export function* failList(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  id: ListId,
  reason: string
): Step<ContactList, NotFound> {
  const before = yield* openList(dialect, workspaceId, id)
  return before.status === "importing" ? yield* giveUp(dialect, before, reason) : before
}

/** Fail the lists that have been importing since before an instant. */
export function* failStaleLists(dialect: Dialect, before: number, reason: string): Step<number> {
  const rows = yield* ask(
    dialect.db.selectFrom("contact_list").selectAll().where("status", "=", sql.lit("importing"))
      .where("created_at", "<", before).$if(dialect.rowLocks, (query) => query.orderBy("id").forUpdate())
  )
  for (const row of rows) yield* giveUp(dialect, listOf(row), reason)
  return rows.length
}

/** The rows of a list that were not accepted, in the order of the file. */
export function* rejectedRows(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  id: ListId,
  { limit, offset }: Page
): Step<ReadonlyArray<RejectedRow>> {
  const rows = yield* ask(
    db.selectFrom("rejected_row").selectAll().where("workspace_id", "=", workspaceId).where("list_id", "=", id)
      .orderBy("line").orderBy("number").limit(limit).offset(offset)
  )
  return rows.map(rejectedOf)
}

/** The contacts of a list, in the order of the file. */
export function* contacts(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  id: ListId,
  { limit, offset }: Page
): Step<ReadonlyArray<Contact>> {
  const rows = yield* ask(
    db.selectFrom("contact").selectAll().where("workspace_id", "=", workspaceId).where("list_id", "=", id)
      .orderBy("number").limit(limit).offset(offset)
  )
  return rows.map(contactOf)
}
