import { Cause, Effect, Random } from "effect"

/**
 * Do something again and again, with a pause after each time, as long as the scope is open. A failure, whatever it is,
 * is logged and does not end the loop: what it left undone is found again by the next round. The first round begins at
 * once. None gives way to others by itself: it waits for a store, for news or for time anyway.
 */
export const repeatedly = <E, R, R2>(
  name: string,
  work: Effect.Effect<unknown, E, R>,
  pause: Effect.Effect<void, never, R2>
) =>
  work.pipe(
    Effect.catchCause((cause) =>
      Cause.hasInterruptsOnly(cause)
        ? Effect.failCause(cause)
        : Effect.logError(`the ${name} loop failed and goes on`, cause).pipe(Effect.andThen(Effect.sleep("1 second")))
    ),
    Effect.andThen(pause),
    Effect.forever({ disableYield: true }),
    Effect.annotateLogs({ loop: name }),
    Effect.forkScoped({ startImmediately: true })
  )

/**
 * The same for what is in no hurry, once in so many milliseconds. The first time comes after a part of them that chance
 * decides: a node that starts has more urgent things to do, those that start together do not all do this together, and
 * however often nodes start, it is done as often as it should be.
 */
export const nowAndThen = <E, R>(name: string, every: number, work: Effect.Effect<unknown, E, R>) =>
  Effect.flatMap(Random.next, (chance) => {
    let wait = every * chance
    const pause = Effect.suspend(() => {
      const current = wait
      wait = every
      return Effect.sleep(current)
    })
    return repeatedly(name, Effect.andThen(pause, work), Effect.void)
  })

/** How often, and with which pauses (ms), something that failed is done again. */
export interface Insistence {
  /** Before the second time; each pause is twice as long as the one before. */
  readonly pause: number
  /** The longest pause; as long as it comes where nothing is said. */
  readonly longest?: number
  /** How many times more at the most; until it succeeds where nothing is said. */
  readonly times?: number
}

/**
 * Do something again where it fails. It is what a retry by a schedule is, for what nearly always succeeds the first time:
 * then it makes no schedule.
 */
export const insisting = <A, E, R>(
  work: Effect.Effect<A, E, R>,
  { longest = Infinity, pause, times = Infinity }: Insistence
): Effect.Effect<A, E, R> =>
  work.pipe(Effect.catch((error) =>
    times <= 0 ? Effect.fail(error) : Effect.andThen(
      Effect.sleep(pause),
      insisting(work, { longest, pause: Math.min(longest, 2 * pause), times: times - 1 })
    )
  ))

/** The same until the store can, with pauses of 50 ms up to 5 s. */
export const untilItCan = <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  insisting(work, { pause: 50, longest: 5000 })
