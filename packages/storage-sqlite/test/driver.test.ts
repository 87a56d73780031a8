import { NotFound, StoreUnavailable } from "@campanile/core"
import { migrate, type Migration, migrations, type Step } from "@campanile/storage-sql"
import { expect, it } from "@effect/vitest"
import Sqlite from "better-sqlite3"
import { Cause, Effect, Exit } from "effect"
import { sqliteDialect } from "../src/dialect.ts"
import { sqliteDriver } from "../src/driver.ts"
import { temporaryFile } from "./files.ts"

const open = (path: string) =>
  Effect.acquireRelease(
    Effect.sync(() => new Sqlite(path, { timeout: 0 })),
    (database) => Effect.sync(() => database.close())
  )

const withNumbers = Effect.map(open(":memory:"), (database) => {
  database.exec("create table number (n integer primary key)")
  return { database, driver: sqliteDriver(database) }
})

function* insert(...numbers: ReadonlyArray<number>): Step<void> {
  for (const n of numbers) yield { _tag: "Query", sql: "insert into number values (?)", parameters: [n] }
}

const numbersIn = (database: Sqlite.Database) => database.prepare("select n from number order by n").pluck().all()

it.effect("a step that returns is kept, and answers with what it read", () =>
  Effect.gen(function*() {
    const { database, driver } = yield* withNumbers
    const read = yield* driver.write("count", function*(): Step<ReadonlyArray<unknown>> {
      yield { _tag: "Batch", sql: "insert into number values (?)", parameters: [[1], [2]] }
      return yield { _tag: "Query", sql: "select n from number order by n", parameters: [] }
    })
    expect(read).toEqual([{ n: 1 }, { n: 2 }])
    expect(numbersIn(database)).toEqual([1, 2])
  }))

it.effect("a step that fails has changed nothing, and fails with its own error", () =>
  Effect.gen(function*() {
    const { database, driver } = yield* withNumbers
    const error = new NotFound({ what: "call", id: "x" })
    const failed = yield* Effect.flip(driver.write("fail", function*(): Step<void, NotFound> {
      yield* insert(1)
      yield { _tag: "Failure", error }
    }))
    expect(failed).toBe(error)
    expect(numbersIn(database)).toEqual([])
    yield* driver.write("go on", () => insert(2))
    expect(numbersIn(database)).toEqual([2])
  }))

it.effect("a step of which a query fails has changed nothing, and says what it was", () =>
  Effect.gen(function*() {
    const { database, driver } = yield* withNumbers
    const failed = yield* Effect.flip(driver.write("count twice", () => insert(1, 1)))
    expect(failed).toBeInstanceOf(StoreUnavailable)
    expect(failed.message).toMatch(/^the store could not count twice: UNIQUE constraint failed/u)
    expect(numbersIn(database)).toEqual([])
  }))

it.effect("a step with a bug has changed nothing, and dies of it", () =>
  Effect.gen(function*() {
    const { database, driver } = yield* withNumbers
    const bug = new Error("a bug")
    const exit = yield* Effect.exit(driver.write("break", function*(): Step<void> {
      yield* insert(1)
      throw bug
    }))
    expect(Exit.isFailure(exit) && Cause.squash(exit.cause)).toBe(bug)
    expect(Exit.isFailure(exit) && Cause.hasDies(exit.cause)).toBe(true)
    expect(numbersIn(database)).toEqual([])
    expect(database.inTransaction).toBe(false)
  }))

it.effect("a step that finds the file locked by another process is refused, and works when it is not", () =>
  Effect.gen(function*() {
    const path = yield* temporaryFile
    const [other, database] = [yield* open(path), yield* open(path)]
    database.exec("create table number (n integer primary key)")
    const driver = sqliteDriver(database)
    other.exec("begin immediate")
    const failed = yield* Effect.flip(driver.write("count", () => insert(1)))
    expect(failed.cause).toMatchObject({ code: "SQLITE_BUSY" })
    other.exec("rollback")
    yield* driver.write("count", () => insert(1))
    expect(numbersIn(other)).toEqual([1])
  }))

it.effect("a migration that breaks leaves the file as it was", () =>
  Effect.gen(function*() {
    const database = yield* open(":memory:")
    const driver = sqliteDriver(database)
    yield* driver.write("migrate", () => migrate(sqliteDialect, 1))
    const tables = () => database.prepare("select name, sql from sqlite_master order by name").all()
    const before = tables()
    const next = migrations.length + 1
    const broken: Migration = {
      number: next,
      name: "breaks",
      statements: (schema) => [
        schema.createTable("gone").addColumn("n", "bigint"),
        schema.createTable("call").addColumn("n", "bigint")
      ]
    }
    const failed = yield* Effect.flip(driver.write("migrate", () => migrate(sqliteDialect, 2, [...migrations, broken])))
    expect(failed.message).toContain("already exists")
    expect(tables()).toEqual(before)

    const mended: Migration = {
      ...broken,
      statements: (schema) => [schema.createTable("gone").addColumn("n", "bigint")]
    }
    yield* driver.write("migrate", () => migrate(sqliteDialect, 3, [...migrations, mended]))
    const newest = database.prepare("select * from campanile_migration order by number desc").get()
    expect(newest).toEqual({ number: next, name: "breaks", applied_at: 3 })
  }))
