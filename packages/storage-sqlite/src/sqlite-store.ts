import { Store } from "@campanile/core"
import { type DatabaseTooNew, makeStore, migrate } from "@campanile/storage-sql"
import Sqlite from "better-sqlite3"
import { Clock, Effect, Layer, Schema } from "effect"
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

/** How the embedded store keeps what it is given. */
export interface SqliteStoreOptions {
  /** A file, which is made where there is none, or ":memory:" for a store that is gone with its layer. */
  readonly path: string
  /**
   * What a commit waits for. With `normal` (where nothing is said) the operating system has it: it survives any end of
   * this process, `kill -9` included. After a power cut or a crash of the system the last commits may be missing, and
   * what they dialed may be dialed again, though what is there is whole. With `full` the disk has it before the step is
   * answered, and it survives those as well; each step waits for the disk, which makes small ones many times as long.
   */
  readonly synchronous?: "normal" | "full"
}

/** How long (ms) a step waits for another process that writes to the same file. */
const busyTimeout = 5000

/**
 * Pages that the write-ahead log gathers before they go to the file: four times SQLite's default. Batches write the
 * same pages again and again, and each is carried over once. Measured, imports and calls are a sixth faster.
 */
const checkpointPages = 4000

const open = ({ path, synchronous = "normal" }: SqliteStoreOptions) =>
  Effect.try({
    try: () => {
      const database = new Sqlite(path, { timeout: busyTimeout })
      try {
        database.pragma("journal_mode = wal")
        database.pragma(`synchronous = ${synchronous}`)
        database.pragma(`wal_autocheckpoint = ${checkpointPages}`)
        database.pragma("foreign_keys = on")
        return database
      } catch (cause) {
        database.close()
        throw cause
      }
    },
    catch: (cause) => new DatabaseUnusable({ path, cause })
  })

const close = (database: Sqlite.Database) =>
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
      const database = yield* Effect.acquireRelease(open(options), close)
      const driver = sqliteDriver(database)
      const now = yield* Clock.currentTimeMillis
      yield* driver.write("migrate", () => migrate(sqliteDialect, now)).pipe(
        Effect.catchTag("StoreUnavailable", ({ cause }) => Effect.fail(new DatabaseUnusable({ path, cause })))
      )
      return makeStore(driver)
    })
  )
