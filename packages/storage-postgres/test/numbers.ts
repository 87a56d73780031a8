import type { Step } from "@campanile/storage-sql"
import { Effect, Redacted } from "effect"
import { type Limits, postgresDriver } from "../src/driver.ts"
import { openPool, type PoolOptions } from "../src/pool.ts"
import { emptyDatabase, rowsOf } from "./databases.ts"

/** A database with one table, `number`, in which 1 and 2 stand. */
export const numbersDatabase = Effect.tap(
  emptyDatabase,
  (url) => rowsOf(url, "create table number (n bigint primary key, times bigint not null default 0)")
)

const patient: Limits = { statement: 10_000, heavy: 20_000, lock: 10_000, idle: 10_000 }

/** A driver on a database, with a pool of its own. */
export const driverOn = (
  url: string,
  limits: Partial<Limits> = {},
  options: Partial<PoolOptions> = {},
  prepared = false
) =>
  Effect.map(
    openPool({ url: Redacted.make(url), connections: 3, connectTimeout: 5000, answerTimeout: 15_000, ...options }),
    (pool) => ({ pool, driver: postgresDriver(pool, { ...patient, ...limits }, prepared) })
  )

/** A query of a step. */
export function* ask(sql: string, ...parameters: ReadonlyArray<unknown>): Step<ReadonlyArray<unknown>> {
  return yield { _tag: "Query", sql, parameters }
}

/** Add numbers to the table, without a wait for each. */
export function* insert(...numbers: ReadonlyArray<number>): Step<void> {
  yield { _tag: "Batch", sql: "insert into number values ($1)", parameters: numbers.map((n) => [n]) }
}

/** The numbers in the table. */
export const numbersIn = (url: string) =>
  Effect.map(rowsOf(url, "select n from number order by n"), (rows) => rows.map(({ n }) => Number(n)))
