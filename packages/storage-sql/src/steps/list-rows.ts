import {
  type ContactList,
  duplicateRow,
  type ImportedRow,
  knownRow,
  type ListId,
  type NotFound,
  type Phone,
  type RejectedRow,
  type Unique,
  type WorkspaceId
} from "@campanile/core"
import { sql } from "kysely"
import { insertRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { contactRow, listOf, rejectedRow } from "../rows/list.ts"
import { ask, askRaw, type Step, tell, write } from "../step.ts"
import { eachByItself } from "./due.ts"
import { openList, putList } from "./lists.ts"

/** The oldest other list in which each of some phones stands. */
function* otherLists(
  { among, db }: Dialect,
  workspaceId: WorkspaceId,
  id: ListId,
  phones: ReadonlyArray<Phone>
): Step<ReadonlyMap<Phone, ContactList>> {
  const known = yield* ask(
    db.selectFrom("contact").select(["phone", "list_id"]).where("workspace_id", "=", workspaceId)
      .where(among("phone", phones)).where("list_id", "<>", id)
  )
  if (known.length === 0) return new Map()
  const lists = yield* ask(
    db.selectFrom("contact_list").selectAll().where("workspace_id", "=", workspaceId)
      .where(among("id", [...new Set(known.map(({ list_id }) => list_id))]))
  )
  const age = new Map(
    lists.map(listOf).toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
      .map((list, index) => [list.id, { list, index }])
  )
  const oldest = new Map<Phone, ContactList>()
  const oldestFirst = known.toSorted((a, b) => age.get(a.list_id)!.index - age.get(b.list_id)!.index)
  for (const { list_id, phone } of oldestFirst) if (!oldest.has(phone)) oldest.set(phone, age.get(list_id)!.list)
  return oldest
}

/** Hold the lists of a workspace that are importing: what comes into others meanwhile could not be seen. */
function* holdImports({ db, rowLocks }: Dialect, workspaceId: WorkspaceId): Step<void> {
  if (!rowLocks) return
  yield* tell(
    db.selectFrom("contact_list").select("id").where("workspace_id", "=", workspaceId)
      .where("status", "=", sql.lit("importing")).orderBy("id").forUpdate()
  )
}

/**
 * Those of some phones that a list has. Each is looked up by itself: a planner that has no counts of a list that was just
 * begun would go through all rows of it once for each step.
 */
function* phonesKnown(
  { db, table }: Dialect,
  workspaceId: WorkspaceId,
  id: ListId,
  phones: ReadonlyArray<Phone>
): Step<Set<Phone>> {
  if (phones.length === 0) return new Set()
  const given = table<{ readonly phone: Phone }>({ phone: "text" }, phones.map((phone) => ({ phone })))
  const rows = yield* askRaw(
    db,
    sql<{ readonly phone: Phone }>`select given.phone from ${given} as given where exists (
      select 1 from contact where contact.workspace_id = ${workspaceId} and contact.phone = given.phone
        and contact.list_id = ${id} ${eachByItself}
    )`
  )
  return new Set(rows.map(({ phone }) => phone))
}

/**
 * Add rows to a list that is importing, and count them. Phones that the list has are asked for in one query, for that
 * costs less than a conflict per row; no other step adds to the list meanwhile.
 */
export function* addRows(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  id: ListId,
  accepted: ReadonlyArray<ImportedRow>,
  rejected: ReadonlyArray<RejectedRow>,
  unique: Unique
): Step<ContactList, NotFound> {
  if (unique === "workspace") yield* holdImports(dialect, workspaceId)
  const before = yield* openList(dialect, workspaceId, id)
  if (before.status !== "importing") return before
  const coming = accepted.map(({ contact }) => contact.phone)
  const doubtful = accepted.flatMap(({ contact, isFirst }) => isFirst === true ? [] : contact.phone)
  const phones = yield* phonesKnown(dialect, workspaceId, id, doubtful)
  const others = unique === "workspace" ? yield* otherLists(dialect, workspaceId, id, coming) : new Map<Phone, never>()
  const refused = [...rejected]
  const added = accepted.filter(({ contact, text }) => {
    const { phone } = contact
    const other = others.get(phone)
    if (phones.has(phone)) refused.push(duplicateRow(before, contact, text))
    else if (other !== undefined) refused.push(knownRow(before, other, contact, text))
    else return phones.add(phone)
    return false
  })
  yield* write(insertRows(dialect, "contact", added.map(({ contact }) => contactRow(workspaceId, id, contact, 0))))
  yield* write(
    insertRows(
      dialect,
      "rejected_row",
      refused.map((row, n) => rejectedRow(workspaceId, id, row, before.rejected + 1 + n))
    )
  )
  const after = {
    ...before,
    accepted: before.accepted + added.length,
    rejected: before.rejected + refused.length
  }
  yield* putList(dialect, after)
  return after
}
