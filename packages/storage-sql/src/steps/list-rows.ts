import {
  type ContactList,
  duplicateRow,
  type ImportedRow,
  type ListId,
  type NotFound,
  type RejectedRow,
  type WorkspaceId
} from "@campanile/core"
import { insertRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { contactRow, rejectedRow } from "../rows/list.ts"
import { ask, type Step, write } from "../step.ts"
import { openList, putList } from "./lists.ts"

/**
 * Add rows to a list that is importing, and count them. Phones that the list has are asked for in one query, for that
 * costs less than a conflict per row; no other step adds to the list meanwhile.
 */
export function* addRows(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  id: ListId,
  accepted: ReadonlyArray<ImportedRow>,
  rejected: ReadonlyArray<RejectedRow>
): Step<ContactList, NotFound> {
  const before = yield* openList(dialect, workspaceId, id)
  if (before.status !== "importing") return before
  const known = yield* ask(
    dialect.db.selectFrom("contact").select("phone").where("workspace_id", "=", workspaceId).where("list_id", "=", id)
      .where(dialect.among("phone", accepted.map(({ contact }) => contact.phone)))
  )
  const phones = new Set(known.map(({ phone }) => phone))
  const refused = [...rejected]
  const added = accepted.filter(({ contact, text }) => {
    const isNew = !phones.has(contact.phone)
    if (isNew) phones.add(contact.phone)
    else refused.push(duplicateRow(before, contact, text))
    return isNew
  })
  yield* write(insertRows(dialect, "contact", added.map(({ contact }) => contactRow(workspaceId, id, contact))))
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
