import { expect, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { TestClock } from "effect/testing"
import { Calls, Campaigns, type Carrier, Credits, localTime, Workspaces, Zone } from "../../src/index.ts"
import { SimulatedCarrier } from "../../src/testing/index.ts"
import { inbox, launch, onTuesday, phones, settle, tuesdayMorning, untilOver } from "./world.ts"

const retry = { attempts: 3, delays: { busy: 600, no_answer: 1800, rejected: 600, carrier_error: 60 } }

it.effect("a campaign calls everybody, within capacity, and its books are right", () =>
  onTuesday(Effect.gen(function*() {
    const desk = yield* settle(7)
    const { id } = yield* launch(desk, phones(200), { policy: { retry }, callbackUrl: "https://example.com/hook" })
    const { campaign, progress } = yield* untilOver(desk.workspace.id, id)

    expect(campaign).toMatchObject({ status: "completed", endReason: "list_exhausted" })
    expect(progress.calls).toBe(200)
    expect(progress.byStatus.registered + progress.byStatus.ongoing + progress.byStatus.retry).toBe(0)
    expect(Object.values(progress.byStatus).reduce((sum, calls) => sum + calls, 0)).toBe(200)

    const carrier = yield* SimulatedCarrier
    const audit = yield* carrier.audit
    expect(audit).toMatchObject({ requests: progress.attempts, doubleDials: 0 })
    expect(audit.maxConcurrent).toBe(7)

    const balance = yield* Credits.balance(desk.workspace.id)
    expect(balance.held).toBe(0)
    expect(balance.spent).toBe(progress.spent)
    expect(balance.available + balance.spent).toBe(balance.granted)

    yield* TestClock.adjust("5 minutes")
    const ended = inbox.filter(({ type }) => type === "call_completed")
    expect(ended).toHaveLength(progress.attempts)
    expect(inbox.filter(({ type }) => type === "campaign.completed")).toHaveLength(1)
    expect(new Set(inbox.map((message) => message.id)).size).toBe(inbox.length)
  })))

it.effect("nobody is dialed outside the window of the zone they are in", () =>
  onTuesday(Effect.gen(function*() {
    const desk = yield* settle(3)
    const called = [...phones(60), ...phones(60, "+919000000")]
    const { id } = yield* launch(desk, called, {
      policy: { retry, window: [{ days: ["tuesday", "wednesday", "thursday"], from: "10:00", to: "15:30" }] }
    })
    const { progress } = yield* untilOver(desk.workspace.id, id)
    expect(progress.calls).toBe(120)
    const carrier = yield* SimulatedCarrier
    const record = yield* carrier.record
    expect(record.length).toBeGreaterThan(120)
    for (const line of record) {
      if (line.kind !== "placed") continue
      const { minute } = localTime(
        line.at,
        Zone.make(line.request.to.startsWith("+91") ? "Asia/Kolkata" : "Europe/London")
      )
      expect(minute).toBeGreaterThanOrEqual(10 * 60)
      expect(minute).toBeLessThan(15 * 60 + 30)
    }
  })), 20_000)

it.effect("at its end time a campaign closes what it did not dial, and drains what it did", () =>
  onTuesday(Effect.gen(function*() {
    const desk = yield* settle(1)
    const { id } = yield* launch(desk, phones(50), { endsAt: tuesdayMorning + 5 * 60_000 })
    yield* TestClock.adjust("5 minutes")
    yield* TestClock.adjust("10 seconds")
    const over = yield* Campaigns.get(desk.workspace.id, id)
    expect(over).toMatchObject({ status: "completed", endReason: "end_time" })
    const { progress } = yield* untilOver(desk.workspace.id, id)
    expect(progress.byStatus.canceled).toBeGreaterThan(30)
    expect(Object.values(progress.byStatus).reduce((sum, calls) => sum + calls, 0)).toBe(50)
    const carrier = yield* SimulatedCarrier
    for (const { at } of yield* carrier.record) expect(at).toBeLessThan(tuesdayMorning + 5 * 60_000)
  })))

it.effect("a pause dials nothing new, and a resume goes on where it was", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(2)
      const { id } = yield* launch(desk, phones(20))
      yield* TestClock.adjust("1 minute")
      yield* Campaigns.pause(desk.workspace.id, id)
      const carrier = yield* SimulatedCarrier
      const before = (yield* carrier.record).length
      yield* TestClock.adjust("20 minutes")
      expect((yield* carrier.record).length).toBe(before)
      expect(yield* Campaigns.progress(desk.workspace.id, id)).toMatchObject({ live: 0 })
      yield* Campaigns.resume(desk.workspace.id, id)
      const { progress } = yield* untilOver(desk.workspace.id, id)
      expect(progress.attempts).toBe(20)
      expect(yield* carrier.audit).toMatchObject({ requests: 20, doubleDials: 0 })
    }),
    { odds: { answered: 1 } }
  ))

