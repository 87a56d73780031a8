import { Clock, Effect, FiberSet, type Scope } from "effect"

/** The clock of a fake, and what is still to come by it. */
export interface FakeTime {
  readonly now: () => number
  /** Does something at an instant (ms UTC), or at once where that has passed. */
  readonly at: (instant: number, work: Effect.Effect<void>) => void
  /** Waits until all that was due by now has been done. */
  readonly settled: Effect.Effect<void>
}

/** A timekeeper whose work ends with the scope. */
export const makeFakeTime: Effect.Effect<FakeTime, never, Scope.Scope> = Effect.gen(function*() {
  const clock = yield* Clock.Clock
  const fork = yield* FiberSet.makeRuntime()
  const dues = new Set<{ readonly instant: number }>()
  const waiting = new Set<() => void>()
  const now = () => clock.currentTimeMillisUnsafe()

  const changed = () => {
    const woken = [...waiting]
    waiting.clear()
    for (const wake of woken) wake()
  }

  const at = (instant: number, work: Effect.Effect<void>) => {
    const due = { instant }
    dues.add(due)
    fork(
      Effect.sleep(Math.max(0, instant - now())).pipe(
        Effect.andThen(work),
        Effect.ensuring(Effect.sync(() => {
          dues.delete(due)
          changed()
        }))
      )
    )
  }

  const nextChange = Effect.callback<void>((resume) => {
    const wake = () => resume(Effect.void)
    waiting.add(wake)
    return Effect.sync(() => waiting.delete(wake))
  })
  const isBusy = () => [...dues].some(({ instant }) => instant <= now())
  const settled: Effect.Effect<void> = Effect.suspend(() =>
    isBusy() ? Effect.andThen(nextChange, settled) : Effect.void
  )
  return { now, at, settled }
})
