import { type Call, sourceOf } from "@campanile/core"
import { insertRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { ask, type Step, write } from "../step.ts"
import type { TallyTable } from "../tables.ts"
import { waiting } from "./conditions.ts"

/** What a step makes of a call, as far as it is counted. */
export interface Change {
  /** Undefined for a call that is new. */
  readonly before: Call | undefined
  readonly after: Call
  /** Attempts that ended and reached the carrier, or may have. */
  readonly attempts: number
  /** Micro-credits that they cost. */
  readonly spent: number
}

const ending = `on conflict (workspace_id, source, status, disposition) do update set
  calls = tally.calls + excluded.calls,
  attempts = tally.attempts + excluded.attempts,
  spent = tally.spent + excluded.spent`

/** Add to the tallies, one line for each place in them. */
function* add(dialect: Dialect, rows: ReadonlyArray<TallyTable>): Step<void> {
  const sums = new Map<string, TallyTable>()
  for (const row of rows) {
    const key = `${row.workspace_id} ${row.source} ${row.status} ${row.disposition}`
    const sum = sums.get(key)
    if (sum === undefined) {
      sums.set(key, { ...row })
    } else {
      sum.calls += row.calls
      sum.attempts += row.attempts
      sum.spent += row.spent
    }
  }
  const inOrder = [...sums].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, sum]) => sum)
  yield* write(
    insertRows(
      dialect,
      "tally",
      inOrder.filter(({ attempts, calls, spent }) => calls !== 0 || attempts !== 0 || spent !== 0),
      ending
    )
  )
}

const placeOf = (call: Call, calls: number, attempts: number, spent: number): TallyTable => ({
  workspace_id: call.workspaceId,
  source: sourceOf(call),
  status: call.status,
  disposition: call.disposition ?? "",
  calls,
  attempts,
  spent
})

/** Count what a step made of calls. */
export function* count(dialect: Dialect, changes: ReadonlyArray<Change>): Step<void> {
  const rows: Array<TallyTable> = []
  for (const { after, attempts, before, spent } of changes) {
    const moved = before?.status !== after.status || before.disposition !== after.disposition
    if (moved && before !== undefined) rows.push(placeOf(before, -1, 0, 0))
    if (moved || attempts !== 0 || spent !== 0) rows.push(placeOf(after, moved ? 1 : 0, attempts, spent))
  }
  yield* add(dialect, rows)
}

type Source = Pick<TallyTable, "workspace_id" | "source">

/** Count new calls of a source that wait. */
export function* countNew(dialect: Dialect, source: Source, calls: number): Step<void> {
  yield* add(dialect, [{ ...source, status: "registered", disposition: "", calls, attempts: 0, spent: 0 }])
}

/** Count that all calls of a source that waited are closed now. */
export function* countClosed(dialect: Dialect, source: Source, status: TallyTable["status"]): Step<void> {
  const { db } = dialect
  const rows = yield* ask(
    db.selectFrom("tally").selectAll().where("workspace_id", "=", source.workspace_id)
      .where("source", "=", source.source).where(waiting("tally.status"))
  )
  yield* add(
    dialect,
    rows.flatMap(({ calls, disposition, status: left }) => [
      { ...source, disposition, status: left, calls: -calls, attempts: 0, spent: 0 },
      { ...source, disposition, status, calls, attempts: 0, spent: 0 }
    ])
  )
}
