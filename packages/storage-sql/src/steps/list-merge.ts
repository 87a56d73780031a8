import {
  type Contact,
  type ContactList,
  duplicateRow,
  type FileLines,
  linesAfter,
  lineShift,
  type ListId,
  ListInUse,
  ListNotReady,
  type NotFound,
  rowOf,
  rowText,
  type WorkspaceId
} from "@campanile/core"
import { sql } from "kysely"
import { insertRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { contactOf, contactRow, rejectedRow } from "../rows/list.ts"
import { askFirst, askRaw, fail, type Step, tell, write } from "../step.ts"
import type { ContactTable } from "../tables.ts"
import { openList, putLines, putList } from "./lists.ts"

/** Two lists on their way to one. */
interface Merge {
  readonly workspaceId: WorkspaceId
  readonly into: ContactList
  readonly from: ContactList
  /** The highest number of a contact, and of a rejected row, that the one has. */
  readonly contacts: number
  readonly rejected: number
  /** How far the lines of the one move. */
  readonly shift: number
  /** The number of this merge among those into the list. */
  readonly batch: number
}

const ofList = (table: "contact" | "rejected_row", workspaceId: WorkspaceId, id: ListId) =>
  sql`${sql.table(table)} where workspace_id = ${workspaceId} and list_id = ${id}`

function* highest(
  { db }: Dialect,
  table: "contact" | "rejected_row",
  { id, workspaceId }: ContactList
): Step<number> {
  const query = sql<{ readonly number: number | null }>`select max(number) as number from ${
    ofList(table, workspaceId, id)
  }`
  const [row] = yield* askRaw(db, query)
  return Number(row?.number ?? 0)
}

/** The last line of a list that has a row. */
function* lastRowLine({ db }: Dialect, { id, workspaceId }: ContactList): Step<number> {
  const last = (table: "contact" | "rejected_row") =>
    sql`select max(line) as line from ${ofList(table, workspaceId, id)}`
  const query = sql<{ readonly line: number | null }>`select max(line) as line from (
    ${last("contact")} union all ${last("rejected_row")}
  ) as lines`
  const [row] = yield* askRaw(db, query)
  return Number(row?.line ?? 1)
}

/** Where the files of a list end; for one from before that was kept, what its rows tell of it. */
function* linesOf(dialect: Dialect, list: ContactList): Step<FileLines> {
  const row = yield* askFirst(
    dialect.db.selectFrom("contact_list").select(["header_line", "last_line"])
      .where("workspace_id", "=", list.workspaceId).where("id", "=", list.id)
  )
  return { header: row?.header_line ?? 1, last: row?.last_line ?? (yield* lastRowLine(dialect, list)) }
}

/** That a row of the one list comes to the other: each, or those of lines that the other had rejected. */
const comes = ({ into, rejected, workspaceId }: Merge, way: "append" | "mend") =>
  way === "append" ? sql`` : sql`and line in (
    select line from ${ofList("rejected_row", workspaceId, into.id)} and number <= ${rejected}
  )`

/** That the list has a contact's phone already. */
const isKnown = ({ into, workspaceId }: Merge) =>
  sql`exists (
    select 1 from contact as known where known.workspace_id = ${workspaceId} and known.phone = contact.phone
      and known.list_id = ${into.id}
  )`

/** All new contacts, numbered on from the last one, by the database itself. */
function* appendContacts({ db }: Dialect, merge: Merge): Step<void> {
  const { batch, contacts, from, into, shift, workspaceId } = merge
  yield* askRaw(
    db,
    sql`insert into contact (workspace_id, list_id, number, line, phone, zones, variables, batch)
      select workspace_id, ${into.id}, ${contacts} + row_number() over (order by number), line + ${shift},
        phone, zones, variables, cast(${batch} as bigint)
      from ${ofList("contact", workspaceId, from.id)} and not ${isKnown(merge)}`
  )
}

/** New contacts in the places of the rows that they mend, as far as those are free. */
function* mendContacts(dialect: Dialect, merge: Merge): Step<void> {
  const { db } = dialect
  const { batch, from, into, workspaceId } = merge
  const rows = yield* askRaw(
    db,
    sql<ContactTable>`select * from ${ofList("contact", workspaceId, from.id)} ${comes(merge, "mend")}
      and not ${isKnown(merge)} order by number`
  )
  const taken = yield* askRaw(
    db,
    sql<Pick<ContactTable, "number">>`select number from ${ofList("contact", workspaceId, into.id)}
      and number in (select number from ${ofList("contact", workspaceId, from.id)})`
  )
  const numbers = new Set(taken.map(({ number }) => number))
  let last = merge.contacts
  const mended = rows.map((row) => {
    const number = numbers.has(row.number) ? last + 1 : row.number
    numbers.add(number)
    last = Math.max(last, number)
    return contactRow(workspaceId, into.id, { ...contactOf(row), number }, batch)
  })
  yield* write(insertRows(dialect, "contact", mended))
}

const textOf = (into: ContactList, from: ContactList, contact: Contact): string => {
  const row = rowOf(from, contact)
  return rowText(into.columns.map((column) => row[column] ?? ""))
}

/** Bring over the rejected rows, and reject the contacts whose phones the list had before. */
function* mergeRejected(
  dialect: Dialect,
  merge: Merge,
  way: "append" | "mend",
  repeated: ReadonlyArray<Contact>
): Step<void> {
  const { db } = dialect
  const { from, into, rejected, shift, workspaceId } = merge
  yield* askRaw(
    db,
    sql`insert into rejected_row (workspace_id, list_id, line, number, at_column, code, reason, text)
      select workspace_id, ${into.id}, line + ${shift}, ${rejected} + number, at_column, code, reason, text
      from ${ofList("rejected_row", workspaceId, from.id)} ${comes(merge, way)}`
  )
  if (way === "mend") {
    yield* askRaw(
      db,
      sql`delete from ${ofList("rejected_row", workspaceId, into.id)} and number <= ${rejected} and line in (
        select line from ${ofList("contact", workspaceId, from.id)}
        union all select line from ${ofList("rejected_row", workspaceId, from.id)}
      )`
    )
  }
  const next = rejected + (yield* highest(dialect, "rejected_row", from)) + 1
  const rows = repeated.map((contact, n) => {
    const moved = { ...contact, line: contact.line + shift }
    return rejectedRow(workspaceId, into.id, duplicateRow(into, moved, textOf(into, from, contact)), next + n)
  })
  yield* write(insertRows(dialect, "rejected_row", rows))
}

function* rowsIn({ db }: Dialect, table: "contact" | "rejected_row", { id, workspaceId }: ContactList): Step<number> {
  const query = sql<{ readonly rows: number }>`select count(*) as rows from ${ofList(table, workspaceId, id)}`
  const [row] = yield* askRaw(db, query)
  return Number(row?.rows ?? 0)
}

function* openReady(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  id: ListId
): Step<ContactList, NotFound | ListNotReady> {
  const list = yield* openList(dialect, workspaceId, id)
  return list.status === "ready" ? list : yield* fail(new ListNotReady({ listId: id, status: list.status }))
}

/** That nobody needs the list any more when its rows are in the other. */
function* checkUnused(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  intoId: ListId,
  listId: ListId
): Step<void, ListInUse> {
  if (intoId === listId) yield* fail(new ListInUse({ listId, by: "itself" }))
  const campaign = yield* askFirst(
    db.selectFrom("campaign").select("id").where("workspace_id", "=", workspaceId).where("list_id", "=", listId).limit(
      1
    )
  )
  if (campaign !== undefined) yield* fail(new ListInUse({ listId, by: "campaign" }))
}

/** Bring the rows of a list into another, and keep nothing of the first. */
export function* mergeList(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  intoId: ListId,
  fromId: ListId,
  way: "append" | "mend"
): Step<ContactList, NotFound | ListNotReady | ListInUse> {
  const { db } = dialect
  const into = yield* openReady(dialect, workspaceId, intoId)
  const from = yield* openReady(dialect, workspaceId, fromId)
  yield* checkUnused(dialect, workspaceId, intoId, fromId)
  const list = yield* askFirst(
    db.updateTable("contact_list").set(({ eb }) => ({ batches: eb("batches", "+", 1) }))
      .where("workspace_id", "=", workspaceId).where("id", "=", intoId).returning("batches")
  )
  const lines = { into: yield* linesOf(dialect, into), from: yield* linesOf(dialect, from) }
  const merge: Merge = {
    workspaceId,
    into,
    from,
    contacts: yield* highest(dialect, "contact", into),
    rejected: yield* highest(dialect, "rejected_row", into),
    shift: way === "append" ? lineShift(lines.into, lines.from) : 0,
    batch: list?.batches ?? 1
  }
  const repeated = yield* askRaw(
    db,
    sql<ContactTable>`select * from ${ofList("contact", workspaceId, fromId)} ${comes(merge, way)}
      and ${isKnown(merge)} order by number`
  )
  if (way === "append") yield* appendContacts(dialect, merge)
  else yield* mendContacts(dialect, merge)
  yield* mergeRejected(dialect, merge, way, repeated.map(contactOf))
  yield* tell(db.deleteFrom("contact").where("workspace_id", "=", workspaceId).where("list_id", "=", fromId))
  yield* tell(db.deleteFrom("rejected_row").where("workspace_id", "=", workspaceId).where("list_id", "=", fromId))
  yield* tell(db.deleteFrom("contact_list").where("workspace_id", "=", workspaceId).where("id", "=", fromId))
  const after = {
    ...into,
    accepted: yield* rowsIn(dialect, "contact", into),
    rejected: yield* rowsIn(dialect, "rejected_row", into)
  }
  yield* putList(dialect, after)
  if (way === "append") yield* putLines(dialect, after, linesAfter(lines.into, lines.from))
  return after
}
