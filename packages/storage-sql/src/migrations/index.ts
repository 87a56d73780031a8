import { tables } from "./0001-tables.ts"
import { carrierCost } from "./0002-carrier-cost.ts"
import { outbox } from "./0004-outbox.ts"
import type { Migration } from "./migration.ts"

/** All migrations, in order. */
export const migrations: ReadonlyArray<Migration> = [tables, carrierCost, outbox]
