import { expect, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { TestClock } from "effect/testing"
import { everyDay } from "../../src/domain/window.ts"
import {
  Calls,
  Campaigns,
  type Carrier,
  type CarrierEvent,
  Credits,
  type PlacedCall,
  type PlaceRequest,
  undialed
} from "../../src/index.ts"
import { launch, onTuesday, phones, requests, settle, tuesdayMorning, untilOver } from "./world.ts"

const page = { limit: 1000, offset: 0 }
const hour = 3_600_000
const noon = tuesdayMorning + 2 * hour
const mornings = everyDay("09:00", "12:00")

const canceled = ({ attemptId, carrierCallId }: PlacedCall, at: number): CarrierEvent => ({
  attemptId,
  carrierCallId,
  kind: "ended",
  at,
  disposition: "canceled",
  talkSeconds: 0,
  code: undialed
})

/** Queues whatever it is asked for on the first day, and tells how long it will wait there. */
const queueing = (queuedFor: number, withdrawn: Array<number>) => (carrier: Carrier["Service"]): Carrier["Service"] => {
  const queue = new Set<string>()
  return {
    ...carrier,
    capabilities: { ...carrier.capabilities, queuesOverPace: true },
    place: (request: PlaceRequest) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        if (now >= noon) return carrier.place(request)
        queue.add(request.attemptId)
        return Effect.succeed({ _tag: "Accepted", carrierCallId: `queued-${request.attemptId}`, queuedFor })
      }),
    hangup: (call) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        if (!queue.delete(call.attemptId)) return carrier.hangup(call)
        withdrawn.push(now)
        return Effect.succeed([canceled(call, now)])
      }),
    find: (call) =>
      queue.has(call.attemptId)
        ? Effect.succeed([{ ...canceled(call, tuesdayMorning), kind: "queued", disposition: null, code: "" }])
        : carrier.find(call)
  }
}

/** An attempt may ring and talk for longer than the tests last, so that it is its hours alone that end. */
const policy = { window: mornings, maxCallSeconds: 4 * 3600 }

it.effect("calls that still wait at the carrier when their hours close are withdrawn, and dialed in the next ones", () => {
  const withdrawn: Array<number> = []
  return onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(10)
      const { id } = yield* launch(desk, phones(5), { policy })
      yield* TestClock.adjust("119 minutes")
      expect(withdrawn).toEqual([])
      expect(yield* Campaigns.progress(desk.workspace.id, id)).toMatchObject({ live: 5 })
      yield* TestClock.adjust("2 minutes")
      expect(withdrawn).toHaveLength(5)
      expect(Math.min(...withdrawn)).toBeGreaterThanOrEqual(noon)
      expect(yield* Campaigns.progress(desk.workspace.id, id)).toMatchObject({
        live: 0,
        attempts: 0,
        byStatus: { registered: 5 }
      })
      expect((yield* Credits.balance(desk.workspace.id)).held).toBe(0)
      yield* untilOver(desk.workspace.id, id)
      const dials = (yield* requests).map(({ at }) => at)
      expect(dials).toHaveLength(5)
      expect(Math.min(...dials)).toBeGreaterThanOrEqual(tuesdayMorning + 23 * hour)
    }),
    { odds: { answered: 1 } },
    queueing(1000, withdrawn)
  )
})

it.effect("a call that the carrier would dial after its hours is withdrawn at once, and not tried again at once", () => {
  const withdrawn: Array<number> = []
  return onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      yield* launch(desk, phones(1), { policy })
      yield* TestClock.adjust("1 second")
      expect(withdrawn).toHaveLength(1)
      expect(withdrawn[0]).toBeLessThan(tuesdayMorning + 2000)
      yield* TestClock.adjust("10 minutes")
      expect(withdrawn.length).toBeLessThan(12)
    }),
    { odds: { answered: 1 } },
    queueing(3 * hour, withdrawn)
  )
})

/** Refuses what it is asked for as wrong in itself. */
const fatal = (carrier: Carrier["Service"]): Carrier["Service"] => ({
  ...carrier,
  place: () => Effect.succeed({ _tag: "Rejected", class: "fatal", code: "21210", retryAfter: undefined })
})

it.effect("a request that is wrong in itself pauses its campaign, and ends a single call", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const { id } = yield* launch(desk, phones(20))
      yield* TestClock.adjust("1 minute")
      expect(yield* Campaigns.get(desk.workspace.id, id)).toMatchObject({ status: "paused", cause: "carrier_refused" })
      const { calls } = yield* Calls.all(desk.workspace.id, { campaignId: id }, page)
      expect(calls.filter(({ status }) => status !== "registered")).toEqual([])
      const single = yield* Calls.create(desk.workspace.id, {
        phone: "+447700901000",
        assistantId: desk.assistant.id,
        numbers: [desk.number.id],
        variables: { name: "Asha" }
      })
      yield* TestClock.adjust("1 minute")
      expect(yield* Calls.get(desk.workspace.id, single.id)).toMatchObject({
        status: "failed",
        disposition: "rejected"
      })
    }),
    {},
    fatal
  ))

/** Tells what a call cost a quarter of an hour after its end, and only when it is asked. */
const asked = (questions: Array<number>) => (carrier: Carrier["Service"]): Carrier["Service"] => ({
  ...carrier,
  capabilities: { ...carrier.capabilities, tellsCost: "asked" },
  find: (call) =>
    Effect.gen(function*() {
      const events = yield* carrier.find(call)
      const now = yield* Clock.currentTimeMillis
      questions.push(now)
      return events.map((event) =>
        event.kind === "ended" && now > event.at + hour / 4
          ? { ...event, cost: { amount: 13_000, currency: "USD" } }
          : event
      )
    })
})

it.effect("a carrier that tells prices when asked is asked until it does, and never again", () => {
  const questions: Array<number> = []
  return onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const { id } = yield* launch(desk, phones(5), { policy: { maxCallSeconds: 60 } })
      const { progress } = yield* untilOver(desk.workspace.id, id)
      const talked = progress.byDisposition.answered ?? 0
      yield* TestClock.adjust("1 hour")
      expect(yield* Credits.margin(desk.workspace.id, id)).toEqual({
        spent: progress.spent,
        unpriced: 0,
        costs: [{ currency: "USD", amount: 13_000 * talked, spent: progress.spent, attempts: talked }]
      })
      const known = questions.length
      expect(known).toBeGreaterThan(talked)
      yield* TestClock.adjust("3 hours")
      expect(questions).toHaveLength(known)
    }),
    { odds: { answered: 1 } },
    asked(questions)
  )
})
