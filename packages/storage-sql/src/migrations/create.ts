import {
  type Compilable,
  CompiledQuery,
  type CreateIndexBuilder,
  type CreateTableBuilder,
  type SchemaModule,
  sql
} from "kysely"

const types = { text: "text", integer: "bigint", real: "double precision" } as const

/** A column's type in a migration; a question mark allows null. */
export type ColumnType = keyof typeof types | `${keyof typeof types}?`

/**
 * A new table: its columns in order, those that are its primary key, and the rows of other tables that it refers to.
 */
export const createTable = (
  schema: SchemaModule,
  name: string,
  columns: Readonly<Record<string, ColumnType>>,
  key: ReadonlyArray<string>,
  references: Readonly<Record<string, ReadonlyArray<string>>> = {}
): Compilable => {
  let table: CreateTableBuilder<string, string> = schema.createTable(name)
  for (const [column, type] of Object.entries(columns)) {
    const nullable = type.endsWith("?")
    const plain = types[type.replace("?", "") as keyof typeof types]
    table = table.addColumn(column, plain, (definition) => nullable ? definition : definition.notNull())
  }
  table = table.addPrimaryKeyConstraint(`${name}_key`, [...key])
  for (const [other, own] of Object.entries(references)) {
    const keys = own.length === 1 ? ["workspace_id"] : ["workspace_id", "id"]
    table = table.addForeignKeyConstraint(`${name}_${other}`, [...own], other, keys)
  }
  return table
}

/** A new index; `condition`, where there is one, says of which rows. */
export const createIndex = (
  schema: SchemaModule,
  name: string,
  table: string,
  columns: ReadonlyArray<string>,
  condition?: string
): CreateIndexBuilder<string> => {
  const index = schema.createIndex(name).on(table).columns([...columns])
  return condition === undefined ? index : index.where(sql<boolean>`${sql.raw(condition)}`)
}

/** A statement that is written out, for what is there already. */
export const written = (text: string): Compilable => ({ compile: () => CompiledQuery.raw(text) })
