/** Campanile's store on Postgres: one database, and any number of nodes that are all alike. */

export { DatabaseTooNew } from "@campanile/storage-sql"
export { postgresStore, type PostgresStoreOptions } from "./postgres-store.ts"
export { addressOf, PostgresUnusable } from "./postgres-unusable.ts"
