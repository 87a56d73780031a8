import type { Phone, Suppression, WorkspaceId } from "@campanile/core"
import { sql, type SqlBool } from "kysely"
import type { Dialect } from "../dialect.ts"
import { suppressionOf } from "../rows/suppression.ts"
import { ask, type Step } from "../step.ts"
import type { SuppressionTable } from "../tables.ts"

/** Digits of a range; 0 stands for whole numbers. A number has 15 digits at most, and a range one less. */
const allDigits = Array.from({ length: 15 }, (_, digits) => ({ digits }))

const patternsOf = (phone: Phone, digits: ReadonlyArray<number>): ReadonlyArray<string> =>
  digits.filter((some) => some < phone.length).map((some) => some === 0 ? phone : `${phone.slice(0, some + 1)}*`)

/**
 * The suppressions of a workspace that hold, or held, for any of some phones, whatever their scope. It is asked first
 * how long the ranges are that there are at all, for mostly there are none, and few lengths otherwise.
 */
export function* suppressionsFor(
  { among, db, table }: Dialect,
  workspaceId: WorkspaceId,
  phones: ReadonlyArray<Phone>
): Step<ReadonlyArray<Suppression>> {
  const known = yield* ask(
    db.selectFrom(table<Pick<SuppressionTable, "digits">>({ digits: "integer" }, allDigits).as("any"))
      .select("any.digits")
      .where(sql<SqlBool>`exists (
        select 1 from suppression
        where suppression.workspace_id = ${workspaceId} and suppression.digits = ${sql.ref("any.digits")}
      )`)
  )
  if (known.length === 0) return []
  const digits = known.map(({ digits }) => Number(digits))
  const patterns = new Set(phones.flatMap((phone) => patternsOf(phone, digits)))
  const rows = yield* ask(
    db.selectFrom("suppression").selectAll().where("workspace_id", "=", workspaceId)
      .where(among("pattern", [...patterns])).orderBy("pattern").orderBy("scope").orderBy("scope_of")
  )
  return rows.map(suppressionOf)
}
