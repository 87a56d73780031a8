import { StoreUnavailable } from "@campanile/core"
import type { Batch, Driver, Query, Step, Together } from "@campanile/storage-sql"
import type Sqlite from "better-sqlite3"
import { Effect } from "effect"
import { sqliteDialect } from "./dialect.ts"

type Prepared = Sqlite.Statement<Array<unknown>>

/** A query that failed, on its way out of a step: what is thrown beside it is a bug. */
class QueryFailed extends Error {
  constructor(cause: unknown) {
    super("a query failed", { cause })
  }
}

/**
 * Runs steps on one connection, each at one go: SQLite answers at once, so nothing else happens in this process between
 * the begin and the commit, and no lock is needed. Steps that change something begin with the write lock, for one that
 * took it later could be refused in the middle. After each commit of such a step `committed` is called.
 */
export const sqliteDriver = (database: Sqlite.Database, committed = () => {}): Driver => {
  const statements = new Map<string, Prepared>()

  const prepare = (sql: string): Prepared => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare<Array<unknown>>(sql)
    statements.set(sql, statement)
    return statement
  }

  const answer = (request: Query | Together | Batch): ReadonlyArray<unknown> => {
    if (request._tag === "Together") return request.queries.map(answer)
    const statement = prepare(request.sql)
    if (request._tag === "Query") {
      if (statement.reader) return statement.all(request.parameters)
      statement.run(request.parameters)
      return []
    }
    for (const parameters of request.parameters) statement.run(parameters)
    return []
  }

  const asked = <A>(work: () => A): A => {
    try {
      return work()
    } catch (cause) {
      throw new QueryFailed(cause)
    }
  }

  const run = (begin: string) => <A, E>(name: string, step: () => Step<A, E>): Effect.Effect<A, E | StoreUnavailable> =>
    Effect.suspend((): Effect.Effect<A, E | StoreUnavailable> => {
      try {
        asked(() => answer({ _tag: "Query", sql: begin, parameters: [] }))
        const steps = step()
        let next = steps.next([])
        while (next.done !== true) {
          const request = next.value
          if (request._tag === "Failure") {
            database.exec("rollback")
            return Effect.fail(request.error)
          }
          next = steps.next(asked(() => answer(request)))
        }
        asked(() => answer({ _tag: "Query", sql: "commit", parameters: [] }))
        return Effect.succeed(next.value)
      } catch (thrown) {
        if (database.inTransaction) database.exec("rollback")
        return thrown instanceof QueryFailed
          ? Effect.fail(new StoreUnavailable({ step: name, cause: thrown.cause }))
          : Effect.die(thrown)
      }
    })

  const write = run("begin immediate")
  return {
    dialect: sqliteDialect,
    read: run("begin"),
    write: (name, step) => Effect.tap(write(name, step), () => Effect.sync(committed))
  }
}
