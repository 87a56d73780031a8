import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { postgresDialect } from "../src/dialect.ts"
import { emptyDatabase, rowsOf } from "./databases.ts"
import { ask, driverOn } from "./numbers.ts"

const texts = [
  "",
  " ",
  "NULL",
  "null",
  String.raw`\N`,
  String.raw`\.`,
  "a\tb\nc\rd\\e\"f'g,h{i}j",
  "{\"name\":\"Zo\u00eb \\\"Z\\\"\"}",
  "\u{1F514}",
  null
]

const columns = { n: "integer", text: "text", real: "real" } as const

/** So many rows, of which each text stands in some. */
const rowsOfAll = (count: number) =>
  Array.from({ length: count }, (_, n) => [n, texts[n % texts.length], n % 3 === 0 ? null : n + 0.25])

const table = "create table bell (n bigint, text text, real double precision)"

it.live.each([10, 1000])(
  "%i rows come out as they went in, whatever signs they have",
  (count) =>
    Effect.gen(function*() {
      const url = yield* emptyDatabase
      yield* rowsOf(url, table)
      const { driver } = yield* driverOn(url)
      const rows = rowsOfAll(count)
      const batch = postgresDialect.insert("bell", columns, rows, "")
      expect(batch.copies === true).toBe(count > 100)
      const read = yield* driver.write("write", function*() {
        yield batch
        return yield* ask("select n, text, real from bell order by n")
      })
      expect(read).toEqual(rows.map(([n, text, real]) => ({ n, text, real })))
    })
)

it.live("an update writes each row by its key, and of those with the same key the last one", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    yield* rowsOf(url, table)
    const { driver } = yield* driverOn(url)
    const read = yield* driver.write("write", function*() {
      yield postgresDialect.insert("bell", columns, [[1, "a", null], [2, "b", null], [3, "c", null]], "")
      const set = { text: "text", real: "real" } as const
      yield postgresDialect.update("bell", set, { n: "integer" }, [["x", 1, 1], ["y", 2, 3], [null, 0.5, 1]])
      return yield* ask("select n, text, real from bell order by n")
    })
    expect(read).toEqual([{ n: 1, text: null, real: 0.5 }, { n: 2, text: "b", real: null }, {
      n: 3,
      text: "y",
      real: 2
    }])
  }))

it.live("a copy that the table refuses takes back all of its step", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    yield* rowsOf(url, "create table bell (n bigint primary key, text text, real double precision)")
    const { driver, pool } = yield* driverOn(url)
    const twice = [...rowsOfAll(300), ...rowsOfAll(300)]
    const failed = yield* Effect.flip(driver.write("write", function*() {
      yield postgresDialect.insert("bell", columns, [[-1, "before", 0]], "")
      yield postgresDialect.insert("bell", columns, twice, "")
    }))
    expect(failed).toMatchObject({ _tag: "StoreUnavailable", cause: { code: "23505" } })
    expect(yield* rowsOf(url, "select from bell")).toEqual([])
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1])
  }))

it.live.each([10, 1000])(
  "%i rows of which some are there already: those stay as they are, and the others come to them",
  (count) =>
    Effect.gen(function*() {
      const url = yield* emptyDatabase
      yield* rowsOf(url, `${table}; alter table bell add primary key (n); insert into bell values (3, 'old', null)`)
      const { driver } = yield* driverOn(url)
      const rows = rowsOfAll(count)
      const batch = postgresDialect.insertMissing("bell", columns, ["n"], rows)
      expect(batch.copies === true).toBe(count > 100)
      const read = yield* driver.write("write", function*() {
        yield batch
        return yield* ask("select n, text, real from bell order by n")
      })
      expect(read).toEqual(rows.map(([n, text, real]) => n === 3 ? { n, text: "old", real: null } : { n, text, real }))
    })
)

it.live("an update of many rows sets the columns in which they differ, and those in which they do not", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    yield* rowsOf(url, "create table bell (street text, n bigint, text text, real double precision, other text)")
    const { driver } = yield* driverOn(url)
    const of = { street: "text", n: "integer", text: "text", real: "real", other: "text" } as const
    const rows = Array.from({ length: 500 }, (_, n) => [n % 2 === 0 ? "High Street" : "Low Street", n, "", 0, "old"])
    const changes = Array.from({ length: 250 }, (_, n) => [texts[n % texts.length], null, "new", "High Street", 2 * n])
    const read = yield* driver.write("write", function*() {
      yield postgresDialect.insert("bell", of, rows, "")
      const batch = postgresDialect.update(
        "bell",
        { text: "text", real: "real", other: "text" },
        { street: "text", n: "integer" },
        changes
      )
      expect(batch.parameters[0]).toEqual([expect.any(String), null, "new", expect.any(String), expect.any(String)])
      yield batch
      return yield* ask("select text, real, other, street, n from bell order by n")
    })
    const untouched = (n: number) => ["", 0, "old", "Low Street", n]
    expect(read.map((row) => Object.values(row as object))).toEqual(
      rows.map((_, n) => n % 2 === 0 ? changes[n / 2] : untouched(n))
    )
  }))
