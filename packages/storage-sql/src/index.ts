/**
 * What every SQL store of Campanile is made of: tables, migrations, and the steps of the `Store` port as generators
 * that any driver can run. A database brings a {@link Driver} and a {@link Dialect}, and has a store.
 */

export type { Columns, Dialect, Kind } from "./dialect.ts"
export type { Driver } from "./driver.ts"
export { DatabaseTooNew, migrate } from "./migrate.ts"
export { migrations } from "./migrations/index.ts"
export type { Migration } from "./migrations/migration.ts"
export { apart, type Batch, type Failure, type Query, type Step, type Together } from "./step.ts"
export { makeStore } from "./store.ts"
export type { Tables } from "./tables.ts"
