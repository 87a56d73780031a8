import pg from "pg"
import type { Database, Row } from "./evidence.ts"

/** A Postgres that is asked from outside, on a connection of its own, and again on another when that one breaks. */
export const postgresDatabase = (url: string): Database => {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  pool.on("error", () => {})
  return {
    query: async (sql) => (await pool.query<Row>(sql)).rows,
    close: () => pool.end()
  }
}
