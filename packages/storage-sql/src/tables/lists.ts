import type { ListId, ListStatus, Phone, RowProblem, WorkspaceId, ZoneSet } from "@campanile/core"
import type { Json } from "../json.ts"

/**
 * `batches` is how many other lists were merged into it; `last_line` is where the last of its files ends and `header_line`
 * where the header of the first does, null while it is importing and in lists from before these were kept.
 */
export interface ContactListTable {
  workspace_id: WorkspaceId
  id: ListId
  name: string
  status: ListStatus
  columns: Json<ReadonlyArray<string>>
  phone_column: string
  accepted: number
  rejected: number
  reason: string
  batches: number
  header_line: number | null
  last_line: number | null
  created_at: number
}

/** Cold: read when its call is dialed. `batch` is 0 for the first import, then that of the merge with which it came. */
export interface ContactTable {
  workspace_id: WorkspaceId
  list_id: ListId
  number: number
  line: number
  phone: Phone
  zones: ZoneSet
  variables: Json<Readonly<Record<string, string>>>
  batch: number
}

/** `number` counts the rejected rows of a list, for a line may have more than one. */
export interface RejectedRowTable {
  workspace_id: WorkspaceId
  list_id: ListId
  line: number
  number: number
  at_column: string
  code: RowProblem
  reason: string
  text: string
}
