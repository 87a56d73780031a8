import type { Attempt, AttemptId, Placement, WorkspaceId } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { attemptOf } from "../rows/attempt.ts"
import { callOf } from "../rows/call.ts"
import { ask, askFirst, type Step } from "../step.ts"
import { campaignsOf } from "./campaigns.ts"
import { apiCallsOf } from "./candidates.ts"
import { liveByNode } from "./conditions.ts"
import { placementsOf } from "./placements.ts"

/** What attempts of one workspace were claimed with, looked up again. */
function* again(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  attempts: ReadonlyArray<Attempt>
): Step<ReadonlyArray<Placement>> {
  const { among, db } = dialect
  const rows = yield* ask(
    db.selectFrom("call").selectAll().where("workspace_id", "=", workspaceId)
      .where(among("id", attempts.map(({ callId }) => callId)))
  )
  const calls = rows.map(callOf)
  const numbers = yield* ask(
    db.selectFrom("caller_number").select(["id", "phone"]).where("workspace_id", "=", workspaceId)
      .where(among("id", [...new Set(attempts.map(({ numberId }) => numberId))]))
  )
  return yield* placementsOf(dialect, workspaceId, attempts, {
    campaigns: yield* campaignsOf(dialect, calls),
    apis: yield* apiCallsOf(dialect, calls),
    phones: new Map(numbers.map(({ id, phone }) => [id, phone])),
    zones: new Map(calls.map(({ id, zones }) => [id, zones]))
  })
}

/** A live attempt with all that it was claimed with. */
export function* placement(dialect: Dialect, id: AttemptId): Step<Placement | undefined> {
  const row = yield* askFirst(
    dialect.db.selectFrom("attempt").selectAll().where("id", "=", id).where("ended_at", "is", null)
  )
  return row === undefined ? undefined : (yield* again(dialect, row.workspace_id, [attemptOf(row)]))[0]
}

/** Live attempts that a carrier has accepted and not yet let ring, those that were placed first, first. */
export function* queuedAttempts(dialect: Dialect, carrier: string, limit: number): Step<ReadonlyArray<Placement>> {
  const rows = yield* ask(
    dialect.db.selectFrom("attempt").selectAll().where(liveByNode).where("carrier", "=", carrier)
      .where("state", "=", "queued").orderBy("placed_at").orderBy("id").limit(limit)
  )
  const attempts = rows.map(attemptOf)
  const byWorkspace = new Map<WorkspaceId, Array<Attempt>>()
  for (const attempt of attempts) {
    const its = byWorkspace.get(attempt.workspaceId) ?? []
    byWorkspace.set(attempt.workspaceId, its)
    its.push(attempt)
  }
  const placements = new Map<AttemptId, Placement>()
  for (const [workspaceId, its] of byWorkspace) {
    for (const one of yield* again(dialect, workspaceId, its)) placements.set(one.attempt.id, one)
  }
  return attempts.flatMap(({ id }) => placements.get(id) ?? [])
}
