import Sqlite from "better-sqlite3"
import pg from "pg"

const columns = "workspace_id, id, source, contact, phone, zones, status, sub_status, due_at, attempts, outcomes, " +
  "created_at, updated_at"

/** An id and an instant, for what is as long as that in the campaign's calls. */
const [id, instant] = ["01a00000-0000-7000-8000-000000000000", 1_800_000_000_000]

/** One call of each contact, as one statement makes them that does nothing else: rows as long as the campaign's. */
const calls = (digits: string) =>
  `insert into started (${columns}) select workspace_id, '${id.slice(0, -7)}' || ${digits}, '${id}', number,
    phone, zones, 'registered', 'waiting', ${instant}, 0, '{}', ${instant}, ${instant} from contact`

const timed = async (work: () => unknown) => {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

/** What stands beside the calls of a campaign: the same rows made by a bare statement. */
export interface BareCalls {
  /** Make them; answers with how many seconds that took. */
  readonly make: () => Promise<number>
  /** Have no calls, neither these nor the campaign's, and leave nothing to who comes next that would have to be written. */
  readonly clear: () => Promise<void>
  readonly end: () => Promise<void>
}

/** Bare calls in a Postgres, in a table like that of the calls. */
export const bareCallsOnPostgres = async (url: string): Promise<BareCalls> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query("create table started (like call including all)")
  return {
    make: () => timed(() => client.query(calls("lpad(to_hex(number), 7, '0')"))),
    clear: async () => {
      await client.query("truncate started, call, source_zone")
      await client.query("checkpoint")
    },
    end: () => client.end()
  }
}

/** Bare calls in a SQLite file, in a table like that of the calls. */
export const bareCallsOnSqlite = (path: string): BareCalls => {
  const database = new Sqlite(path)
  database.pragma("synchronous = normal")
  const made = database.prepare<[], { readonly sql: string }>(
    "select sql from sqlite_schema where tbl_name = 'call' and sql is not null order by type desc"
  )
  for (const { sql } of made.all()) database.exec(sql.replaceAll("\"call", "\"started"))
  return {
    make: () => timed(() => database.exec(calls("printf('%07x', number)"))),
    clear: () => {
      for (const table of ["started", "call", "source_zone"]) database.exec(`delete from ${table}`)
      database.pragma("wal_checkpoint(truncate)")
      return Promise.resolve()
    },
    end: () => {
      database.close()
      return Promise.resolve()
    }
  }
}
