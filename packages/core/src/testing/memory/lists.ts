import { Effect, Result } from "effect"
import { type ContactList, duplicateRow, failedList, knownRow } from "../../domain/contact-list.ts"
import type { ListId, WorkspaceId } from "../../domain/id.ts"
import type { StoreShape } from "../../ports/store.ts"
import { found, type ListRows, oldestFirst, pageOf, step, type Tables, tenantOf } from "./tables.ts"

const failed = ({ lines, list }: ListRows, reason: string): ListRows => ({
  list: failedList(list, reason),
  contacts: new Map(),
  phones: new Set(),
  rejected: [],
  lines
})

/** Contact lists and their rows. */
export const lists = (tables: Tables) => {
  const rowsOf = (workspaceId: WorkspaceId, id: ListId) => tables.tenants.get(workspaceId)?.lists.get(id)

  const othersOf = (workspaceId: WorkspaceId, id: ListId) =>
    [...tables.tenants.get(workspaceId)?.lists.values() ?? []]
      .filter(({ list }) => list.id !== id && list.status !== "failed")
      .toSorted((a, b) => oldestFirst(a.list, b.list))

  /** Change a list that is importing; one that is not stays as it is. Answers with the list. */
  const change = (workspaceId: WorkspaceId, id: ListId, next: (rows: ListRows) => ListRows) =>
    step(() =>
      Result.map(found(rowsOf(workspaceId, id), "list", id), (rows) => {
        if (rows.list.status !== "importing") return rows.list
        const changed = next(rows)
        tables.tenants.get(workspaceId)!.lists.set(id, changed)
        return changed.list
      })
    )
  const changeList = (workspaceId: WorkspaceId, id: ListId, fields: Partial<ContactList>) =>
    change(workspaceId, id, (rows) => ({ ...rows, list: { ...rows.list, ...fields } }))

  return {
    addList: (list) =>
      step(() =>
        Result.map(tenantOf(tables, list.workspaceId), (tenant) => {
          const lines = { header: 1, last: 1 }
          tenant.lists.set(list.id, { list, contacts: new Map(), phones: new Set(), rejected: [], lines })
        })
      ),
    addRows: (workspaceId, id, accepted, rejected, unique) =>
      change(workspaceId, id, (rows) => {
        rows.rejected.push(...rejected)
        const others = unique === "list" ? [] : othersOf(workspaceId, id)
        for (const { contact, text } of accepted) {
          const other = others.find(({ phones }) => phones.has(contact.phone))
          if (rows.phones.has(contact.phone)) {
            rows.rejected.push(duplicateRow(rows.list, contact, text))
          } else if (other !== undefined) {
            rows.rejected.push(knownRow(rows.list, other.list, contact, text))
          } else {
            rows.phones.add(contact.phone)
            rows.contacts.set(contact.number, contact)
          }
        }
        return { ...rows, list: { ...rows.list, accepted: rows.contacts.size, rejected: rows.rejected.length } }
      }),
    describeList: (workspaceId, id, columns, phoneColumn) =>
      Effect.asVoid(changeList(workspaceId, id, { columns, phoneColumn })),
    completeList: (workspaceId, id, lines) =>
      change(workspaceId, id, (rows) => ({ ...rows, lines, list: { ...rows.list, status: "ready" } })),
    failList: (workspaceId, id, reason) => change(workspaceId, id, (rows) => failed(rows, reason)),
    list: (workspaceId, id) => step(() => Result.map(found(rowsOf(workspaceId, id), "list", id), ({ list }) => list)),
    rejectedRows: (workspaceId, id, page) =>
      Effect.sync(() => pageOf((rowsOf(workspaceId, id)?.rejected ?? []).toSorted((a, b) => a.line - b.line), page)),
    contacts: (workspaceId, id, page) =>
      Effect.sync(() =>
        pageOf([...rowsOf(workspaceId, id)?.contacts.values() ?? []].toSorted((a, b) => a.number - b.number), page)
      ),
    failStaleLists: (before, reason) =>
      Effect.sync(() => {
        let count = 0
        for (const { lists } of tables.tenants.values()) {
          for (const [id, rows] of lists) {
            if (rows.list.status !== "importing" || rows.list.createdAt >= before) continue
            lists.set(id, failed(rows, reason))
            count++
          }
        }
        return count
      })
  } satisfies Partial<StoreShape>
}
