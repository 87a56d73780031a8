import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { deliveryDelays } from "../../src/domain/delivery.ts"
import { Store } from "../../src/index.ts"
import { inbox, knocks, launch, onTuesday, phones, settle, tuesdayMorning } from "./world.ts"

it.effect(
  "a receiver that is down is tried again at growing distances, and then no more",
  () =>
    onTuesday(Effect.gen(function*() {
      const desk = yield* settle(1)
      yield* launch(desk, phones(1), {
        callbackUrl: "https://down.example.com",
        policy: { window: [{ days: ["sunday"], from: "10:00", to: "11:00" }] }
      })
      yield* TestClock.adjust("40 hours")
      const first = knocks.filter((at) => at <= tuesdayMorning)
      const messages = first.length
      expect(messages).toBeGreaterThan(0)
      expect(knocks).toHaveLength(messages * (deliveryDelays.length + 1))
      let due = tuesdayMorning
      for (const [n, delay] of deliveryDelays.entries()) {
        const [at] = knocks.slice((n + 1) * messages)
        due = (n === 0 ? due : knocks[n * messages]!) + delay * 1000
        expect(at! - due, `try ${n + 2}`).toBeGreaterThanOrEqual(0)
        expect(at! - due, `try ${n + 2}`).toBeLessThanOrEqual(10_000)
      }
      expect(inbox).toEqual([])
    })),
  20_000
)

it.effect("a delivery whose node died on the way is taken again after a minute, and not before", () =>
  onTuesday(Effect.gen(function*() {
    const desk = yield* settle(1)
    yield* launch(desk, phones(1), { callbackUrl: "https://example.com" })
    const store = yield* Store
    const taken = yield* store.takeDeliveries("webhook", tuesdayMorning, tuesdayMorning + 60_000, 50)
    expect(taken.length).toBeGreaterThan(0)
    const ids = new Set(taken.map(({ message }) => message.id))
    yield* TestClock.adjust("59 seconds")
    expect(inbox.filter(({ id }) => ids.has(id))).toEqual([])
    yield* TestClock.adjust("15 seconds")
    expect(new Set(inbox.filter(({ id }) => ids.has(id)).map(({ id }) => id))).toEqual(ids)
  })))

it.effect("a receiver that is slower than a delivery is hidden gets each message once", () =>
  onTuesday(Effect.gen(function*() {
    const desk = yield* settle(1)
    yield* launch(desk, phones(1), { callbackUrl: "https://slow.example.com" })
    yield* TestClock.adjust("1 hour")
    expect(inbox.length).toBeGreaterThan(2)
    expect(new Set(inbox.map(({ id }) => id)).size).toBe(inbox.length)
  })))
