import { Hints, Store } from "@campanile/core"
import { type DatabaseTooNew, makeStore, migrate } from "@campanile/storage-sql"
import { Clock, Context, Effect, Layer, Redacted } from "effect"
import { postgresDialect } from "./dialect.ts"
import { type Limits, postgresDriver, silence } from "./driver.ts"
import { postgresHints } from "./hints.ts"
import { openPool, type PoolOptions } from "./pool.ts"
import { addressOf, PostgresUnusable } from "./postgres-unusable.ts"

/** How a store on Postgres reaches its database, and how long it waits. */
export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`, with what `pg` understands after a question mark, as `sslmode`. */
  readonly url: string | Redacted.Redacted
  /** The most connections of this process; 10 where nothing is said. */
  readonly connections?: number
  /** Milliseconds to wait for a connection, a new one or one that others have; 10,000 where nothing is said. */
  readonly connectTimeout?: number
  /**
   * The most milliseconds that a statement may last; 30,000 where nothing is said. One that may touch all rows of a list
   * or a campaign, as the start of one, has twenty times as long.
   */
  readonly statementTimeout?: number
  /** The most milliseconds that a statement waits for a row that another step has; 10,000 where nothing is said. */
  readonly lockTimeout?: number
  /**
   * Whether connections keep statements, which saves the server a third of its work for small steps. It is state of a
   * session: leave it out behind a pooler that gives each transaction another connection and does not know of it.
   */
  readonly preparedStatements?: boolean
  /**
   * Where to listen for what other nodes have written, so that it is found at once and not by polling: a URL that leads
   * to the server itself, where `url` leads to a pooler; "off" for not at all. Where nothing is said it is `url`.
   */
  readonly hints?: string | Redacted.Redacted
}

/** From here on nobody prints it. */
const secret = (url: string | Redacted.Redacted): Redacted.Redacted =>
  typeof url === "string" ? Redacted.make(url) : url

/** How many times as long as others the statements of heavy steps may last. */
const heavier = 20

/**
 * Milliseconds that a step may keep the server waiting between two statements: less than a lease, so that a process which
 * is frozen in the middle of a step does not keep its rows from those who take over from it.
 */
const betweenStatements = 5000

/** Milliseconds for a statement of a migration, and for the wait for one that runs elsewhere. */
const migrationTime = 600_000

const noUrl = new Error("its URL is not like postgres://user:password@host:5432/database")

/** Bring the database up to date, on a connection of its own: it may take long, and others may have to be waited for. */
const bringUpToDate = Effect.fnUntraced(function*(options: PoolOptions, address: string) {
  const limits: Limits = { statement: migrationTime, heavy: migrationTime, lock: migrationTime, idle: migrationTime }
  const pool = yield* openPool({ ...options, connections: 1, answerTimeout: migrationTime + silence })
  const now = yield* Clock.currentTimeMillis
  yield* postgresDriver(pool, limits).write("migrate", () => migrate(postgresDialect, now), "heavy").pipe(
    Effect.catchTag("StoreUnavailable", ({ cause }) => Effect.fail(new PostgresUnusable({ address, cause })))
  )
}, Effect.scoped)

/**
 * A store in a Postgres database, for as many processes as one likes: each is a node of the same engine. The database is
 * brought up to date with the layer, by one process while the others wait.
 */
export const postgresStore = (
  {
    connectTimeout = 10_000,
    connections = 10,
    hints,
    lockTimeout = 10_000,
    preparedStatements = false,
    statementTimeout = 30_000,
    url: given
  }: PostgresStoreOptions
): Layer.Layer<Store, PostgresUnusable | DatabaseTooNew> =>
  Layer.effectContext(
    Effect.gen(function*() {
      const url = secret(given)
      const address = addressOf(url)
      if (address === undefined) return yield* new PostgresUnusable({ address: "of the settings", cause: noUrl })
      const reach: PoolOptions = { url, connections, connectTimeout, answerTimeout: statementTimeout + silence }
      yield* bringUpToDate(reach, address)
      const limits: Limits = {
        statement: statementTimeout,
        heavy: heavier * statementTimeout,
        lock: lockTimeout,
        idle: betweenStatements
      }
      const pool = yield* openPool(reach)
      const services = Context.make(Store, makeStore(postgresDriver(pool, limits, preparedStatements)))
      return hints === "off" ? services : Context.add(services, Hints, yield* postgresHints(pool, secret(hints ?? url)))
    })
  )
