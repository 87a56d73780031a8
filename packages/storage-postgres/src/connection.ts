import { Effect } from "effect"
import type { Pool, PoolClient, QueryResult } from "pg"
import { cancel } from "./cancel.ts"
import { copyIn } from "./copy-in.ts"
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

/** What was sent to the server, in order, and is not known to be answered. */
export type Sent = Array<Promise<QueryResult>>

/** A query as it is sent. */
export interface Sendable {
  readonly text: string
  readonly values?: Array<unknown>
  /** By which the connection knows it again, where its plan is kept. */
  readonly name?: string
  /** Milliseconds after which a silent server is given up, where that is not as for all of the pool. */
  readonly query_timeout?: number
}

/** Send a query behind those that were sent before; it is answered after them. */
export const send = (client: PoolClient, sent: Sent, query: Sendable): void => note(sent, client.query(query))

/** Send a copy with its input, behind what was sent before; it is answered after that. */
export const sendCopy = (client: PoolClient, sent: Sent, text: string, input: string): void =>
  note(sent, copyIn(client, text, input))

const note = (sent: Sent, answer: Promise<QueryResult>) => {
  // Who awaits the answers hears of a failure; until then it is nobody's.
  answer.catch(() => {})
  sent.push(answer)
}

/**
 * The answers to all that was sent, in order; or the first failure, for in a transaction nothing
 * that follows one is done. An interruption has the server cancel what it is at, and waits until it did, so that no row
 * is held behind the back of who was interrupted. The connection is of no use afterwards: the cancellation may meet
 * another query of it.
 */
export const answered = (client: PoolClient, sent: Sent): Effect.Effect<ReadonlyArray<QueryResult>, QueryFailed> =>
  Effect.callback((resume) => {
    const asked = sent.splice(0)
    Promise.all(asked).then(
      (results) => resume(Effect.succeed(results)),
      (cause: unknown) => resume(Effect.fail(new QueryFailed(cause)))
    )
    const settled = Effect.promise(() => Promise.allSettled(asked))
    return Effect.all([settled, cancel(client)], { concurrency: "unbounded" }).pipe(
      Effect.timeoutOption(patience),
      Effect.asVoid
    )
  })
