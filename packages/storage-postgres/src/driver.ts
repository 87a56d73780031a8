import { StoreUnavailable } from "@campanile/core"
import type { Driver, Step } from "@campanile/storage-sql"
import { Effect, Exit, Schedule } from "effect"
import type { Pool, PoolClient } from "pg"
import { acquire, answered, send, type Sendable, sendCopy, type Sent } from "./connection.ts"
import { postgresDialect } from "./dialect.ts"
import { isBroken, isConflict, QueryFailed } from "./failures.ts"

/** How long (ms) the server lets parts of a step last. */
export interface Limits {
  /** A statement. */
  readonly statement: number
  /** A statement of a step that may touch all rows of a list. */
  readonly heavy: number
  /** A wait for a row that another step has. */
  readonly lock: number
  /** The time between two statements of a step. */
  readonly idle: number
}

/** Milliseconds for which a server may be silent beyond the time that it has for a statement. */
export const silence = 5000

const limited = (mode: string, { idle, lock }: Limits, longest: number) =>
  `begin isolation level ${mode};
  set local statement_timeout = ${longest};
  set local lock_timeout = ${lock};
  set local idle_in_transaction_session_timeout = ${idle}`

/**
 * Each question of a step that is not heavy has an index, and is to be answered from it. A planner that may choose
 * otherwise does so where nothing is counted yet, and keeps to it for as long as a connection keeps the statement: a
 * plan that reads the whole of an empty table, which then grows.
 */
const fromIndexes = `;
  set local plan_cache_mode = force_generic_plan;
  set local enable_seqscan = off;
  set local jit = off`

/** Steps that lost against another are run anew, after a moment that is longer each time: up to about half a second. */
const anew = Schedule.exponential("5 millis").pipe(Schedule.jittered, Schedule.upTo({ times: 6 }))

/** How a statement is sent. */
type Naming = (text: string, values?: ReadonlyArray<unknown>) => Sendable

const unnamed: Naming = (text, values) => values === undefined ? { text } : { text, values: [...values] }

/**
 * Statements by names, so that each connection parses and plans each of them once. They are as many as steps have, and
 * for an update of many rows a few more, by what the rows have in common.
 */
const keeping = (): Naming => {
  const names = new Map<string, string>()
  return (text, values) => {
    if (values === undefined) return { text }
    const name = names.get(text) ?? `campanile_${names.size + 1}`
    names.set(text, name)
    return { text, values: [...values], name }
  }
}

/** Statements of which each is given up when the server was silent for so many milliseconds. */
const within = (named: Naming, patience: number): Naming => (text, values) => ({
  ...named(text, values),
  query_timeout: patience
})

/** A step that failed with an error of its own. */
class StepFailed<E> {
  readonly _tag = "StepFailed"
  readonly error: E
  constructor(error: E) {
    this.error = error
  }
}

/**
 * Run a step between begin and commit. Queries wait for their answers, and take along what was sent before them; the
 * rest is sent behind, so that a step costs as many journeys as it has questions, and one for the commit. Nothing is
 * written before the begin was answered: outside of a transaction it would stand alone.
 */
const transact = <A, E>(
  client: PoolClient,
  begin: string,
  named: Naming,
  steps: Step<A, E>,
  isAnew: boolean
) =>
  Effect.gen(function*() {
    const sent: Sent = []
    send(client, sent, named(begin))
    let hasBegun = false
    let next = steps.next([])
    while (next.done !== true) {
      const request = next.value
      if (request._tag === "Failure") return yield* Effect.fail(new StepFailed(request.error))
      if (request._tag === "Query" || request._tag === "Together") {
        const queries = request._tag === "Query" ? [request] : request.queries
        for (const { parameters, sql } of queries) send(client, sent, named(sql, parameters))
        const rows = (yield* answered(client, sent)).slice(-queries.length).map((answer) => answer.rows)
        hasBegun = true
        next = steps.next(request._tag === "Query" ? rows[0]! : rows)
      } else {
        if (!hasBegun) yield* answered(client, sent)
        hasBegun = true
        const batch = isAnew ? request.again?.() ?? request : request
        for (const parameters of batch.parameters) {
          if (batch.copies === true) sendCopy(client, sent, batch.sql, String(parameters[0]))
          else send(client, sent, named(batch.sql, parameters))
        }
        next = steps.next([])
      }
    }
    send(client, sent, named("commit"))
    const commit = (yield* answered(client, sent)).at(-1)
    if (commit?.command !== "COMMIT") yield* Effect.fail(new QueryFailed(new Error("the transaction was rolled back")))
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
  if (isLost) return Effect.sync(() => client.release(true))
  return Effect.suspend(() => {
    const sent: Sent = []
    send(client, sent, { text: "rollback" })
    return Effect.ensuring(Effect.ignore(answered(client, sent)), giveBack)
  })
}

/**
 * Runs steps on the connections of a pool, each in one transaction that uses nothing of its session, so that a pooler
 * may stand between. Writes see what was committed before each of their statements; reads see one state.
 */
export const postgresDriver = (pool: Pool, limits: Limits, prepared = false): Driver => {
  const run = (begin: string, named: Naming) => {
    return <A, E>(name: string, step: () => Step<A, E>): Effect.Effect<A, E | StoreUnavailable> =>
      Effect.suspend(() => {
        let runs = 0
        const once = (client: PoolClient) => transact(client, begin, named, step(), runs++ > 0)
        return Effect.acquireUseRelease(acquire(pool), once, release).pipe(
          Effect.retry({
            schedule: anew,
            while: (failure) => failure._tag === "QueryFailed" && isConflict(failure)
          })
        )
      }).pipe(
        Effect.mapError((failure) =>
          failure._tag === "StepFailed"
            ? failure.error
            : new StoreUnavailable({ step: name, cause: failure.cause })
        )
      )
  }
  const named = prepared ? keeping() : unnamed
  const light = run(limited("read committed", limits, limits.statement) + fromIndexes, named)
  const heavy = run(limited("read committed", limits, limits.heavy), within(named, limits.heavy + silence))
  return {
    dialect: postgresDialect,
    read: run(limited("repeatable read read only", limits, limits.statement) + fromIndexes, named),
    write: (name, step, weight) => weight === "heavy" ? heavy(name, step) : light(name, step)
  }
}
