import Sqlite from "better-sqlite3"
import { setImmediate } from "node:timers/promises"
import pg from "pg"

/** A database beside its store, for rows that are made many at a time and for sessions of its own. */
export interface Bulk {
  readonly query: (text: string) => Promise<ReadonlyArray<Record<string, unknown>>>
  /** The numbers from one to another as a table with one column, `n`. */
  readonly series: (from: number, to: number) => string
  /** A number as the last seven digits of an id. */
  readonly digits: (number: string) => string
  /** The secondary indexes of a table: their names, and how they are made. */
  readonly indexes: (table: string) => Promise<ReadonlyArray<{ readonly name: string; readonly text: string }>>
  /** What a database does by itself in quiet hours. */
  readonly tidy: () => Promise<void>
  readonly close: () => Promise<void>
}

/** A session in Postgres. */
export const postgresBulk = async (url: string): Promise<Bulk> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query("set synchronous_commit = off; set maintenance_work_mem = '512MB'")
  return {
    query: async (text) => (await client.query<Record<string, unknown>>(text)).rows,
    series: (from, to) => `generate_series(cast(${from} as bigint), cast(${to} as bigint)) as series(n)`,
    digits: (number) => `lpad(to_hex(${number}), 7, '0')`,
    indexes: async (table) => {
      const { rows } = await client.query<{ readonly name: string; readonly text: string }>(
        `select indexname as name, indexdef as text from pg_indexes where tablename = $1
          and indexname not in (select conname from pg_constraint)`,
        [table]
      )
      return rows
    },
    tidy: async () => {
      await client.query("vacuum (analyze)")
      await client.query("checkpoint")
    },
    close: () => client.end()
  }
}

/** A connection to a SQLite file. */
export const sqliteBulk = (path: string): Bulk => {
  const database = new Sqlite(path, { timeout: 60_000 })
  database.pragma("synchronous = off")
  database.pragma("cache_size = -256000")
  return {
    query: async (text) => {
      await setImmediate()
      const statement = database.prepare<[], Record<string, unknown>>(text)
      if (statement.reader) return statement.all()
      statement.run()
      return []
    },
    series: (from, to) =>
      `(with recursive series(n) as (select ${from} union all select n + 1 from series where n < ${to})
        select n from series) as series`,
    digits: (number) => `printf('%07x', ${number})`,
    indexes: async (table) =>
      database.prepare<[string], { readonly name: string; readonly text: string }>(
        "select name, sql as text from sqlite_master where type = 'index' and tbl_name = ? and sql is not null"
      ).all(table),
    tidy: async () => {
      database.pragma("wal_checkpoint(truncate)")
    },
    close: async () => {
      database.close()
    }
  }
}
