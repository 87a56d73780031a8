import { Clock, Effect, Equal } from "effect"
import { mostGivenUp } from "../domain/delivery.ts"
import type { WorkspaceId } from "../domain/id.ts"
import {
  bothRemoved,
  isKept,
  keepAll,
  noneRemoved,
  prunables,
  type Removed,
  type Retention
} from "../domain/retention.ts"
import type { Pruned } from "../ports/store-terms.ts"
import { Store } from "../ports/store.ts"
import { EngineOptions } from "./options.ts"
import { spanned } from "./span.ts"

/** Rows of a kind that one step looks at: some milliseconds of work, between which others have their turn. */
const batch = 500

/** How a prune goes about it. */
export interface PruneOptions {
  /** What holds for everything, or where a workspace says nothing itself. */
  readonly retention: Retention
  /** Whether workspaces may say otherwise; true where nothing is said. */
  readonly ownRetention?: boolean
  /** Only count what would go. */
  readonly dryRun?: boolean
  /** What is done between two steps, such as to wait. */
  readonly between?: Effect.Effect<void>
}

/** Give up what has waited too long for webhooks that are paused: it would keep its calls for ever. */
const giveUpForgotten = Effect.fnUntraced(function*(workspaceId: WorkspaceId, between: Effect.Effect<void>) {
  const store = yield* Store
  const giveUp = Effect.flatMap(
    Clock.currentTimeMillis,
    (now) => store.giveUpPaused(workspaceId, now, mostGivenUp)
  )
  let given = yield* giveUp
  while (given === mostGivenUp) {
    yield* between
    given = yield* giveUp
  }
})

/**
 * Remove what is past its time in a workspace, step by step. Any node may do it at any time, several as well: each step
 * is a transaction of its own, and finds what is left. Answers with what went.
 */
export const pruneWorkspace = Effect.fn("retentions.prune")(function*(
  workspaceId: WorkspaceId,
  { between = Effect.void, dryRun = false, ownRetention = true, retention }: PruneOptions
) {
  const store = yield* Store
  const own = ownRetention ? yield* store.retention(workspaceId) : {}
  if (!dryRun) yield* giveUpForgotten(workspaceId, between)
  let removed: Removed = noneRemoved
  for (const what of prunables) {
    let after: string | undefined = ""
    const policy = { ...retention, ...own }
    while (after !== undefined && !isKept(what, policy)) {
      const now = yield* Clock.currentTimeMillis
      const pruning = { workspaceId, what, retention: policy, now, limit: batch, after, dryRun }
      const done: Pruned = yield* store.prune(pruning)
      removed = bothRemoved(removed, done.removed)
      after = done.next
      if (after !== undefined) yield* between
    }
  }
  return removed
})

/** The same in all workspaces. */
export const prune = Effect.fnUntraced(function*(options: PruneOptions) {
  const store = yield* Store
  let removed: Removed = noneRemoved
  for (const { id } of yield* store.workspaces) removed = bothRemoved(removed, yield* pruneWorkspace(id, options))
  return removed
})

/** How long between two steps of a prune, so that dialing has most of the store's time. */
const breath = Effect.sleep("100 millis")

/** Remove what is past its time, as the policy of the engine and those of the workspaces say. */
export const pruneFinished = Effect.gen(function*() {
  const { retention = keepAll } = yield* EngineOptions
  const removed = yield* prune({ retention, between: breath })
  if (!Equal.equals(removed, noneRemoved)) yield* Effect.logInfo("what was past its time is removed", removed)
}).pipe(spanned("prune"))
