import { Store } from "@campanile/core"
import { type DatabaseTooNew, makeStore, migrate } from "@campanile/storage-sql"
import Sqlite from "better-sqlite3"
import { Clock, Effect, Layer, Schema } from "effect"
import { checkpoints, writeAheadLog } from "./checkpoints.ts"
import { sqliteDialect } from "./dialect.ts"
import { sqliteDriver } from "./driver.ts"

/** The file cannot be used as a store: it cannot be opened or written, or is something else. */
export class DatabaseUnusable extends Schema.TaggedError<DatabaseUnusable>()("DatabaseUnusable", {
  path: Schema.String,
  cause: Schema.Defect()
}) {
  override get message(): string {
    return `the database ${this.path} cannot be used: ${
      this.cause instanceof Error ? this.cause.message : String(this.cause)
    }`
  }
}

/** What a commit waits for: the disk, or only the operating system. */
export type Synchronous = "full" | "normal"

/** How the embedded store keeps what it is given. */
export interface SqliteStoreOptions {
  /** A file, which is made where there is none, or ":memory:" for a store that is gone with its layer. */
  readonly path: string
  /**
   * What a commit waits for. With `full` (where nothing is said) the disk has it before the step is answered: it survives
   * any end of this process, a power cut and a crash of the system. With `normal` only the operating system has it: it
   * survives any end of this process, `kill -9` included, but after a power cut the last commits may be missing, and what
   * they dialed may be dialed again, though what is there is whole. Small steps are several times as long with `full`.
   */
  readonly synchronous?: Synchronous
}

/** How long (ms) a step waits for another process that writes to the same file. */
const busyTimeout = 5000

/** How long (ms) between two tries to open a file that another process is opening. */
const openingPause = 20

const isBusy = (error: unknown): boolean => error instanceof Sqlite.SqliteError && error.code.startsWith("SQLITE_BUSY")

/**
 * Have the file keep a write-ahead log. Two processes that open a fresh file in the same instant may be in each other's
 * way here, and SQLite does not wait by itself as it does for a step: so this waits, as long as a step would.
 */
const keepLog = (database: Sqlite.Database): void => {
  const until = performance.now() + busyTimeout
  while (true) {
    try {
      database.pragma("journal_mode = wal")
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, openingPause)
    }
  }
}

const open = ({ path, synchronous = "full" }: SqliteStoreOptions) =>
  Effect.try({
    try: () => {
      const database = new Sqlite(path, { timeout: busyTimeout })
      try {
        keepLog(database)
        database.pragma(`synchronous = ${synchronous}`)
        database.pragma(`fullfsync = ${synchronous === "full" ? "on" : "off"}`)
        database.pragma("secure_delete = on")
        database.pragma("foreign_keys = on")
        return { database, committed: checkpoints(writeAheadLog(database)) }
      } catch (cause) {
        database.close()
        throw cause
      }
    },
    catch: (cause) => new DatabaseUnusable({ path, cause })
  })

const close = ({ database }: { readonly database: Sqlite.Database }) =>
  Effect.sync(() => {
    database.close()
  })

/**
 * A store in one SQLite file: the whole engine in one process, with nothing else to run. The file is opened and brought
 * up to date with the layer, and closed with it. Several processes may have it open: one writes at a time, the others
 * wait for it.
 */
export const sqliteStore = (options: SqliteStoreOptions): Layer.Layer<Store, DatabaseUnusable | DatabaseTooNew> =>
  Layer.effect(
    Store,
    Effect.gen(function*() {
      const { path } = options
      const { committed, database } = yield* Effect.acquireRelease(open(options), close)
      const driver = sqliteDriver(database, committed)
      const now = yield* Clock.currentTimeMillis
      yield* driver.write("migrate", () => migrate(sqliteDialect, now)).pipe(
        Effect.catchTag("StoreUnavailable", ({ cause }) => Effect.fail(new DatabaseUnusable({ path, cause })))
      )
      return makeStore(driver)
    })
  )
