import type { Attempt, AttemptId, Placement, Queued, WorkspaceId } from "@campanile/core"
import { sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { attemptOf } from "../rows/attempt.ts"
import { callOf } from "../rows/call.ts"
import { ask, askFirst, type Step } from "../step.ts"
import { campaignsOf } from "./campaigns.ts"
import { apiCallsOf } from "./candidates.ts"
import { liveAnywhere } from "./conditions.ts"
import { coursesOf } from "./courses.ts"
import { look } from "./look.ts"
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
    calls: new Map(calls.map((call) => [call.id, call]))
  })
}

/** A live attempt with all that it was claimed with. */
export function* placement(dialect: Dialect, id: AttemptId): Step<Placement | undefined> {
  const row = yield* askFirst(
    dialect.db.selectFrom("attempt").selectAll().where("id", "=", id).where("ended_at", "is", null)
  )
  return row === undefined ? undefined : (yield* again(dialect, row.workspace_id, [attemptOf(row)]))[0]
}

/**
 * Live attempts that a carrier has accepted and not yet let ring, each with what stands against it at an instant, in the
 * order of their ids. Nothing is locked: what is withdrawn at the carrier is told like any other end.
 */
export function* queuedAttempts(
  dialect: Dialect,
  carrier: string,
  now: number,
  after: AttemptId | null,
  limit: number
): Step<ReadonlyArray<Queued>> {
  const { among, db } = dialect
  // Not the bare column: its index has every attempt that there ever was, that of the live ones has few.
  const id = sql<AttemptId>`cast(id as text)`
  const rows = yield* ask(
    db.selectFrom("attempt").select("id").where(liveAnywhere).where("carrier", "=", carrier)
      .where("state", "=", "queued").$if(after !== null, (query) => query.where(id, ">", after!))
      .orderBy(id).limit(limit)
  )
  const courses = yield* coursesOf({ ...dialect, rowLocks: false }, rows.map((row) => row.id))
  const looked = yield* look(dialect, [...courses.values()], now)
  const numbers = yield* ask(
    db.selectFrom("caller_number").select(["id", "phone"])
      .where(among("workspace_id", [...new Set(looked.map(({ course }) => course.attempt.workspaceId))]))
      .where(among("id", [...new Set(looked.map(({ course }) => course.attempt.numberId))]))
  )
  const phones = new Map(numbers.map(({ id, phone }) => [id, phone]))
  return looked.map(({ course: { attempt }, withdrawal }) => ({
    attempt,
    from: phones.get(attempt.numberId)!,
    withdrawal
  }))
}
