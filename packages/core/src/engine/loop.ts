import { Cause, Effect } from "effect"

/**
 * Do something again and again, with a pause after each time, as long as the scope is open. A failure, whatever it is,
 * is logged and does not end the loop: what it left undone is found again by the next round.
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
    Effect.forever,
    Effect.annotateLogs({ loop: name }),
    Effect.forkScoped
  )
