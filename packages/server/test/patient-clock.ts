import { clockOf } from "@campanile/core/testing"
import { type Clock, Effect } from "effect"

/** Milliseconds between two moves of the clock, and the most by which one of them moves it. */
const pause = 2
const stride = 10

/**
 * A clock that stands while this process cannot run: on a busy machine what is timed with it takes longer, and is not
 * late. A quick clock on top of it leaves the machine the time that the machine needs.
 */
export const patientClock = (base: Clock.Clock) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      let shown = base.currentTimeNanosUnsafe()
      let looked = performance.now()
      const timer = setInterval(() => {
        const now = performance.now()
        shown += BigInt(Math.round(Math.min(now - looked, stride) * 1e6))
        looked = now
      }, pause)
      return { timer, nanos: () => shown }
    }),
    ({ timer }) => Effect.sync(() => clearInterval(timer))
  ).pipe(
    Effect.map(({ nanos }) => clockOf(() => Number(nanos() / 1_000_000n), nanos, (duration) => base.sleep(duration)))
  )
