import { longestPause, pausedReason, type WorkspaceId } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { ask, type Step } from "../step.ts"
import { giveUp } from "./tried.ts"

/**
 * Give up what has waited for too long for the paused webhooks of a workspace. They are locked, so that what is resumed at
 * this moment is either told or given up before.
 */
export function* giveUpPaused(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  now: number,
  limit: number
): Step<number> {
  const { db, rowLocks } = dialect
  const paused = yield* ask(
    db.selectFrom("webhook").select("id").where("workspace_id", "=", workspaceId).where("paused", "=", 1).orderBy("id")
      .$if(rowLocks, (query) => query.forUpdate())
  )
  const forgotten = { what: "due_at", by: now - longestPause, reason: pausedReason } as const
  let given = 0
  for (const { id } of paused) {
    if (given === limit) break
    const target = { channel: "webhook", address: id } as const
    given += yield* giveUp(dialect, workspaceId, target, { ...forgotten, limit: limit - given }, now)
  }
  return given
}
