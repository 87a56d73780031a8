import { afterOutcome, type Attempt, isFailure } from "@campanile/core"
import type { Compilable } from "kysely"
import { updateRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { healthColumns, healthOf } from "../rows/health.ts"
import { ask, type Step, together, write } from "../step.ts"
import type { CallerNumberTable, CarrierTable, HealthColumns } from "../tables.ts"

const columns = ["failing", "outcomes", "open_until", "opened"] as const

/** Those of some rows whose health is another after the attempts that are their own, in their order. */
const changed = <Row extends HealthColumns>(
  rows: ReadonlyArray<Row>,
  keyOf: (row: Row) => string,
  attempts: ReadonlyArray<Attempt>,
  ownerOf: (attempt: Attempt) => string,
  now: number
): ReadonlyArray<Row> => {
  const health = new Map(rows.map((row) => [keyOf(row), healthOf(row)]))
  for (const attempt of attempts) {
    const owner = ownerOf(attempt)
    const before = health.get(owner)
    if (before !== undefined) health.set(owner, afterOutcome(before, isFailure(attempt), now))
  }
  return rows
    .map((row) => ({ before: row, after: { ...row, ...healthColumns(health.get(keyOf(row))!) } }))
    .filter(({ after, before }) => columns.some((name) => after[name] !== before[name]))
    .map(({ after }) => after)
}

/**
 * What attempts that ended now say of the health of their caller numbers and carriers. What goes well all the time does
 * not change, and nobody is kept waiting for it: rows are held, and then looked at once more, only where they would.
 */
export function* learnHealth(dialect: Dialect, ended: ReadonlyArray<Attempt>, now: number): Step<void> {
  if (ended.length === 0) return
  yield* together(learnNumbers(dialect, ended, now), learnCarriers(dialect, ended, now))
}

/** What changes of some rows: they are held, and asked for once more, where anything does. */
function* changing<Row>(
  rowLocks: boolean,
  asked: Compilable<Row>,
  held: Compilable<Row>,
  changes: (rows: ReadonlyArray<Row>) => ReadonlyArray<Row>
): Step<ReadonlyArray<Row>> {
  const rows = changes(yield* ask(asked))
  return rows.length > 0 && rowLocks ? changes(yield* ask(held)) : rows
}

function* learnNumbers(dialect: Dialect, ended: ReadonlyArray<Attempt>, now: number): Step<void> {
  const { among, db, rowLocks } = dialect
  const asked = db.selectFrom("caller_number").selectAll()
    .where(among("workspace_id", [...new Set(ended.map(({ workspaceId }) => workspaceId))]))
    .where(among("id", [...new Set(ended.map(({ numberId }) => numberId))]))
    .orderBy("id")
  const changes = (rows: ReadonlyArray<CallerNumberTable>) =>
    changed(rows, ({ id }) => id, ended, ({ numberId }) => numberId, now)
  const rows = yield* changing(rowLocks, asked, asked.forNoKeyUpdate(), changes)
  yield* write(updateRows(dialect, "caller_number", columns, ["workspace_id", "id"], rows))
}

function* learnCarriers(dialect: Dialect, ended: ReadonlyArray<Attempt>, now: number): Step<void> {
  const { among, db, rowLocks } = dialect
  const asked = db.selectFrom("carrier").selectAll()
    .where(among("name", [...new Set(ended.map(({ carrier }) => carrier))]))
    .orderBy("name")
  const changes = (rows: ReadonlyArray<CarrierTable>) =>
    changed(rows, ({ name }) => name, ended, ({ carrier }) => carrier, now)
  const rows = yield* changing(rowLocks, asked, asked.forNoKeyUpdate(), changes)
  yield* write(updateRows(dialect, "carrier", columns, ["name"], rows))
}
