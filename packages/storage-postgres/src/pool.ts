import { Effect, Redacted } from "effect"
import type { Scope } from "effect"
import pg from "pg"
import { parserOf } from "./types.ts"

/** How a pool of connections reaches its server, and how long it waits. */
export interface PoolOptions {
  readonly url: Redacted.Redacted
  /** The most connections. */
  readonly connections: number
  /** Milliseconds to wait for a connection, a new one or one that others have. */
  readonly connectTimeout: number
  /** Milliseconds after which a server that says nothing at all is given up: more than any statement may last. */
  readonly answerTimeout: number
}

/** Connections to one database, which are closed with the scope. */
export const openPool = (
  { answerTimeout, connectTimeout, connections, url }: PoolOptions
): Effect.Effect<pg.Pool, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const pool = new pg.Pool({
        connectionString: Redacted.value(url),
        max: connections,
        connectionTimeoutMillis: connectTimeout,
        query_timeout: answerTimeout,
        keepAlive: true,
        pipeline: true,
        application_name: "campanile",
        types: { getTypeParser: parserOf }
      })
      // A connection that breaks tells who asks on it, and leaves the pool by itself; unheard, it would end the process.
      pool.on("error", () => {})
      pool.on("connect", (client) => client.on("error", () => {}))
      return pool
    }),
    (pool) => Effect.promise(() => pool.end())
  )
