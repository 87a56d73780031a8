import {
  type CallId,
  lastLook,
  type LookedAt,
  type NumberId,
  type Suppression,
  type Withdrawal,
  type WorkspaceId
} from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { ask, type Step, together } from "../step.ts"
import { suppressionsFor } from "./suppressed.ts"

/** Those of the caller numbers of some attempts that are paused. */
function* pausedOf(
  { among, db }: Dialect,
  courses: ReadonlyArray<LookedAt>
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
  courses: ReadonlyArray<LookedAt>
): Step<ReadonlyMap<WorkspaceId, ReadonlyArray<Suppression>>> {
  const byWorkspace = new Map<WorkspaceId, ReadonlyArray<Suppression>>()
  for (const id of new Set(courses.map(({ attempt }) => attempt.workspaceId))) {
    const phones = courses.flatMap(({ attempt }) => attempt.workspaceId === id ? [attempt.phone] : [])
    byWorkspace.set(id, yield* suppressionsFor(dialect, id, phones))
  }
  return byWorkspace
}

/** When the last attempts ended of those calls that were dialed before (ms UTC). */
function* lastEndsOf({ among, db }: Dialect, courses: ReadonlyArray<LookedAt>): Step<ReadonlyMap<CallId, number>> {
  const again = courses.filter(({ call }) => call.disposition !== null)
  if (again.length === 0) return new Map()
  const rows = yield* ask(
    db.selectFrom("attempt").select(["call_id", "ended_at"])
      .where(among("workspace_id", [...new Set(again.map(({ attempt }) => attempt.workspaceId))]))
      .where(among("call_id", again.map(({ call }) => call.id)))
      .where("placed_at", "is not", null).where("ended_at", "is not", null)
      .orderBy("ended_at")
  )
  return new Map(rows.map(({ call_id, ended_at }) => [call_id, Number(ended_at)]))
}

/** An attempt, and what stands against dialing it. */
export interface Looked<Course> {
  readonly course: Course
  readonly withdrawal: Withdrawal | undefined
}

/** What stands at an instant against dialing some attempts, in their order. What it asks does not depend on how many there are. */
export function* look<Course extends LookedAt>(
  dialect: Dialect,
  courses: ReadonlyArray<Course>,
  now: number
): Step<ReadonlyArray<Looked<Course>>> {
  if (courses.length === 0) return []
  const [paused, suppressions, ends] = yield* together(
    pausedOf(dialect, courses),
    suppressionsOf(dialect, courses),
    lastEndsOf(dialect, courses)
  )
  return courses.map((course) => {
    const its = suppressions.get(course.attempt.workspaceId) ?? []
    return { course, withdrawal: lastLook(course, { suppressions: its, paused, ends, now }) }
  })
}
