import { Effect } from "effect"

/** Milliseconds of real time from the signal to the end of the process. */
const patience = 10_000

/**
 * Waits for SIGTERM or Ctrl-C, which are how a server is meant to end: the process then ends with code 0. Should what
 * it has open not close in ten seconds, it ends all the same, with code 1; what was in flight is asked for at the next
 * start.
 */
export const untilStopped: Effect.Effect<never> = Effect.never.pipe(
  Effect.onInterrupt(() =>
    Effect.sync(() => {
      process.exitCode = 0
      setTimeout(() => {
        process.stderr.write("not everything closed within 10 seconds: ending without it\n")
        process.exit(1)
      }, patience).unref()
    })
  )
)
