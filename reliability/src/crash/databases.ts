import { startPostgres } from "@campanile/storage-postgres/testing"
import { chmodSync } from "node:fs"
import { join } from "node:path"
import type { Database } from "./evidence.ts"
import type { Grounds } from "./grounds.ts"
import type { CrashOptions } from "./options.ts"
import { journalPostgres, postgresDatabase } from "./postgres-database.ts"
import { type Proxy, startProxy } from "./proxy.ts"
import { journalSqlite, sqliteDatabase } from "./sqlite-database.ts"

/** The database that the nodes of a run share. */
export interface SharedDatabase {
  /** What each of the nodes is told to use. */
  readonly urls: ReadonlyArray<string>
  /** What stands between the nodes and it. */
  readonly proxies: ReadonlyArray<Proxy>
  /** Lets it keep a journal from now on; its tables are there already. */
  readonly journal: () => Promise<void>
  /** Asks it directly. */
  readonly open: () => Database
  /** Restarts it: connections are closed at once, or it is killed and recovers. Undefined where it is a file. */
  readonly restart: ((way: "fast" | "immediate") => Promise<void>) | undefined
  readonly stop: () => Promise<void>
}

const sqlite = (folder: string): SharedDatabase => {
  const path = join(folder, "campanile.db")
  return {
    urls: [`sqlite:${path}`],
    proxies: [],
    journal: () => journalSqlite(path),
    open: () => sqliteDatabase(path),
    restart: undefined,
    stop: async () => {}
  }
}

/** A Postgres whose commits are on the disk, with a proxy for each node: one of them can be cut off alone. */
const postgres = async (nodes: number, { folder, onEnd }: Grounds): Promise<SharedDatabase> => {
  // Its data lie where all is removed, and where the user may look as whom it runs.
  chmodSync(folder, 0o755)
  process.env["TMPDIR"] = folder
  const server = await startPostgres({ durable: true })
  onEnd(server.kill)
  const proxies = await Promise.all(Array.from({ length: nodes }, () => startProxy(() => [server.port])))
  const urls = proxies.map(({ port }) => {
    const url = new URL(server.url())
    url.port = String(port)
    return url.href
  })
  return {
    urls,
    proxies,
    journal: () => journalPostgres(server.url()),
    open: () => postgresDatabase(server.url()),
    restart: async (way) => {
      await (way === "fast" ? server.stop() : server.kill())
      await server.start()
    },
    stop: async () => {
      await Promise.all(proxies.map((proxy) => proxy.close()))
      await server[Symbol.asyncDispose]()
    }
  }
}

/** Start the database of a run. */
export const startDatabase = async ({ nodes, store }: CrashOptions, grounds: Grounds): Promise<SharedDatabase> =>
  store === "postgres" ? postgres(nodes, grounds) : sqlite(grounds.folder)
