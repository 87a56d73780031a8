/** Campanile's embedded store: one SQLite file, one process, nothing else to run. */

export { DatabaseTooNew } from "@campanile/storage-sql"
export { DatabaseUnusable, sqliteStore, type SqliteStoreOptions, type Synchronous } from "./sqlite-store.ts"
