import {
  type AttemptId,
  type CallId,
  type Course,
  deadlineGraceMs,
  hoursFor,
  isCurrentEpoch,
  lastLook,
  type NodeId,
  type NumberId,
  type Placed,
  type Suppression,
  type WorkspaceId
} from "@campanile/core"
import { sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { ask, type Step, tell } from "../step.ts"
import { coursesOf } from "./courses.ts"
import { heldLease } from "./leases.ts"
import { takeBackAll } from "./release.ts"
import { suppressionsFor } from "./suppressed.ts"

/** What `placing` of the domain makes of the deadline, in the database's words. */
const deadline = (now: number) =>
  sql<number>`cast(${now + deadlineGraceMs} as bigint) + (ring_seconds + limit_seconds) * 1000`

/** Those of the caller numbers of some attempts that are paused. */
function* pausedOf(
  { among, db }: Dialect,
  courses: ReadonlyArray<Course>
): Step<ReadonlySet<NumberId>> {
  const rows = yield* ask(
    db.selectFrom("caller_number").select("id")
      .where(among("workspace_id", [...new Set(courses.map(({ attempt }) => attempt.workspaceId))]))
      .where(among("id", [...new Set(courses.map(({ attempt }) => attempt.numberId))]))
      .where("paused", "=", 1)
  )
  return new Set(rows.map(({ id }) => id))
}

/** The suppressions that may concern some attempts, by workspace: a batch is mostly of one, and of few at most. */
function* suppressionsOf(
  dialect: Dialect,
  courses: ReadonlyArray<Course>
): Step<ReadonlyMap<WorkspaceId, ReadonlyArray<Suppression>>> {
  const byWorkspace = new Map<WorkspaceId, ReadonlyArray<Suppression>>()
  for (const id of new Set(courses.map(({ attempt }) => attempt.workspaceId))) {
    const phones = courses.flatMap(({ attempt }) => attempt.workspaceId === id ? [attempt.phone] : [])
    byWorkspace.set(id, yield* suppressionsFor(dialect, id, phones))
  }
  return byWorkspace
}

/** When the last attempts ended of those calls that were dialed before (ms UTC). */
function* lastEndsOf({ among, db }: Dialect, courses: ReadonlyArray<Course>): Step<ReadonlyMap<CallId, number>> {
  const again = courses.flatMap(({ call }) => call.disposition === null ? [] : [call])
  if (again.length === 0) return new Map()
  const rows = yield* ask(
    db.selectFrom("attempt").select(["call_id", "ended_at"])
      .where(among("workspace_id", [...new Set(again.map(({ workspaceId }) => workspaceId))]))
      .where(among("call_id", again.map(({ id }) => id)))
      .where("placed_at", "is not", null).where("ended_at", "is not", null)
      .orderBy("ended_at")
  )
  return new Map(rows.map(({ call_id, ended_at }) => [call_id, Number(ended_at)]))
}

/**
 * From `claimed` to `placing`, for those attempts that the node in this epoch still owns and against which nothing stands
 * now; the others of its own are taken back. Answers with the first, in the order in which they were given. What it asks
 * does not depend on how many there are.
 */
export function* place(
  dialect: Dialect,
  nodeId: NodeId,
  epoch: number,
  ids: ReadonlyArray<AttemptId>,
  now: number
): Step<ReadonlyArray<Placed>> {
  if (!isCurrentEpoch(yield* heldLease(dialect, nodeId), epoch)) return []
  const courses = [...(yield* coursesOf(dialect, [...new Set(ids)])).values()].filter(({ attempt }) =>
    attempt.state === "claimed" && attempt.nodeId === nodeId && attempt.epoch === epoch
  )
  if (courses.length === 0) return []
  const paused = yield* pausedOf(dialect, courses)
  const suppressions = yield* suppressionsOf(dialect, courses)
  const ends = yield* lastEndsOf(dialect, courses)
  const looked = courses.map((course) => {
    const its = suppressions.get(course.attempt.workspaceId) ?? []
    return { course, withdrawal: lastLook(course, { suppressions: its, paused, ends, now }) }
  })
  yield* takeBackAll(
    dialect,
    looked.flatMap(({ course, withdrawal }) => withdrawal === undefined ? [] : [{ course, withdrawal }]),
    now
  )
  const placed = looked.flatMap(({ course, withdrawal }) => withdrawal === undefined ? [course] : [])
  if (placed.length === 0) return []
  yield* tell(
    dialect.db.updateTable("attempt").set({ state: "placing", placed_at: now, deadline_at: deadline(now) })
      .where(dialect.among("id", placed.map(({ attempt }) => attempt.id)))
  )
  return placed.map(({ attempt, call, campaign, policy }) => ({
    id: attempt.id,
    hours: hoursFor(policy, call.zones, campaign?.timezone ?? null),
    endsAt: campaign?.endsAt ?? null
  }))
}
