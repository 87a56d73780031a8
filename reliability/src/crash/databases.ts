import { join } from "node:path"
import type { Database } from "./evidence.ts"
import type { Grounds } from "./grounds.ts"
import type { CrashOptions } from "./options.ts"
import type { Proxy } from "./proxy.ts"
import { sqliteDatabase } from "./sqlite-database.ts"

/** The database that the nodes of a run share. */
export interface SharedDatabase {
  /** What a node is told to use. */
  readonly urlFor: (node: number) => string
  /** What stands between the nodes and it. */
  readonly proxies: ReadonlyArray<Proxy>
  /** Asks it directly. */
  readonly open: () => Promise<Database>
  readonly restart: ((way: "fast" | "immediate") => Promise<void>) | undefined
  readonly stop: () => Promise<void>
}

const sqlite = (folder: string): SharedDatabase => {
  const path = join(folder, "campanile.db")
  return {
    urlFor: () => `sqlite:${path}`,
    proxies: [],
    open: async () => sqliteDatabase(path),
    restart: undefined,
    stop: async () => {}
  }
}

/** Start the database of a run. */
export const startDatabase = async ({ store }: CrashOptions, { folder }: Grounds): Promise<SharedDatabase> => {
  if (store === "postgres") throw new Error("there is no Postgres store in this version")
  return sqlite(folder)
}
