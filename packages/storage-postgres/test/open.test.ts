import { Store } from "@campanile/core"
import { DatabaseTooNew, migrate, type Migration, migrations } from "@campanile/storage-sql"
import { expect, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Redacted } from "effect"
import { postgresDialect } from "../src/dialect.ts"
import { postgresStore, PostgresUnusable } from "../src/index.ts"
import { busyWith, emptyDatabase, rowsOf } from "./databases.ts"
import { driverOn } from "./numbers.ts"

const opened = (url: string) =>
  Effect.provide(
    Store.use((store) => store.workspaces),
    Layer.fresh(postgresStore({ url: Redacted.make(url), connections: 2 }))
  )

const applied = (url: string) => rowsOf(url, "select number::int, name from campanile_migration order by number")

const all = migrations.map(({ name, number }) => ({ number, name }))

it.live("three nodes that start at once bring an empty database up to date once", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    yield* Effect.all([opened(url), opened(url), opened(url)], { concurrency: "unbounded" })
    expect(yield* applied(url)).toEqual(all)
    yield* opened(url)
    expect(yield* applied(url)).toEqual(all)
  }))

it.live("a migration waits for one that runs elsewhere, and finds it done", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    const { driver } = yield* driverOn(url)
    let applied = 0
    const slow: Migration = {
      number: 1,
      name: "slow",
      statements: (schema) => {
        applied++
        return [
          schema.createTable("bell").addColumn("n", "bigint"),
          { compile: () => ({ ...schema.dropTable("bell").ifExists().compile(), sql: "select pg_sleep(0.2)" }) }
        ]
      }
    }
    const run = driver.write("migrate", () => migrate(postgresDialect, 0, [slow]))
    yield* Effect.all([run, run, run], { concurrency: "unbounded" })
    expect(applied).toBe(1)
  }))

it.live("a database of a newer version is refused, and not touched", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    yield* opened(url)
    yield* rowsOf(url, "insert into campanile_migration values (999, 'of tomorrow', 5)")
    const error = yield* Effect.flip(opened(url))
    expect(error).toEqual(new DatabaseTooNew({ found: 999, known: migrations.length }))
    expect(yield* applied(url)).toHaveLength(migrations.length + 1)
  }))

it.live("who may read and write the tables, and make none, works on a database that is up to date", () =>
  Effect.gen(function*() {
    const url = new URL(yield* emptyDatabase)
    yield* opened(url.href)
    const role = `worker_${url.pathname.slice(1)}`
    yield* rowsOf(url.href, `create role "${role}" login password 'open-sesame'`)
    yield* Effect.addFinalizer(() =>
      Effect.andThen(rowsOf(url.href, `drop owned by "${role}"`), rowsOf(url.href, `drop role "${role}"`))
    )
    yield* rowsOf(url.href, `grant select, insert, update, delete on all tables in schema public to "${role}"`)
    const own = new URL(url)
    own.username = role
    own.password = "open-sesame"
    expect(yield* opened(own.href)).toEqual([])
    yield* rowsOf(
      url.href,
      "delete from campanile_migration where number = (select max(number) from campanile_migration)"
    )
    expect(yield* Effect.flip(opened(own.href))).toBeInstanceOf(PostgresUnusable)
  }))

it.live("columns of text compare byte by byte, whatever the order of the database is", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    yield* opened(url)
    const others = yield* rowsOf(
      url,
      `select table_name, column_name from information_schema.columns
       where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'`
    )
    expect(others).toEqual([])
    const [{ texts } = {}] = yield* rowsOf(
      url,
      "select count(*)::int as texts from information_schema.columns where table_schema = 'public' and data_type = 'text'"
    )
    expect(texts).toBeGreaterThan(100)
  }))

it.live.each(
  [
    { wrong: "password", value: "open-sesame" },
    { wrong: "pathname", value: "/nowhere" },
    { wrong: "port", value: "1" }
  ] as const
)(
  "a wrong $wrong is refused by the name of the database, and the password is not told",
  ({ value, wrong }) =>
    Effect.gen(function*() {
      const url = new URL(yield* emptyDatabase)
      const { password } = url
      url[wrong] = value
      const error = yield* Effect.flip(opened(url.href))
      expect(error).toBeInstanceOf(PostgresUnusable)
      expect(error.message).toContain(`${url.host}${url.pathname}`)
      const told = `${error.message} ${JSON.stringify(error)} ${String(error)}`
      for (const secret of [password, "open-sesame"]) expect(told).not.toContain(secret)
    })
)

it.live("a URL that is none is refused, and not told", () =>
  Effect.gen(function*() {
    const error = yield* Effect.flip(opened("postgres://me:secret@:calls"))
    expect(error).toBeInstanceOf(PostgresUnusable)
    expect(JSON.stringify(error) + error.message).not.toContain("secret")
  }))

const attempt = (id: string) =>
  `insert into attempt (workspace_id, id, call_id, source, number_id, carrier, phone, state, node_id, epoch, held, spent,
     connect_fee, rate_per_minute, first_increment, next_increment, ring_seconds, limit_seconds, claimed_at, deadline_at,
     talk_seconds, code)
   values ('w', '${id}', 'call of ${id}', 'api', 'n', 'c', '+${id}', 'claimed', 'm', 1, 5, 0, 0, 1, 60, 60, 30, 60, 7, 8, 0, '')`

it.live("attempts that an older version still writes while their table is written anew are all there", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    const { driver, pool } = yield* driverOn(url)
    const upTo = (last: number) =>
      driver.write(
        "migrate",
        () => migrate(postgresDialect, 0, migrations.filter(({ number }) => number <= last)),
        "heavy"
      )
    yield* upTo(6)
    yield* rowsOf(url, attempt("1"))
    const older = yield* Effect.promise(() => pool.connect())
    yield* Effect.promise(() => older.query(`begin; ${attempt("2")}`))
    const migrating = yield* Effect.forkChild(upTo(7))
    yield* busyWith(url, "rename")
    const late = yield* Effect.forkChild(rowsOf(url, attempt("3")))
    yield* busyWith(url, "'3'")
    yield* Effect.promise(() => older.query("commit"))
    older.release()
    yield* Fiber.join(migrating)
    yield* Fiber.join(late)
    const rows = yield* rowsOf(
      url,
      "select id, phone, held::int as held, claimed_at::int as at from attempt order by id"
    )
    expect(rows).toEqual(["1", "2", "3"].map((id) => ({ id, phone: `+${id}`, held: 5, at: 7 })))
  }))
