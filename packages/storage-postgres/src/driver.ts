import { StoreUnavailable } from "@campanile/core"
import type { Batch, Driver, Query, Step } from "@campanile/storage-sql"
import { Effect, Exit, Schedule } from "effect"
import type { Pool, PoolClient } from "pg"
import { acquire, ask } from "./connection.ts"
import { postgresDialect } from "./dialect.ts"
import { isBroken, isConflict, QueryFailed } from "./failures.ts"

/** How long (ms) the server lets parts of a step last. */
export interface Limits {
  /** A statement. */
  readonly statement: number
  /** A wait for a row that another step has. */
  readonly lock: number
  /** The time between two statements of a step. */
  readonly idle: number
}

const limited = (mode: string, { idle, lock, statement }: Limits) =>
  `begin isolation level ${mode};
  set local statement_timeout = ${statement};
  set local lock_timeout = ${lock};
  set local idle_in_transaction_session_timeout = ${idle}`

/** Steps that lost against another are run anew, after a moment that is longer each time: up to about half a second. */
const anew = Schedule.exponential("5 millis").pipe(Schedule.jittered, Schedule.upTo({ times: 6 }))

/** A step that failed with an error of its own. */
class StepFailed<E> {
  readonly _tag = "StepFailed"
  readonly error: E
  constructor(error: E) {
    this.error = error
  }
}

const answer = (client: PoolClient, request: Query | Batch) =>
  Effect.gen(function*() {
    if (request._tag === "Query") {
      const { rows } = yield* ask(client, { text: request.sql, values: [...request.parameters] })
      return rows
    }
    for (const parameters of request.parameters) {
      yield* ask(client, { text: request.sql, values: [...parameters] })
    }
    return []
  })

/** Run a step between begin and commit. The commit is not interrupted, for then nobody would know. */
const transact = <A, E>(client: PoolClient, begin: string, steps: Step<A, E>) =>
  Effect.gen(function*() {
    yield* ask(client, begin)
    let next = steps.next([])
    while (next.done !== true) {
      const request = next.value
      if (request._tag === "Failure") return yield* Effect.fail(new StepFailed(request.error))
      next = steps.next(yield* answer(client, request))
    }
    const { command } = yield* Effect.uninterruptible(ask(client, "commit"))
    if (command !== "COMMIT") yield* Effect.fail(new QueryFailed(new Error("the transaction was rolled back")))
    return next.value
  })

/** Give a connection back: rolled back where a step ended in the middle, and not at all where it is of no more use. */
const release = <A, E>(client: PoolClient, exit: Exit.Exit<A, QueryFailed | StepFailed<E>>): Effect.Effect<void> => {
  const giveBack = Effect.sync(() => client.release(client.getTransactionStatus() !== "I"))
  if (Exit.isSuccess(exit)) return giveBack
  const isLost = exit.cause.reasons.some((reason) =>
    reason._tag === "Interrupt" ||
    (reason._tag === "Fail" && reason.error._tag === "QueryFailed" && isBroken(reason.error))
  )
  return isLost
    ? Effect.sync(() => client.release(true))
    : Effect.ensuring(Effect.ignore(ask(client, "rollback")), giveBack)
}

/**
 * Runs steps on the connections of a pool, each in one transaction that uses nothing of its session, so that a pooler
 * may stand between. Writes see what was committed before each of their statements; reads see one state.
 */
export const postgresDriver = (pool: Pool, limits: Limits): Driver => {
  const run = (mode: string) => {
    const begin = limited(mode, limits)
    return <A, E>(name: string, step: () => Step<A, E>): Effect.Effect<A, E | StoreUnavailable> =>
      Effect.acquireUseRelease(acquire(pool), (client) => transact(client, begin, step()), release).pipe(
        Effect.retry({
          schedule: anew,
          while: (failure) => failure._tag === "QueryFailed" && isConflict(failure)
        }),
        Effect.mapError((failure) =>
          failure._tag === "StepFailed"
            ? failure.error
            : new StoreUnavailable({ step: name, cause: failure.cause })
        )
      )
  }
  return { dialect: postgresDialect, read: run("repeatable read read only"), write: run("read committed") }
}
