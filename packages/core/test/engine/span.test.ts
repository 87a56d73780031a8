import { expect, it } from "@effect/vitest"
import { Effect, References, Tracer } from "effect"
import { spanned } from "../../src/engine/span.ts"

/** The names of the spans that a tracer is asked for while something runs. */
const spansOf = (work: Effect.Effect<unknown>) =>
  Effect.suspend(() => {
    const names: Array<string> = []
    const tracer = Tracer.make({
      span: (options) => {
        names.push(options.name)
        return new Tracer.NativeSpan(options)
      }
    })
    return Effect.as(Effect.withTracer(work, tracer), names)
  })

it.effect("who traces sees a span, and who does not runs the work as it is", () =>
  Effect.gen(function*() {
    let runs = 0
    const work = Effect.sync(() => ++runs).pipe(spanned("look"))
    expect(yield* spansOf(work)).toEqual(["look"])
    const untraced = spansOf(work).pipe(Effect.provideService(References.TracerEnabled, false))
    expect(yield* untraced).toEqual([])
    expect(runs).toBe(2)
  }))
