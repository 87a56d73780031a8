import { Effect, Exit, Fiber } from "effect"

/**
 * What a loop sleeps by: it wakes when its time has passed, or when it is rung for. A ring that nobody waits for is
 * kept for the next wait, once. It is one sleep that is broken off and no race, for loops do little else.
 */
export class Alarm {
  #hasRung = false
  #sleeper: Fiber.Fiber<void> | undefined

  /** Wake who waits, or who waits next. */
  ring(): void {
    const sleeper = this.#sleeper
    this.#sleeper = undefined
    if (sleeper === undefined) this.#hasRung = true
    else sleeper.interruptUnsafe()
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
        // Who rings goes on before the one that is woken begins: its work is not theirs. Rings until then are for this time.
        Effect.flatMap((exit) => Exit.isSuccess(exit) ? Effect.void : Effect.yieldNow),
        Effect.ensuring(Effect.sync(() => {
          this.#sleeper = undefined
          this.#hasRung = false
        }))
      )
    })
  }
}
