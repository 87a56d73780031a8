import { expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { deliveryDelays, deliverySpan } from "../../src/domain/delivery.ts"
import { Calls, Campaigns, Store, Suppressions, Webhooks } from "../../src/index.ts"
import {
  crowds,
  gone,
  inbox,
  knocks,
  launch,
  looks,
  onTuesday,
  phones,
  settle,
  signed,
  tuesdayMorning
} from "./world.ts"

const minute = 60_000
const hour = 60 * minute
const down = "https://down.example.com"

/** A window that never opens, so that nothing but the campaign's own messages is told. */
const closed = { policy: { window: [{ days: ["sunday"], from: "10:00", to: "11:00" }] } } as const

const secret = Redacted.make("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

it.effect(
  "a receiver that is down is tried again at growing distances for more than a day, and then it is dead",
  () =>
    onTuesday(
      Effect.gen(function*() {
        const desk = yield* settle(1)
        const { id } = yield* launch(desk, phones(1), closed)
        yield* Webhooks.add(desk.workspace.id, { url: down, events: ["campaign.edited"], secret })
        yield* Campaigns.edit(desk.workspace.id, id, { name: "Another" })
        yield* TestClock.adjust("40 hours")
        expect(knocks).toHaveLength(deliveryDelays.length + 1)
        for (const [n, delay] of deliveryDelays.entries()) {
          const gap = knocks[n + 1]! - knocks[n]!
          expect(gap, `try ${n + 2}`).toBeGreaterThanOrEqual(delay * 1000)
          expect(gap, `try ${n + 2}`).toBeLessThanOrEqual(delay * 1100 + minute)
        }
        expect(knocks.at(-1)! - knocks[0]!).toBeGreaterThan(24 * hour)
        const dead = yield* Webhooks.dead(desk.workspace.id, {}, { limit: 10, offset: 0 })
        expect(dead).toMatchObject([{ tries: deliveryDelays.length + 1, reason: "down", at: knocks.at(-1) }])
        expect(yield* Webhooks.replay(desk.workspace.id, { messages: [dead[0]!.message.id] })).toBe(1)
        yield* TestClock.adjust("1 second")
        expect(knocks).toHaveLength(deliveryDelays.length + 2)
      }),
      { poll: minute }
    ),
  20_000
)

it.effect(
  "what is replayed when the receiver is back comes under the id that it had",
  () =>
    onTuesday(
      Effect.gen(function*() {
        const { workspace, ...desk } = yield* settle(1)
        const webhook = yield* Webhooks.add(workspace.id, { url: down, secret })
        yield* launch({ workspace, ...desk }, phones(1), closed)
        yield* TestClock.adjust("60 hours")
        const dead = yield* Webhooks.dead(workspace.id, { address: webhook.id }, { limit: 10, offset: 0 })
        expect(dead.map(({ message }) => message.type).toSorted()).toEqual(["campaign.scheduled", "campaign.started"])
        yield* Webhooks.update(workspace.id, webhook.id, { url: "https://up.example.com" })
        expect(yield* Webhooks.replay(workspace.id, {})).toBe(2)
        yield* TestClock.adjust("1 second")
        expect(inbox.map(({ id }) => id).toSorted()).toEqual(dead.map(({ message }) => message.id).toSorted())
        expect(yield* Webhooks.dead(workspace.id, {}, { limit: 10, offset: 0 })).toEqual([])
      }),
      { poll: 5 * minute }
    ),
  20_000
)

it.effect("a delivery whose node died on the way is taken again after a minute, and not before", () =>
  onTuesday(Effect.gen(function*() {
    const desk = yield* settle(1)
    const store = yield* Store
    const webhook = yield* Webhooks.add(desk.workspace.id, { url: "https://example.com", secret })
    yield* Webhooks.update(desk.workspace.id, webhook.id, { paused: true })
    yield* launch(desk, phones(1), closed)
    yield* store.updateWebhook(desk.workspace.id, webhook.id, { paused: false })
    const taken = yield* store.takeDeliveries("webhook", tuesdayMorning, tuesdayMorning + minute, 50)
    expect(taken).toHaveLength(2)
    yield* TestClock.adjust("59 seconds")
    expect(inbox).toEqual([])
    yield* TestClock.adjust("15 seconds")
    expect(inbox.map(({ id }) => id).toSorted()).toEqual(taken.map(({ message }) => message.id).toSorted())
  })))

it.effect("a target that answers slowly, or never, delays neither a fast one nor the calls", () =>
  onTuesday(Effect.gen(function*() {
    const desk = yield* settle(30)
    yield* Webhooks.add(desk.workspace.id, { url: "https://slow.example.com", secret })
    yield* Webhooks.add(desk.workspace.id, { url: "https://never.example.com", secret })
    yield* launch(desk, phones(30), { callbackUrl: "https://fast.example.com" })
    yield* TestClock.adjust("10 seconds")
    const fast = inbox.filter(({ url }) => url.includes("fast"))
    expect(inbox.filter(({ url }) => url.includes("slow"))).toEqual([])
    expect(fast.map(({ type }) => type)).toContain("campaign.started")
    yield* TestClock.adjust("9 minutes")
    const late = inbox.filter(({ url }) => url.includes("fast")).map(({ at, received }) => received - at)
    expect(late.length).toBeGreaterThan(60)
    expect(Math.max(...late)).toBeLessThanOrEqual(10_000)
    const ids = inbox.filter(({ url }) => url.includes("slow")).map(({ id }) => id)
    expect(ids.length).toBeGreaterThan(30)
    expect(new Set(ids).size).toBe(ids.length)
  })))

it.effect(
  "what waits for a dead target neither costs many tries nor holds up another target",
  () =>
    onTuesday(
      Effect.gen(function*() {
        const desk = yield* settle(200)
        yield* Webhooks.add(desk.workspace.id, { url: down, secret })
        yield* launch(desk, phones(200), { callbackUrl: "https://fast.example.com" })
        yield* TestClock.adjust("2 hours")
        const before = inbox.length
        expect(before).toBeGreaterThan(500)
        expect(knocks.length).toBeLessThan(100)
        yield* TestClock.adjust("60 hours")
        expect(inbox).toHaveLength(before)
        expect(knocks.length).toBeLessThan(250)
        const dead = yield* Webhooks.dead(desk.workspace.id, {}, { limit: 2000, offset: 0 })
        expect(dead.map(({ message }) => message.id).toSorted()).toEqual(inbox.map(({ id }) => id).toSorted())
        for (const { at, message } of dead) expect(at - message.at).toBeGreaterThanOrEqual(24 * hour)
        for (const { at, message } of dead) expect(at - message.at).toBeLessThanOrEqual(deliverySpan + 12 * hour)
      }),
      { poll: 5 * minute }
    ),
  30_000
)

it.effect("a webhook that is gone is paused, and told what it missed when it is resumed", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      const webhook = yield* Webhooks.add(desk.workspace.id, { url: "https://gone.example.com", secret })
      yield* launch(desk, phones(1), closed)
      yield* TestClock.adjust("48 hours")
      expect(gone.length).toBeLessThanOrEqual(2)
      expect(yield* Webhooks.all(desk.workspace.id)).toMatchObject([{ paused: true, cause: "gone" }])
      yield* Webhooks.update(desk.workspace.id, webhook.id, { url: "https://back.example.com", paused: false })
      yield* TestClock.adjust("10 seconds")
      expect(inbox.map(({ type }) => type).toSorted()).toEqual(["campaign.scheduled", "campaign.started"])
      expect(yield* Webhooks.all(desk.workspace.id)).toMatchObject([{ paused: false, cause: null }])
    }),
    { poll: 5 * minute }
  ))

