import { tables } from "./0001-tables.ts"
import type { Migration } from "./migration.ts"

/** All migrations, in order. */
export const migrations: ReadonlyArray<Migration> = [tables]
