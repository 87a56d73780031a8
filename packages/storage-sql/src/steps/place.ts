import { type AttemptId, deadlineGraceMs, hoursFor, isCurrentEpoch, type NodeId, type Placed } from "@campanile/core"
import { sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { type Step, tell } from "../step.ts"
import { coursesOf } from "./courses.ts"
import { heldLease } from "./leases.ts"
import { look } from "./look.ts"
import { takeBackAll } from "./release.ts"

/** What `placing` of the domain makes of the deadline, in the database's words. */
const deadline = (now: number) =>
  sql<number>`cast(${now + deadlineGraceMs} as bigint) + (ring_seconds + limit_seconds) * 1000`

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
  const looked = yield* look(dialect, courses, now)
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