it.effect("what goes to a callback URL is signed by a secret of the workspace, also before anybody asked for one", () =>
  onTuesday(Effect.gen(function*() {
    const desk = yield* settle(1)
    const { id } = yield* launch(desk, phones(1), { ...closed, callbackUrl: "https://example.com" })
    yield* TestClock.adjust("10 seconds")
    expect(new Set(signed)).toEqual(new Set(["made 1"]))
    const until = yield* Webhooks.rotateSecret(desk.workspace.id, null, { secret, overlapSeconds: 3600 })
    yield* Campaigns.edit(desk.workspace.id, id, { name: "Another" })
    yield* TestClock.adjust("10 seconds")
    expect(signed.at(-1)).toBe(`${Redacted.value(secret)} made 1`)
    yield* TestClock.setTime(until)
    yield* Campaigns.edit(desk.workspace.id, id, { name: "A third" })
    yield* TestClock.adjust("10 seconds")
    expect(signed.at(-1)).toBe(Redacted.value(secret))
  })))

it.effect("what waits for a target comes batch after batch, never more than 32 at a time and without a pause", () =>
  onTuesday(Effect.gen(function*() {
    const desk = yield* settle(1)
    const store = yield* Store
    const urls = ["https://slow.example.com", "https://fast.example.com"]
    for (const url of urls) yield* Webhooks.add(desk.workspace.id, { url, events: ["contact.canceled"], secret })
    const { id } = yield* launch(desk, phones(200), closed)
    const { calls } = yield* store.calls(desk.workspace.id, { campaignId: id }, { limit: 200, offset: 0 })
    yield* Calls.terminate(desk.workspace.id, calls.map((call) => call.id))
    for (let n = 0; n < 20; n++) yield* TestClock.adjust("50 millis")
    const early = inbox.length
    yield* TestClock.adjust("6 minutes")
    expect(early).toBe(200)
    expect(inbox.filter(({ url }) => url.includes("slow"))).toHaveLength(200)
    expect(crowds.get(urls[0]!)?.most).toBe(32)
  })))

