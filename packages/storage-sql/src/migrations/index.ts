import { firstTables } from "./0001-first-tables.ts"
import type { Migration } from "./migration.ts"

/** All migrations, in order. */
export const migrations: ReadonlyArray<Migration> = [firstTables]
