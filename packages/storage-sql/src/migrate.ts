import { Schema } from "effect"
import { sql } from "kysely"
import type { Dialect } from "./dialect.ts"
import { migrations as all } from "./migrations/index.ts"
import type { Migration } from "./migrations/migration.ts"
import { ask, askFirst, askRaw, fail, type Step, tell, tellRaw } from "./step.ts"

/** The database was written by a newer version of this software; nothing was changed. */
export class DatabaseTooNew extends Schema.TaggedError<DatabaseTooNew>()("DatabaseTooNew", {
  /** The number of the newest migration that was applied to it. */
  found: Schema.Int,
  /** The number of the newest migration that this version has. */
  known: Schema.Int
}) {
  override get message(): string {
    return `the database is at migration ${this.found}, and this version knows only ${this.known}: use a newer version`
  }
}

/**
 * Bring the tables up to date: apply, in order, the migrations that were not applied yet, and note each with the
 * instant (ms UTC). Run as one step it happens whole or not at all, and two processes that start together do not meet.
 */
export function* migrate(
  { db, hasMigrations, leaveRoom, migrationLock }: Dialect,
  now: number,
  migrations: ReadonlyArray<Migration> = all
): Step<void, DatabaseTooNew> {
  if (migrationLock !== undefined) yield* askRaw(db, migrationLock)
  const isNew = hasMigrations === undefined || (yield* askRaw(db, hasMigrations)).length === 0
  if (isNew) {
    yield* tell(
      db.schema.createTable("campanile_migration").ifNotExists()
        .addColumn("number", "bigint", (column) => column.primaryKey())
        .addColumn("name", "text", (column) => column.notNull())
        .addColumn("applied_at", "bigint", (column) => column.notNull())
    )
  }
  const newest = yield* askFirst(
    db.selectFrom("campanile_migration").select(sql<number>`coalesce(max(number), 0)`.as("number"))
  )
  const found = Number(newest?.number ?? 0)
  const known = migrations.at(-1)?.number ?? 0
  if (found > known) return yield* fail(new DatabaseTooNew({ found, known }))
  for (const { name, number, roomy = [], statements } of migrations.filter(({ number }) => number > found)) {
    for (const statement of statements(db.schema)) yield* ask(statement)
    if (leaveRoom !== undefined) { for (const table of roomy) yield* tellRaw(db, leaveRoom(table)) }
    yield* tell(db.insertInto("campanile_migration").values({ number, name, applied_at: now }))
  }
}
