import { assert, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Ref } from "effect"
import { TestClock } from "effect/testing"
import { quickClock } from "../src/clock.ts"

const tuesday = Date.UTC(2026, 2, 3, 8, 30)

const quick = Effect.map(Clock.Clock, (base) => quickClock({ startedAt: 5000, startsAt: tuesday, speed: 60 }, base))

it.effect("shows the instants of its line, also before the line's start", () =>
  Effect.gen(function*() {
    const clock = yield* quick
    assert.strictEqual(yield* clock.currentTimeMillis, tuesday - 5000 * 60)
    yield* TestClock.setTime(5000)
    assert.strictEqual(yield* clock.currentTimeMillis, tuesday)
    yield* TestClock.adjust("1 second")
    assert.strictEqual(yield* clock.currentTimeMillis, tuesday + 60_000)
    assert.strictEqual(clock.currentTimeNanosUnsafe(), BigInt(tuesday + 60_000) * 1_000_000n)
  }))

it.effect("sleeps so much shorter as it is quicker, and never too short", () =>
  Effect.gen(function*() {
    yield* TestClock.setTime(5000)
    const clock = yield* quick
    const woken = yield* Ref.make<Array<number>>([])
    const sleeper = yield* Effect.forEach([1, 59, 90, 3600], (seconds) =>
      Effect.sleep(seconds * 1000).pipe(
        Effect.andThen(Clock.currentTimeMillis),
        Effect.flatMap((now) => Ref.update(woken, (all) => [...all, now - tuesday]))
      ), { concurrency: "unbounded" }).pipe(Effect.provideService(Clock.Clock, clock), Effect.forkChild)

    yield* TestClock.adjust("983 millis")
    assert.deepStrictEqual(yield* Ref.get(woken), [1020])
    yield* TestClock.adjust("1 millis")
    assert.deepStrictEqual(yield* Ref.get(woken), [1020, 59_040])
    yield* TestClock.adjust("59 seconds")
    assert.deepStrictEqual(yield* Ref.get(woken), [1020, 59_040, 90_000])
    yield* TestClock.adjust("1 minute")
    yield* Fiber.join(sleeper)
    assert.deepStrictEqual(yield* Ref.get(woken), [1020, 59_040, 90_000, 3_600_000])
  }))

it.effect("measures what has passed on it, from when it was made", () =>
  Effect.gen(function*() {
    yield* TestClock.setTime(5000)
    const clock = yield* quick
    const before = yield* clock.monotonicTimeNanos
    yield* TestClock.adjust("2 seconds")
    assert.strictEqual((yield* clock.monotonicTimeNanos) - before, 120_000_000_000n)
  }))