it.effect("without credits a campaign pauses, burns no contact, and goes on after a grant", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(4, 30)
      const { id } = yield* launch(desk, phones(30))
      yield* TestClock.adjust("3 hours")
      const paused = yield* Campaigns.get(desk.workspace.id, id)
      expect(paused).toMatchObject({ status: "paused", cause: "out_of_credits" })
      const waiting = yield* Campaigns.progress(desk.workspace.id, id)
      expect(waiting.byStatus.registered).toBeGreaterThan(0)
      expect((yield* Credits.balance(desk.workspace.id)).available).toBeGreaterThanOrEqual(0)
      yield* Credits.grant(desk.workspace.id, { amount: 500_000_000 })
      yield* Campaigns.resume(desk.workspace.id, id)
      const { campaign, progress } = yield* untilOver(desk.workspace.id, id)
      expect(campaign.endReason).toBe("list_exhausted")
      expect(progress.attempts).toBe(30)
    }),
    { odds: { answered: 1 } }
  ))

it.effect("calls from the API share the capacity of the campaigns", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(4)
      const { id } = yield* launch(desk, phones(40))
      yield* Effect.forEach(phones(20, "+447700901"), (phone) =>
        Calls.create(desk.workspace.id, {
          phone,
          assistantId: desk.assistant.id,
          numbers: [desk.number.id],
          variables: { name: "Amara" }
        }))
      yield* untilOver(desk.workspace.id, id)
      yield* TestClock.adjust("1 hour")
      const { calls } = yield* Calls.all(desk.workspace.id, {}, { limit: 100, offset: 0 })
      expect(calls.filter(({ campaignId }) => campaignId === null)).toHaveLength(20)
      expect(calls.every(({ status }) => status !== "registered" && status !== "ongoing")).toBe(true)
      const carrier = yield* SimulatedCarrier
      expect(yield* carrier.audit).toMatchObject({ requests: 60, doubleDials: 0, maxConcurrent: 4 })
    }),
    { odds: { answered: 1 } }
  ))

it.effect("a raised capacity holds from the next turn on", () =>
  onTuesday(Effect.gen(function*() {
    const desk = yield* settle(2)
    const { id } = yield* launch(desk, phones(60))
    yield* TestClock.adjust("2 minutes")
    yield* Workspaces.update(desk.workspace.id, { capacity: 9 })
    yield* untilOver(desk.workspace.id, id)
    const carrier = yield* SimulatedCarrier
    expect((yield* carrier.audit).maxConcurrent).toBe(9)
  })))

/** Takes every request, and answers none: whether it dials nobody can say. */
const mute = (carrier: Carrier["Service"]): Carrier["Service"] => ({
  ...carrier,
  place: () => Effect.succeed({ _tag: "Unknown", code: "timeout" })
})

it.effect("a request whose answer was lost is never made again, and its call ends as unknown", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const { id } = yield* launch(desk, phones(5), { policy: { retry } })
      const { progress } = yield* untilOver(desk.workspace.id, id)
      expect(progress.byDisposition.unknown).toBe(5)
      expect(progress.byStatus.error).toBe(5)
      expect(progress.attempts).toBe(5)
      expect((yield* Credits.balance(desk.workspace.id)).held).toBe(0)
    }),
    {},
    mute
  ))

/** Has no room in the first half of each minute. */
const throttled = (carrier: Carrier["Service"]): Carrier["Service"] => ({
  ...carrier,
  place: (request) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      now % 60_000 < 30_000
        ? Effect.succeed({ _tag: "Rejected", class: "throttled", code: "429", retryAfter: 5000 })
        : carrier.place(request))
})

it.effect("a throttled request uses up no attempt and holds no credits", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const { id } = yield* launch(desk, phones(5))
      yield* TestClock.adjust("10 seconds")
      expect(yield* Campaigns.progress(desk.workspace.id, id)).toMatchObject({ attempts: 0, live: 0 })
      expect((yield* Credits.balance(desk.workspace.id)).held).toBe(0)
      const { progress } = yield* untilOver(desk.workspace.id, id)
      expect(progress.attempts).toBe(5)
    }),
    { odds: { answered: 1 } },
    throttled
  ))
