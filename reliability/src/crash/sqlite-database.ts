import Sqlite from "better-sqlite3"
import type { Database, Row } from "./evidence.ts"

/** A SQLite file, only to be read, while others may write to it. */
export const sqliteDatabase = (path: string): Database => {
  const database = new Sqlite(path, { readonly: true, timeout: 5000 })
  return {
    query: async (sql) => database.prepare<Array<unknown>, Row>(sql).all(),
    close: async () => {
      database.close()
    }
  }
}
