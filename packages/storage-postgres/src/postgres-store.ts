import { Store } from "@campanile/core"
import { type DatabaseTooNew, makeStore, migrate } from "@campanile/storage-sql"
import { Clock, Effect, Layer, Redacted } from "effect"
import pg from "pg"
import { postgresDialect } from "./dialect.ts"
import { type Limits, postgresDriver } from "./driver.ts"
import { addressOf, PostgresUnusable } from "./postgres-unusable.ts"
import { parserOf } from "./types.ts"

/** How a store on Postgres reaches its database, and how long it waits. */
export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`, with what `pg` understands after a question mark, as `sslmode`. */
  readonly url: Redacted.Redacted
  /** The most connections of this process; 10 where nothing is said. */
  readonly connections?: number
  /** Milliseconds to wait for a connection, a new one or one that others have; 10,000 where nothing is said. */
  readonly connectTimeout?: number
  /** The most milliseconds that a statement may last; 30,000 where nothing is said. */
  readonly statementTimeout?: number
  /**
   * Whether connections keep statements, which saves the server most of its work for small steps. It is session state:
   * leave it out behind a pooler that gives each transaction another connection and does not know of it.
   */
  readonly preparedStatements?: boolean
  /** The most milliseconds that a statement waits for a row that another step has; 10,000 where nothing is said. */
  readonly lockTimeout?: number
}

const noUrl = new Error("its URL is not like postgres://user:password@host:5432/database")

/** Milliseconds after which a server that does not answer at all is given up, beyond the time for a statement. */
const silence = 5000

/** Milliseconds for all of a migration, and for the wait for one that runs elsewhere. */
const migrationTime = 600_000

const open = ({ connectTimeout = 10_000, connections = 10, url }: PostgresStoreOptions, limits: Limits) =>
  Effect.sync(() => {
    const pool = new pg.Pool({
      connectionString: Redacted.value(url),
      max: connections,
      connectionTimeoutMillis: connectTimeout,
      query_timeout: limits.statement + silence,
      keepAlive: true,
      pipeline: true,
      application_name: "campanile",
      types: { getTypeParser: parserOf }
    })
    // A connection that breaks tells who asks on it, and leaves the pool by itself; unheard, it would end the process.
    pool.on("error", () => {})
    pool.on("connect", (client) => client.on("error", () => {}))
    return pool
  })

const close = (pool: pg.Pool) => Effect.promise(() => pool.end())

const limitsOf = ({ lockTimeout = 10_000, statementTimeout = 30_000 }: PostgresStoreOptions): Limits => ({
  statement: statementTimeout,
  lock: lockTimeout,
  idle: statementTimeout
})

const bringUpToDate = Effect.fnUntraced(function*(options: PostgresStoreOptions, address: string) {
  const limits: Limits = { statement: migrationTime, lock: migrationTime, idle: migrationTime }
  const pool = yield* Effect.acquireRelease(open({ ...options, connections: 1 }, limits), close)
  const now = yield* Clock.currentTimeMillis
  yield* postgresDriver(pool, limits).write("migrate", () => migrate(postgresDialect, now)).pipe(
    Effect.catchTag("StoreUnavailable", ({ cause }) => Effect.fail(new PostgresUnusable({ address, cause })))
  )
}, Effect.scoped)

/**
 * A store in a Postgres database, for as many processes as one likes: each is a node of the same engine. The database is
 * brought up to date with the layer, by one process while the others wait.
 */
export const postgresStore = (options: PostgresStoreOptions): Layer.Layer<Store, PostgresUnusable | DatabaseTooNew> =>
  Layer.effect(
    Store,
    Effect.gen(function*() {
      const address = addressOf(options.url)
      if (address === undefined) return yield* new PostgresUnusable({ address: "of the settings", cause: noUrl })
      yield* bringUpToDate(options, address)
      const limits = limitsOf(options)
      const pool = yield* Effect.acquireRelease(open(options, limits), close)
      return makeStore(postgresDriver(pool, limits, options.preparedStatements))
    })
  )
