import pg from "pg"

/** A query that failed, on its way out of a step. */
export class QueryFailed {
  readonly _tag = "QueryFailed"
  /** What `pg` said. */
  readonly cause: unknown
  constructor(cause: unknown) {
    this.cause = cause
  }
}

/** The SQLSTATE of a failure that the server answered; undefined where the connection failed. */
const stateOf = ({ cause }: QueryFailed): string | undefined =>
  cause instanceof pg.DatabaseError && cause.severity === "ERROR" ? cause.code : undefined

/** Whether the connection is of no more use: the server did not answer, or said that it ends it. */
export const isBroken = (failure: QueryFailed): boolean => stateOf(failure) === undefined

/**
 * Whether the step lost against another one that ran at the same time, and nothing of it stayed: a deadlock (40P01), a
 * conflict of snapshots (40001), or a row that came or went between a look and a write (23505, 23503). Run anew, it
 * sees what the other one made.
 */
export const isConflict = (failure: QueryFailed): boolean =>
  ["40P01", "40001", "23505", "23503"].includes(stateOf(failure) ?? "")
