import type { Batch, Columns, Dialect, Tables } from "@campanile/storage-sql"
import {
  DummyDriver,
  type Expression,
  isExpression,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  type RawBuilder,
  sql,
  type SqlBool
} from "kysely"
import { arrayText, typeOf } from "./array-text.ts"
import { CodeOrderCompiler } from "./compiler.ts"
import { copyText } from "./copy-text.ts"

const db = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (own) => new PostgresIntrospector(own),
    createQueryCompiler: () => new CodeOrderCompiler()
  }
})

/** The key of the lock under which databases are brought up to date: "campanil" in ASCII, as nobody else has it. */
const migrationKey = "7161125211934189932"

/**
 * Rows from which on a copy is faster than an insert of arrays, and it pays to look for columns in which all of them have
 * the same value.
 */
const many = 200

const quoted = (name: string) => `"${name}"`

const list = (names: ReadonlyArray<string>) => names.map(quoted).join(", ")

/** Rows as a table in SQL: a parameter for each column, which is an array of all its values. */
const unnested = (columns: Columns) =>
  `unnest(${Object.values(columns).map((kind, n) => `$${n + 1}::${typeOf[kind]}[]`).join(", ")})`

type Rows = ReadonlyArray<ReadonlyArray<unknown>>

/** The values of each column of some rows. */
const byColumn = (columns: Columns, rows: Rows) =>
  Object.keys(columns).map((_, n) => arrayText(rows.map((row) => row[n])))

/** Of rows with the same key the last one: those before it would have been written over. No text of a database has a NUL. */
const lastOfEach = (rows: Rows, firstKey: number) => [
  ...new Map(rows.map((row) => [row.slice(firstKey).join("\0"), row])).values()
]

const copying = (table: string, columns: Columns, rows: Rows): Batch => ({
  _tag: "Batch",
  sql: `copy ${quoted(table)} (${list(Object.keys(columns))}) from stdin`,
  parameters: [[copyText(rows)]],
  copies: true
})

const inserting = (table: string, columns: Columns, rows: Rows, ending: string): Batch => ({
  _tag: "Batch",
  sql: `insert into ${quoted(table)} (${list(Object.keys(columns))}) select * from ${unnested(columns)} ${ending}`
    .trimEnd(),
  parameters: rows.length === 0 ? [] : [byColumn(columns, rows)]
})

/**
 * Set columns of rows. Of many rows, a column to set in which all have the same value is one parameter instead of an array:
 * the server reads an array sign by sign, and makes a row of each element. Columns of the key are arrays always, so that
 * no plan goes through all rows with the one value that they have in common.
 */
const updating = (table: string, set: Columns, key: Columns, rows: Rows): Batch => {
  const settable = Object.keys(set).length
  const columns = Object.entries({ ...set, ...key }).map(([name, kind], n) => {
    const isOne = n < settable && rows.length >= many && rows.every((row) => row[n] === rows[0]![n])
    const parameter = `$${n + 1}::${typeOf[kind]}${isOne ? "" : "[]"}`
    const value = isOne ? rows[0]![n] : arrayText(rows.map((row) => row[n]))
    return { name, isOne, parameter, value, now: isOne ? parameter : `given.${quoted(name)}` }
  })
  const given = columns.filter(({ isOne }) => !isOne)
  const text = `update ${quoted(table)}
    set ${columns.slice(0, settable).map(({ name, now }) => `${quoted(name)} = ${now}`).join(", ")}
    from unnest(${given.map(({ parameter }) => parameter).join(", ")}) as given(${list(given.map(({ name }) => name))})
    where ${Object.keys(key).map((name) => `${quoted(table)}.${quoted(name)} = given.${quoted(name)}`).join(" and ")}`
  return { _tag: "Batch", sql: text, parameters: rows.length === 0 ? [] : [columns.map(({ value }) => value)] }
}

/**
 * What Postgres says its own way. A statement costs a journey here, so any number of rows or values is one statement
 * with an array for each column, and the same SQL for all numbers of them but for what many rows have in common.
 */
export const postgresDialect: Dialect = {
  db,
  rowLocks: true,
  lateral: true,
  migrationLock: sql`select pg_advisory_xact_lock(${sql.lit(migrationKey)})`,
  hasMigrations: sql`select 1 as there where to_regclass('campanile_migration') is not null`,
  leaveRoom: (table) => sql`alter table ${sql.ref(table)} set (fillfactor = 50)`,
  among: (column, values) => {
    const array = isExpression(values)
      ? sql`array(select jsonb_array_elements_text(cast(${values} as jsonb)))`
      : sql`cast(${arrayText(values)} as text[])`
    return sql<SqlBool>`${sql.ref(column)} = any(${array})`
  },
  startsWith: (column, prefix) =>
    sql<SqlBool>`${sql.ref(column)} >= ${prefix} and ${sql.ref(column)} < ${prefix} || '~'`,
  table: <Row>(columns: Columns, rows: ReadonlyArray<Row>): RawBuilder<Row> => {
    const fields = Object.entries(columns).map(([name, kind]) => sql`${sql.id(name)} ${sql.raw(typeOf[kind])}`)
    return sql<Row>`(
      select * from jsonb_to_recordset(cast(${JSON.stringify(rows)} as jsonb)) as given(${sql.join(fields)})
    )`
  },
  idAt: <Id>(block: string | Expression<string>, column: string) =>
    sql<Id>`cast(${block} as text) || lpad(to_hex(${sql.ref(column)}), 7, '0')`,
  insert: (table, columns, rows, ending) =>
    ending === "" && rows.length >= many
      ? copying(table, columns, rows)
      : inserting(table, columns, rows, ending),
  insertMissing: (table, columns, key, rows) => {
    const passingOver = () => inserting(table, columns, rows, `on conflict (${list(key)}) do nothing`)
    return rows.length >= many ? { ...copying(table, columns, rows), again: passingOver } : passingOver()
  },
  update: (table, set, key, rows) => updating(table, set, key, lastOfEach(rows, Object.keys(set).length))
}
