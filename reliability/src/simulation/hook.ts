import type { PreDialAnswer, PreDialHook } from "@campanile/core"
import { Effect } from "effect"
import type { Life } from "./timeline.ts"
import type { World } from "./world.ts"

/** The pre-dial hook of a life: it takes its time, in which the world goes on, and objects at times, or fails. */
export const hookOf = (world: World, life: Life): PreDialHook => ({ attemptId }) =>
  Effect.callback((resume) => {
    const { chance, timeline, trace, weather: { hookObjects, hookThinks } } = world
    const thinks = chance.is(hookThinks)
    const objects = chance.is(hookObjects) ? chance.below(3) : undefined
    if (!thinks && objects === undefined) return resume(Effect.succeed({ _tag: "Eligible" }))
    if (objects !== undefined) trace.fault(timeline.now, "hook objects", `${life.name} ${attemptId.slice(-4)}`)
    const answer: PreDialAnswer = objects === 0
      ? { _tag: "Skip", reason: "simulated" }
      : objects === 1
      ? { _tag: "Defer", until: timeline.now + chance.between(1000, 60_000), reason: "simulated" }
      : { _tag: "Eligible" }
    timeline.after(
      thinks ? chance.between(100, 12_000) : 1,
      () => resume(objects === 2 ? Effect.fail(new Error("simulated")) : Effect.succeed(answer)),
      life
    )
  })
