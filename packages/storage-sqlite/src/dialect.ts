import type { Batch, Columns, Dialect, Tables } from "@campanile/storage-sql"
import {
  DummyDriver,
  type Expression,
  isExpression,
  Kysely,
  type RawBuilder,
  sql,
  type SqlBool,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler
} from "kysely"

const db = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (own) => new SqliteIntrospector(own),
    createQueryCompiler: () => new SqliteQueryCompiler()
  }
})

const quoted = (name: string) => `"${name}"`

const equalities = (columns: Columns) => Object.keys(columns).map((name) => `${quoted(name)} = ?`)

const inserting = (
  table: string,
  columns: Columns,
  rows: ReadonlyArray<ReadonlyArray<unknown>>,
  ending: string
): Batch => {
  const names = Object.keys(columns)
  const values = names.map(() => "?").join(", ")
  return {
    _tag: "Batch",
    sql: `insert into ${quoted(table)} (${names.map(quoted).join(", ")}) values (${values}) ${ending}`.trimEnd(),
    parameters: rows
  }
}

/**
 * What SQLite says its own way. A statement costs no journey here, so many rows are one prepared statement that is run
 * for each: for wide rows that is two to three times as fast as expanding them from one JSON text. Sets of values to
 * search for do come as one JSON text, so that their number does not change the SQL.
 */
export const sqliteDialect: Dialect = {
  db,
  rowLocks: false,
  lateral: false,
  among: (column, values) => {
    const array = isExpression(values) ? values : sql.val(JSON.stringify(values))
    return sql<SqlBool>`${sql.ref(column)} in (select value from json_each(${array}))`
  },
  startsWith: (column, prefix) =>
    sql<SqlBool>`${sql.ref(column)} >= ${prefix} and ${sql.ref(column)} < ${prefix} || '~'`,
  table: <Row>(columns: Columns, rows: ReadonlyArray<Row>): RawBuilder<Row> => {
    const fields = Object.keys(columns).map((name) => sql`value ->> ${sql.lit(name)} as ${sql.id(name)}`)
    return sql<Row>`(select ${sql.join(fields)} from json_each(${JSON.stringify(rows)}))`
  },
  idAt: <Id>(block: string | Expression<string>, column: string) =>
    sql<Id>`${block} || printf('%07x', ${sql.ref(column)})`,
  insert: inserting,
  insertMissing: (table, columns, key, rows) =>
    inserting(table, columns, rows, `on conflict (${key.map(quoted).join(", ")}) do nothing`),
  update: (table, set, key, rows) => ({
    _tag: "Batch",
    sql: `update ${quoted(table)} set ${equalities(set).join(", ")} where ${equalities(key).join(" and ")}`,
    parameters: rows
  })
}
