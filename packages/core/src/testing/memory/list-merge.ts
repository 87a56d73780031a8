import { Effect, Result } from "effect"
import { ListNotReady } from "../../domain/campaign.ts"
import {
  type Contact,
  duplicateRow,
  linesAfter,
  lineShift,
  type RejectedRow,
  rowOf
} from "../../domain/contact-list.ts"
import { memoryOf, nextWithinCap } from "../../domain/frequency.ts"
import type { ListId, WorkspaceId } from "../../domain/id.ts"
import { rowText } from "../../domain/row-text.ts"
import { ListInUse } from "../../ports/store-errors.ts"
import { type StoreShape } from "../../ports/store.ts"
import { dialsAfter } from "./grounds.ts"
import { found, type ListRows, step, type Tables } from "./tables.ts"

const textOf = (into: ListRows, from: ListRows, contact: Contact) => {
  const row = rowOf(from.list, contact)
  return rowText(into.list.columns.map((column) => row[column] ?? ""))
}

/** The rows of a list in lines that go on after those of another. */
const movedBelow = (into: ListRows, from: ListRows): ListRows => {
  const shift = lineShift(into.lines, from.lines)
  const contacts = [...from.contacts].map(([n, one]) => [n, { ...one, line: one.line + shift }] as const)
  return {
    ...from,
    contacts: new Map(contacts),
    rejected: from.rejected.map((row) => ({ ...row, line: row.line + shift }))
  }
}

/** What a list is after the rows of another came to it. */
const merged = (into: ListRows, other: ListRows, way: "append" | "mend"): ListRows => {
  const from = way === "append" ? movedBelow(into, other) : other
  const bad = new Set(into.rejected.map(({ line }) => line))
  const comes = ({ line }: Contact | RejectedRow) => way === "append" || bad.has(line)
  const contacts = new Map(into.contacts)
  const phones = new Set(into.phones)
  const rejected = from.rejected.filter(comes)
  const mended = new Set<number>()
  let last = Math.max(0, ...contacts.keys())
  for (const contact of [...from.contacts.values()].filter(comes).toSorted((a, b) => a.number - b.number)) {
    mended.add(contact.line)
    if (phones.has(contact.phone)) {
      rejected.push(duplicateRow(into.list, contact, textOf(into, from, contact)))
      continue
    }
    const number = way === "mend" && !contacts.has(contact.number) ? contact.number : last + 1
    last = Math.max(last, number)
    phones.add(contact.phone)
    contacts.set(number, { ...contact, number })
  }
  for (const { line } of from.rejected) mended.add(line)
  const kept = into.rejected.filter(({ line }) => way === "append" || !mended.has(line))
  const all = [...kept, ...rejected]
  const list = { ...into.list, accepted: contacts.size, rejected: all.length }
  const lines = way === "append" ? linesAfter(into.lines, from.lines) : into.lines
  return { list, contacts, phones, rejected: all, lines }
}

/** A list that takes the rows of another, and what a list holds. */
export const listMerge = (tables: Tables) => {
  const rowsOf = (workspaceId: WorkspaceId, id: ListId) => tables.tenants.get(workspaceId)?.lists.get(id)
  const phonesOf = (workspaceId: WorkspaceId, id: ListId) => [...rowsOf(workspaceId, id)?.phones ?? []]
  const ready = (workspaceId: WorkspaceId, id: ListId) =>
    Result.flatMap(found(rowsOf(workspaceId, id), "list", id), (rows) =>
      rows.list.status === "ready"
        ? Result.succeed(rows)
        : Result.fail(new ListNotReady({ listId: id, status: rows.list.status })))

  return {
    mergeList: (workspaceId, intoId, fromId, way) =>
      step(() =>
        Result.gen(function*() {
          const into = yield* ready(workspaceId, intoId)
          const from = yield* ready(workspaceId, fromId)
          const { campaigns, lists } = tables.tenants.get(workspaceId)!
          if (intoId === fromId) return yield* Result.fail(new ListInUse({ listId: fromId, by: "itself" }))
          if ([...campaigns.values()].some(({ listId }) => listId === fromId)) {
            return yield* Result.fail(new ListInUse({ listId: fromId, by: "campaign" }))
          }
          const rows = merged(into, from, way)
          lists.set(intoId, rows)
          lists.delete(fromId)
          return rows.list
        })
      ),
    countPrefixes: (workspaceId, id, prefixes) =>
      Effect.sync(() => {
        const phones = phonesOf(workspaceId, id)
        return new Map(
          prefixes.map((prefix) => [prefix, phones.filter((phone) => phone.startsWith(prefix)).length])
        )
      }),
    projectCap: (workspaceId, id, cap, subject, now) =>
      Effect.sync(() => {
        const tenant = tables.tenants.get(workspaceId)
        const dials = tenant === undefined ? undefined : dialsAfter(tenant, now - memoryOf(cap))
        const phones = phonesOf(workspaceId, id)
        const blocked = phones.filter((phone) => {
          const its = (dials?.get(phone) ?? []).filter((dial) => !cap.bySubject || dial.subject === subject)
          return nextWithinCap(cap, its.map(({ at }) => at), now) > now
        })
        return { contacts: phones.length, blocked: blocked.length }
      })
  } satisfies Partial<StoreShape>
}
