import { Effect, Fiber } from "effect"

/**
 * What a loop sleeps by: it wakes when its time has passed, or when it is rung for. A ring that nobody waits for is
 * kept for the next wait, once. It is one sleep that is broken off and no race, for loops do little else.
 */
export class Alarm {
  #hasRung = false
  #sleeper: Fiber.Fiber<void> | undefined

  /** Wake who waits, or who waits next. */
  ring(): void {
    if (this.#sleeper === undefined) this.#hasRung = true
    else this.#sleeper.interruptUnsafe()
    this.#sleeper = undefined
  }

  /** Until it rings, at most so many milliseconds; one loop waits at a time. */
  wait(atMost: number): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.#hasRung) {
        this.#hasRung = false
        return Effect.void
      }
      return Effect.sleep(Math.max(0, atMost)).pipe(
        Effect.forkChild({ startImmediately: true }),
        Effect.flatMap((sleeper) => {
          this.#sleeper = sleeper
          return Fiber.await(sleeper)
        }),
        Effect.ensuring(Effect.sync(() => {
          this.#sleeper = undefined
        }))
      )
    })
  }
}
