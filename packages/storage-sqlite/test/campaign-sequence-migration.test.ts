import { migrate, migrations } from "@campanile/storage-sql"
import { expect, it } from "@effect/vitest"
import Sqlite from "better-sqlite3"
import { Effect } from "effect"
import { sqliteDialect } from "../src/dialect.ts"
import { sqliteDriver } from "../src/driver.ts"

const at = 1_772_442_000_000

it.effect("a campaign of which an older version told goes on above what it told", () =>
  Effect.gen(function*() {
    const database = yield* Effect.acquireRelease(
      Effect.sync(() => new Sqlite(":memory:")),
      (database) => Effect.sync(() => database.close())
    )
    database.pragma("foreign_keys = off")
    const driver = sqliteDriver(database)
    const older = migrations.filter(({ number }) => number < 8)
    yield* driver.write("migrate", () => migrate(sqliteDialect, 0, older))
    database.prepare(
      `insert into campaign (workspace_id, id, name, list_id, assistant_id, numbers, variables, policy, timezone, notify,
         status, created_at, updated_at)
       values ('w', 'c', '', 'l', 'a', '[]', '{}', '{}', 'UTC', '[]', 'ongoing', 1, ?)`
    ).run(at)
    yield* driver.write("migrate", () => migrate(sqliteDialect, 0))
    // The third of the events of one instant was the last that an older version could number.
    expect(database.prepare("select sequence > ? * 4 + 2 as isAbove from campaign").get(at)).toEqual({ isAbove: 1 })
  }))
