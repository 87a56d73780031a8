import { afterOutcome, type Attempt, type Health, healthy, isFailure } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { healthColumns, healthOf } from "../rows/health.ts"
import { ask, type Step, tell } from "../step.ts"

/** The health of each, after those of the attempts that are its own, in their order. */
const afterAll = <Key>(
  known: ReadonlyMap<Key, Health>,
  attempts: ReadonlyArray<Attempt>,
  keyOf: (attempt: Attempt) => Key,
  now: number
): ReadonlyMap<Key, Health> => {
  const next = new Map<Key, Health>()
  for (const attempt of attempts) {
    const key = keyOf(attempt)
    next.set(key, afterOutcome(next.get(key) ?? known.get(key) ?? healthy, isFailure(attempt), now))
  }
  return next
}

/** What attempts that ended now say of the health of their caller numbers and carriers. */
export function* learnHealth(dialect: Dialect, ended: ReadonlyArray<Attempt>, now: number): Step<void> {
  if (ended.length === 0) return
  const { among, db, rowLocks } = dialect
  const numbers = yield* ask(
    db.selectFrom("caller_number").selectAll()
      .where(among("workspace_id", [...new Set(ended.map(({ workspaceId }) => workspaceId))]))
      .where(among("id", [...new Set(ended.map(({ numberId }) => numberId))]))
      .orderBy("id").$if(rowLocks, (query) => query.forUpdate())
  )
  const known = new Map(numbers.map((row) => [row.id, healthOf(row)]))
  const next = afterAll(known, ended, ({ numberId }) => numberId, now)
  for (const { id, workspace_id } of numbers) {
    yield* tell(
      db.updateTable("caller_number").set(healthColumns(next.get(id)!))
        .where("workspace_id", "=", workspace_id).where("id", "=", id)
    )
  }
  yield* learnCarriers(dialect, ended, now)
}

function* learnCarriers({ among, db, rowLocks }: Dialect, ended: ReadonlyArray<Attempt>, now: number): Step<void> {
  const carriers = yield* ask(
    db.selectFrom("carrier").selectAll().where(among("name", [...new Set(ended.map(({ carrier }) => carrier))]))
      .orderBy("name").$if(rowLocks, (query) => query.forUpdate())
  )
  const known = new Map(carriers.map((row) => [row.name, healthOf(row)]))
  for (const [name, health] of afterAll(known, ended, ({ carrier }) => carrier, now)) {
    yield* tell(db.updateTable("carrier").set(healthColumns(health)).where("name", "=", name))
  }
}
