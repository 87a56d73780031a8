import { type Clock, Duration, Effect } from "effect"

/** Which instant a quick clock shows when: it stood at `startsAt` when the real one stood at `startedAt`. Both ms UTC. */
export interface ClockLine {
  readonly startedAt: number
  readonly startsAt: number
  /** Milliseconds that pass on it for each real one. */
  readonly speed: number
}

/**
 * A clock that runs at a speed along a line, on top of another one. For trying out only: a day of calling goes by in
 * minutes, and whoever knows the line (a process that starts again after a kill) goes on along it.
 */
export const quickClock = ({ speed, startedAt, startsAt }: ClockLine, base: Clock.Clock): Clock.Clock => {
  const millis = () => startsAt + (Number(base.currentTimeNanosUnsafe()) / 1e6 - startedAt) * speed
  const nanos = () => BigInt(Math.round(millis() * 1000)) * 1000n
  const origin = base.monotonicTimeNanosUnsafe()
  const monotonic = () => BigInt(Math.round(Number(base.monotonicTimeNanosUnsafe() - origin) * speed))

  const sleepUntil = (instant: number): Effect.Effect<void> =>
    Effect.suspend(() => {
      const left = instant - millis()
      return left <= 0
        ? Effect.void
        : Effect.andThen(base.sleep(Duration.millis(Math.ceil(left / speed))), sleepUntil(instant))
    })

  return {
    currentTimeMillisUnsafe: () => Math.floor(millis()),
    currentTimeMillis: Effect.sync(() => Math.floor(millis())),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: monotonic,
    monotonicTimeNanos: Effect.sync(monotonic),
    sleep: (duration) => {
      const length = Duration.toMillis(duration)
      if (length <= 0) return base.sleep(Duration.zero)
      if (!Number.isFinite(length)) return Effect.never
      return Effect.suspend(() => sleepUntil(millis() + length))
    }
  }
}
