import type { Expression, Kysely, RawBuilder, SqlBool } from "kysely"
import type { Batch } from "./step.ts"
import type { Tables } from "./tables.ts"

/** What a column holds, as far as databases must be told. */
export type Kind = "text" | "integer" | "real"

/** Columns by name, with what they hold. */
export type Columns = Readonly<Record<string, Kind>>

/** What two databases say differently. Everything else is in the steps, once. */
export interface Dialect {
  /** Compiles queries; it runs none. */
  readonly db: Kysely<Tables>
  /** Whether rows can be locked one by one. A database with one writer at a time has no need of it. */
  readonly rowLocks: boolean
  /**
   * Whether one question may ask another for each row of a table (`lateral`): so many queues are read in one journey. A
   * database that costs no journeys has no need of it.
   */
  readonly lateral: boolean
  /**
   * What a migration asks first, where processes could migrate at once: it is answered to one of them, and to the next
   * one when the step of the first has ended.
   */
  readonly migrationLock?: RawBuilder<unknown>
  /**
   * A row where the table with what was applied is there; for a database that asks for the right to make tables even
   * where there is nothing to make, so that who may not make any can work on what others made.
   */
  readonly hasMigrations?: RawBuilder<unknown>
  /**
   * Have a table keep room beside its rows, so that a row which changes, and no column of an index with it, stays where it
   * is; for a database that writes changed rows anew.
   */
  readonly leaveRoom?: (table: string) => RawBuilder<unknown>
  /**
   * That a text column is one of some values: the same SQL for any number of them, so that it is prepared once. The
   * values may stand in a column themselves, as a JSON array.
   */
  readonly among: (column: string, values: ReadonlyArray<string> | Expression<string>) => Expression<SqlBool>
  /** That a text column, of digits and signs, begins as another one does: in a way that an index of it serves. */
  readonly startsWith: (column: string, prefix: Expression<string>) => Expression<SqlBool>
  /** Some rows as a table to select from: the same SQL for any number of them. JSON is text, as in all tables. */
  readonly table: <Row>(columns: Columns, rows: ReadonlyArray<Row>) => RawBuilder<Row>
  /** The nth id of a block, n being a column, as the block may be: what `idAt` is in the domain. */
  readonly idAt: <Id>(block: string | Expression<string>, column: string) => RawBuilder<Id>
  /** Insert rows; `ending` is what follows the values, such as an `on conflict` clause. */
  readonly insert: (
    table: string,
    columns: Columns,
    rows: ReadonlyArray<ReadonlyArray<unknown>>,
    ending: string
  ) => Batch
  /** Insert rows that are hardly ever there already, and pass over those whose key is. */
  readonly insertMissing: (
    table: string,
    columns: Columns,
    key: ReadonlyArray<string>,
    rows: ReadonlyArray<ReadonlyArray<unknown>>
  ) => Batch
  /** Set columns of the rows with some keys. Each row has the values to set, then those of the key. */
  readonly update: (
    table: string,
    set: Columns,
    key: Columns,
    rows: ReadonlyArray<ReadonlyArray<unknown>>
  ) => Batch
}
