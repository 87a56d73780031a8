import { type Health, healthy } from "@campanile/core"
import type { HealthColumns } from "../tables.ts"

/** A health as columns. */
export const healthColumns = ({ failing, openUntil, opened, outcomes }: Health): HealthColumns => ({
  failing,
  outcomes,
  open_until: openUntil,
  opened
})

/** The health of a row. */
export const healthOf = (row: HealthColumns): Health => ({
  failing: row.failing,
  outcomes: row.outcomes,
  openUntil: row.open_until,
  opened: row.opened
})

/** The columns of something against which nothing is known. */
export const healthyColumns: HealthColumns = healthColumns(healthy)
