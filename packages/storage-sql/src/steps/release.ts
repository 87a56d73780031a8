import { type AttemptId, canTakeBack, takeBack } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import type { Step } from "../step.ts"
import { coursesOf } from "./courses.ts"
import { putOutcomes } from "./outcomes.ts"

/** An attempt to take back, when its call is due again (ms UTC), and why. */
export interface Release {
  readonly id: AttemptId
  readonly dueAt: number
  readonly code: string
}

/** Take back those of some attempts that can be. */
export function* release(dialect: Dialect, releases: ReadonlyArray<Release>, now: number): Step<void> {
  const byId = new Map(releases.map((one) => [one.id, one]))
  const courses = [...(yield* coursesOf(dialect, [...byId.keys()])).values()]
  yield* putOutcomes(
    dialect,
    courses.filter(({ attempt }) => canTakeBack(attempt)).map((course) => {
      const { attempt, call, campaign } = course
      const { code, dueAt } = byId.get(attempt.id)!
      return { course, outcome: takeBack(attempt, call, campaign, dueAt, code, now) }
    })
  )
}
