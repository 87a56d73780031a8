import { Effect } from "effect"
import type { Pool, PoolClient, QueryResult } from "pg"
import { cancel } from "./cancel.ts"
import { QueryFailed } from "./failures.ts"

/** How long (ms) an interruption waits for a query that it had cancelled. */
const patience = 2000

/** A connection of the pool. One that comes when nobody waits for it any more goes back. */
export const acquire = (pool: Pool): Effect.Effect<PoolClient, QueryFailed> =>
  Effect.callback((resume) => {
    let isAwaited = true
    pool.connect().then(
      (client) => {
        if (isAwaited) resume(Effect.succeed(client))
        else client.release()
      },
      (cause: unknown) => resume(Effect.fail(new QueryFailed(cause)))
    )
    return Effect.sync(() => {
      isAwaited = false
    })
  })

/** What a query is: its text, its parameters, and a name where the server is to keep its plan. */
export interface Asked {
  readonly text: string
  readonly values?: Array<unknown>
  readonly name?: string
}

/**
 * Ask a query. An interruption has the server cancel it, and waits until it did, so that no lock is held behind the back
 * of who was interrupted. The connection is of no use afterwards: the cancellation may meet its next query.
 */
export const ask = (client: PoolClient, asked: Asked | string): Effect.Effect<QueryResult, QueryFailed> =>
  Effect.callback((resume) => {
    const answer = client.query(asked)
    const settled = answer.then(
      (result) => resume(Effect.succeed(result)),
      (cause: unknown) => resume(Effect.fail(new QueryFailed(cause)))
    )
    return Effect.promise(() => settled).pipe(
      Effect.race(Effect.andThen(cancel(client), Effect.never)),
      Effect.timeoutOption(patience),
      Effect.asVoid
    )
  })
