import type { StoreUnavailable } from "@campanile/core"
import type { Effect } from "effect"
import type { Dialect } from "./dialect.ts"
import type { Step } from "./step.ts"

/**
 * What runs steps on a database. A step that returns is committed; one that fails, or has a bug, is rolled back, and so
 * is one of which a query failed, which is answered as `StoreUnavailable`. `name` says in the imperative what the step
 * does, for errors: "claim calls".
 */
export interface Driver {
  readonly dialect: Dialect
  /**
   * A step that changes something: alone, or as if it were. One that is heavy may touch all rows of a list or a campaign
   * in a statement, and is given the time for it.
   */
  readonly write: <A, E>(
    name: string,
    step: () => Step<A, E>,
    weight?: "heavy"
  ) => Effect.Effect<A, E | StoreUnavailable>
  /** A step that only reads, of one state of the database. */
  readonly read: <A, E>(name: string, step: () => Step<A, E>) => Effect.Effect<A, E | StoreUnavailable>
}