it.effect("an opt-out in a call is told at once", () =>
  onTuesday(Effect.gen(function*() {
    const desk = yield* settle(1)
    const { id } = yield* launch(desk, phones(2), { callbackUrl: "https://example.com" })
    const store = yield* Store
    const { calls } = yield* store.calls(desk.workspace.id, { campaignId: id }, { limit: 10, offset: 0 })
    yield* Suppressions.optOut(desk.workspace.id, calls[1]!.id)
    yield* TestClock.adjust("1 second")
    expect(inbox.filter(({ callId }) => callId === calls[1]!.id).map(({ type }) => type)).toContain("contact.opted_out")
  })))

it.effect("what waited for a target that was down comes as soon as one message arrives", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      yield* Webhooks.add(desk.workspace.id, { url: "https://weary.example.com", events: ["campaign.edited"], secret })
      const { id } = yield* launch(desk, phones(1), closed)
      for (let n = 0; n < 6; n++) {
        yield* Campaigns.edit(desk.workspace.id, id, { name: `Name ${n}` })
        yield* TestClock.adjust("1 second")
      }
      expect(knocks).toHaveLength(3)
      yield* TestClock.adjust("30 minutes")
      expect(inbox.map(({ received }) => received)).toEqual(Array.from({ length: 6 }, () => inbox[0]!.received))
    }),
    { poll: 20 * minute }
  ))

it.effect("nobody looks for more where all that was due has been brought", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      yield* Webhooks.add(desk.workspace.id, { url: "https://up.example.com", events: ["campaign.edited"], secret })
      const { id } = yield* launch(desk, phones(1), closed)
      yield* TestClock.adjust("1 second")
      const before = looks.length
      yield* Campaigns.edit(desk.workspace.id, id, { name: "Another" })
      for (let n = 0; n < 10; n++) yield* TestClock.adjust("1 second")
      expect([inbox.length, looks.length - before]).toEqual([1, 1])
    }),
    { poll: hour }
  ))

it.effect("what is written while its target has something on its way comes right after it", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      yield* Webhooks.add(desk.workspace.id, { url: "https://soon.example.com", events: ["campaign.edited"], secret })
      const { id } = yield* launch(desk, phones(1), closed)
      yield* Campaigns.edit(desk.workspace.id, id, { name: "Another" })
      yield* TestClock.adjust("1 second")
      yield* Campaigns.edit(desk.workspace.id, id, { name: "A third" })
      yield* TestClock.adjust("5 seconds")
      expect(inbox.map(({ at, received }) => received - at)).toEqual([2000, 3000])
    }),
    { poll: hour }
  ))
