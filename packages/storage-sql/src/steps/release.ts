import { type AttemptId, canTakeBack, closingMessage, type Course, takeBack, type Withdrawal } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import type { Step } from "../step.ts"
import { coursesOf } from "./courses.ts"
import { putDecisions } from "./decisions.ts"
import { sendNamed } from "./messages.ts"
import { putOutcomes } from "./outcomes.ts"

/** An attempt to take back, and why. */
export interface Release extends Withdrawal {
  readonly id: AttemptId
}

/** Take back some attempts, each for its own reason, keep why, and tell where that closes a call. */
export function* takeBackAll(
  dialect: Dialect,
  some: ReadonlyArray<{ readonly course: Course; readonly withdrawal: Withdrawal }>,
  now: number
): Step<void> {
  const turned = some.map(({ course, withdrawal }) => ({
    course,
    outcome: takeBack(course.attempt, course.call, course.campaign, withdrawal, now)
  }))
  yield* putOutcomes(dialect, turned)
  yield* putDecisions(dialect, turned.map(({ outcome }) => outcome.decision))
  yield* sendNamed(
    dialect,
    turned.flatMap(({ course, outcome }) => closingMessage(course.call, outcome.call, course.callbackUrl, now))
  )
}

/** Take back those of some attempts that can be, and keep why. */
export function* release(dialect: Dialect, releases: ReadonlyArray<Release>, now: number): Step<void> {
  const byId = new Map(releases.map((one) => [one.id, one]))
  const courses = [...(yield* coursesOf(dialect, [...byId.keys()])).values()]
  yield* takeBackAll(
    dialect,
    courses.filter(({ attempt }) => canTakeBack(attempt))
      .map((course) => ({ course, withdrawal: byId.get(course.attempt.id)! })),
    now
  )
}
