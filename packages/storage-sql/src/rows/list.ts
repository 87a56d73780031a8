import type { Contact, ContactList, ListId, RejectedRow, WorkspaceId } from "@campanile/core"
import { fromJson, toJson } from "../json.ts"
import type { ContactListTable, ContactTable, RejectedRowTable } from "../tables.ts"

/** A new list as a row. */
export const listRow = (list: ContactList): ContactListTable => ({
  workspace_id: list.workspaceId,
  id: list.id,
  name: list.name,
  status: list.status,
  columns: toJson(list.columns),
  phone_column: list.phoneColumn,
  accepted: list.accepted,
  rejected: list.rejected,
  reason: list.reason,
  batches: 0,
  header_line: null,
  last_line: null,
  created_at: list.createdAt
})

/** The list of a row. */
export const listOf = (row: ContactListTable): ContactList => ({
  workspaceId: row.workspace_id,
  id: row.id,
  name: row.name,
  status: row.status,
  columns: fromJson(row.columns),
  phoneColumn: row.phone_column,
  accepted: row.accepted,
  rejected: row.rejected,
  reason: row.reason,
  createdAt: row.created_at
})

/** A contact as a row of its list, with the batch in which it came. */
export const contactRow = (
  workspaceId: WorkspaceId,
  listId: ListId,
  contact: Contact,
  batch: number
): ContactTable => ({
  workspace_id: workspaceId,
  list_id: listId,
  number: contact.number,
  line: contact.line,
  phone: contact.phone,
  zones: contact.zones,
  variables: toJson(contact.variables),
  batch
})

/** The contact of a row. */
export const contactOf = (row: Omit<ContactTable, "workspace_id" | "list_id" | "batch">): Contact => ({
  number: row.number,
  line: row.line,
  phone: row.phone,
  zones: row.zones,
  variables: fromJson(row.variables)
})

/** A rejected row as a row of its list; `number` counts them. */
export const rejectedRow = (
  workspaceId: WorkspaceId,
  listId: ListId,
  row: RejectedRow,
  number: number
): RejectedRowTable => ({
  workspace_id: workspaceId,
  list_id: listId,
  line: row.line,
  number,
  at_column: row.column,
  code: row.code,
  reason: row.reason,
  text: row.text
})

/** The rejected row of a row. */
export const rejectedOf = (row: RejectedRowTable): RejectedRow => ({
  line: row.line,
  column: row.at_column,
  code: row.code,
  reason: row.reason,
  text: row.text
})
