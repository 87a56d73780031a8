import type { CallerNumber, NumberState } from "@campanile/core"
import type { CallerNumberTable } from "../tables.ts"
import { healthOf, healthyColumns } from "./health.ts"

/** A caller number that never dialed, as a row. */
export const callerNumberRow = (number: CallerNumber): CallerNumberTable => ({
  workspace_id: number.workspaceId,
  id: number.id,
  phone: number.phone,
  label: number.label,
  per_second: number.pace.perSecond,
  burst: number.pace.burst,
  paused: number.paused ? 1 : 0,
  arrival_at: 0,
  ...healthyColumns,
  created_at: number.createdAt
})

/** The caller number of a row. */
export const callerNumberOf = (row: CallerNumberTable): CallerNumber => ({
  workspaceId: row.workspace_id,
  id: row.id,
  phone: row.phone,
  label: row.label,
  pace: { perSecond: row.per_second, burst: row.burst },
  paused: row.paused === 1,
  createdAt: row.created_at
})

/** The caller number of a row and what a turn has to know of it, with the attempts from it that live. */
export const numberStateOf = (row: CallerNumberTable, live: number): NumberState => ({
  number: callerNumberOf(row),
  arrival: row.arrival_at,
  health: healthOf(row),
  live
})
