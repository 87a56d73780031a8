import Sqlite from "better-sqlite3"
import type { Database, Row } from "./evidence.ts"
import { sqliteJournal } from "./journal.ts"

/** Milliseconds to wait for who writes. */
const timeout = 5000

/** A SQLite file, only to be read, while others may write to it. */
export const sqliteDatabase = (path: string): Database => {
  const database = new Sqlite(path, { readonly: true, timeout })
  return {
    query: async (sql) => database.prepare<Array<unknown>, Row>(sql).all(),
    close: async () => {
      database.close()
    }
  }
}

/** Let a SQLite file keep a journal from now on, while others may write to it. */
export const journalSqlite = async (path: string): Promise<void> => {
  const database = new Sqlite(path, { timeout })
  try {
    database.transaction(() => database.exec(sqliteJournal)).immediate()
  } finally {
    database.close()
  }
}
