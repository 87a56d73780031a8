import { Context } from "effect"
import type { Retention } from "../domain/retention.ts"

/** How the loops of an engine run. All times in milliseconds of the engine's clock. */
export interface EngineOptions {
  /** How long a loop that nobody wakes waits before it looks for work by itself. */
  readonly poll: number
  /** How long a node answers for what it claimed without renewing its lease; renewed three times as often. */
  readonly lease: number
  /** How long between two questions to the carrier about orphans. */
  readonly reconcile: number
  /** How long between two questions to a carrier about what calls have cost; ten minutes where nothing is said. */
  readonly prices?: number
  /** The most attempts that one turn claims. */
  readonly batch: number
  /**
   * For how long a delivery that a node has taken is nobody else's; a minute where nothing is said. Three quarters of it is
   * the longest that a receiver is waited for: on a clock that runs faster than the real one it must be longer.
   */
  readonly hidden?: number
  /** How long a pre-dial hook may take; 10 s where nothing is said. The calls that were claimed with its call wait for it. */
  readonly hookPatience?: number
  /** For how long what is finished is kept where a workspace says nothing itself; for ever where nothing is said. */
  readonly retention?: Retention
}

/** The options of the engine that runs. */
export const EngineOptions: Context.Reference<EngineOptions> = Context.Reference("@campanile/core/EngineOptions", {
  defaultValue: () => ({ poll: 1000, lease: 15_000, reconcile: 5000, batch: 200 })
})
