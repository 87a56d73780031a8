import pg from "pg"
import type { Database, Row } from "./evidence.ts"
import { postgresJournal } from "./journal.ts"

/** A Postgres that is asked from outside, on a connection of its own, and again on another when that one breaks. */
export const postgresDatabase = (url: string): Database => {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  pool.on("error", () => {})
  return {
    query: async (sql) => (await pool.query<Row>(sql)).rows,
    close: () => pool.end()
  }
}

/** Let a Postgres keep a journal from now on. */
export const journalPostgres = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(postgresJournal)
  } finally {
    await client.end()
  }
}
