import { expect, it } from "@effect/vitest"
import { Clock, Effect, Stream } from "effect"
import { TestClock } from "effect/testing"
import { everyDay } from "../../src/domain/window.ts"
import {
  Calls,
  Campaigns,
  type Carrier,
  type CarrierEvent,
  CarrierUnavailable,
  Credits,
  Numbers,
  type PlacedCall,
  type PlaceRequest,
  Suppressions,
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
    withdraw: (call) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        if (!queue.delete(call.attemptId)) return []
        withdrawn.push(now)
        return [canceled(call, now)]
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

/** Five calls that wait at the carrier, of a campaign whose hours are open for long. */
const waiting = Effect.fnUntraced(function*() {
  const desk = yield* settle(10)
  const { id } = yield* launch(desk, phones(5), { policy })
  yield* TestClock.adjust("2 seconds")
  expect(yield* Campaigns.progress(desk.workspace.id, id)).toMatchObject({ live: 5 })
  return { desk, id, workspaceId: desk.workspace.id }
})

/** Less than the pause between two rounds of the loop, in several steps: what happens within it was woken. */
const soon = Effect.forEach(Array.from({ length: 10 }), () => TestClock.adjust("100 millis"), { discard: true })

it.effect("a pause withdraws at once what waits at the carrier, and it is dialed when the campaign goes on", () => {
  const withdrawn: Array<number> = []
  return onTuesday(
    Effect.gen(function*() {
      const { id, workspaceId } = yield* waiting()
      yield* Campaigns.pause(workspaceId, id)
      yield* soon
      expect(withdrawn).toHaveLength(5)
      expect(yield* Campaigns.progress(workspaceId, id)).toMatchObject({ live: 0, byStatus: { registered: 5 } })
      expect((yield* Credits.balance(workspaceId)).held).toBe(0)
      yield* TestClock.setTime(noon + hour)
      yield* Campaigns.edit(workspaceId, id, { policy: { ...policy, window: everyDay("09:00", "20:00") } })
      yield* Campaigns.resume(workspaceId, id)
      yield* soon
      expect(yield* requests).toHaveLength(5)
      const { progress } = yield* untilOver(workspaceId, id)
      expect(progress).toMatchObject({ attempts: 5, byStatus: { completed: 5 } })
    }),
    { odds: { answered: 1 } },
    queueing(1000, withdrawn)
  )
})

it.effect("a stop withdraws at once what waits at the carrier, and closes it", () => {
  const withdrawn: Array<number> = []
  return onTuesday(
    Effect.gen(function*() {
      const { id, workspaceId } = yield* waiting()
      yield* Campaigns.stop(workspaceId, id)
      yield* soon
      expect(withdrawn).toHaveLength(5)
      const { calls } = yield* Calls.all(workspaceId, { campaignId: id }, page)
      expect(new Set(calls.map(({ status, subStatus }) => `${status} ${subStatus}`))).toEqual(
        new Set(["canceled terminated"])
      )
      expect(yield* requests).toEqual([])
      expect((yield* Credits.balance(workspaceId)).held).toBe(0)
    }),
    {},
    queueing(1000, withdrawn)
  )
})

it.effect("what is suppressed, or whose caller number is paused, is withdrawn, and nothing else", () => {
  const withdrawn: Array<number> = []
  return onTuesday(
    Effect.gen(function*() {
      const { desk, id, workspaceId } = yield* waiting()
      yield* Suppressions.add(workspaceId, [{ pattern: phones(2)[1]! }])
      yield* soon
      expect(withdrawn).toHaveLength(1)
      yield* TestClock.adjust("2 minutes")
      expect(yield* Campaigns.progress(workspaceId, id)).toMatchObject({ live: 4, byStatus: { canceled: 1 } })
      yield* Numbers.update(workspaceId, desk.number.id, { paused: true })
      yield* soon
      expect(withdrawn).toHaveLength(5)
      expect(yield* Campaigns.progress(workspaceId, id)).toMatchObject({ live: 0, byStatus: { registered: 4 } })
    }),
    {},
    queueing(1000, withdrawn)
  )
})

it.effect("a terminated call is withdrawn and closed in the same step, and counts among those that were", () => {
  const withdrawn: Array<number> = []
  return onTuesday(
    Effect.gen(function*() {
      const { id, workspaceId } = yield* waiting()
      const { calls: [one, two] } = yield* Calls.all(workspaceId, { campaignId: id }, page)
      expect(yield* Calls.terminate(workspaceId, [one!.id, two!.id])).toBe(2)
      expect(withdrawn).toHaveLength(2)
      expect(yield* Calls.get(workspaceId, one!.id)).toMatchObject({ status: "canceled", subStatus: "terminated" })
      expect(yield* Calls.terminate(workspaceId, [one!.id, two!.id])).toBe(0)
      expect(yield* Campaigns.progress(workspaceId, id)).toMatchObject({ live: 3 })
    }),
    {},
    queueing(1000, withdrawn)
  )
})

it.effect("what waits behind more calls than one look sees is withdrawn as well", () => {
  const withdrawn: Array<number> = []
  return onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(600)
      yield* Numbers.update(desk.workspace.id, desk.number.id, { pace: { perSecond: 100, burst: 1000 } })
      const before = yield* launch(desk, phones(510, "+4477009"), { policy })
      yield* TestClock.adjust("15 seconds")
      expect(yield* Campaigns.progress(desk.workspace.id, before.id)).toMatchObject({ live: 510 })
      const behind = yield* launch(desk, phones(5, "+4477008"), { policy })
      yield* TestClock.adjust("15 seconds")
      expect(yield* Campaigns.progress(desk.workspace.id, behind.id)).toMatchObject({ live: 5 })
      yield* Campaigns.pause(desk.workspace.id, behind.id)
      yield* soon
      expect(withdrawn).toHaveLength(5)
      expect(yield* Campaigns.progress(desk.workspace.id, behind.id)).toMatchObject({ live: 0 })
    }),
    {},
    queueing(1000, withdrawn)
  )
})

/** Queues, and loses all that it tells of calls before their end, so that each seems to wait there. */
const reticent = (hungUp: Array<PlacedCall>) => (carrier: Carrier["Service"]): Carrier["Service"] => ({
  ...carrier,
  capabilities: { ...carrier.capabilities, queuesOverPace: true },
  withdraw: carrier.find,
  hangup: (call) => Effect.andThen(Effect.sync(() => hungUp.push(call)), carrier.hangup(call)),
  events: Stream.filter(carrier.events, ({ kind }) => kind === "ended")
})

it.effect("a conversation that only seems to wait at the carrier goes on through a pause and a stop", () => {
  const hungUp: Array<PlacedCall> = []
  return onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(10)
      const { id } = yield* launch(desk, phones(5), { policy: { maxCallSeconds: 600 } })
      yield* TestClock.adjust("25 seconds")
      yield* Campaigns.pause(desk.workspace.id, id)
      yield* soon
      yield* Campaigns.stop(desk.workspace.id, id)
      yield* TestClock.adjust("1 minute")
      expect(hungUp).toEqual([])
      const { progress } = yield* untilOver(desk.workspace.id, id)
      expect(progress).toMatchObject({ attempts: 5, byStatus: { completed: 5 } })
    }),
    { odds: { answered: 1 } },
    reticent(hungUp)
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

it.effect("a call whose price cannot be asked for does not keep the others from theirs, however many they are", () => {
  const priced = new Set<string>()
  return onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(600)
      const { id } = yield* launch(desk, phones(530, "+4477009"), { policy: { maxCallSeconds: 60 } })
      yield* TestClock.adjust("15 minutes")
      const { calls } = yield* Calls.all(desk.workspace.id, { campaignId: id }, page)
      const talked = calls.filter(({ disposition, phone }) => disposition === "answered" && !phone.endsWith("000"))
      expect(talked.length).toBeGreaterThan(500)
      expect(priced.size).toBe(talked.length)
    }),
    { odds: { answered: 1 } },
    (carrier) => ({
      ...carrier,
      capabilities: { ...carrier.capabilities, tellsCost: "asked" },
      find: (call) =>
        call.to.endsWith("000")
          ? Effect.fail(new CarrierUnavailable({ cause: new Error("never") }))
          : Effect.tap(carrier.find(call), () => Effect.sync(() => priced.add(call.to)))
    })
  )
})

it.effect("a carrier that says to wait for years, or not at all, is asked again within reason", () => {
  const asked: Array<number> = []
  const answers = [0, Number.NaN, -5, 1.5, 1e15]
  return onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      const { id } = yield* launch(desk, phones(1))
      yield* TestClock.adjust("10 minutes")
      expect(asked).toHaveLength(5)
      for (let n = 1; n < 5; n++) expect(asked[n]! - asked[n - 1]!).toBeGreaterThanOrEqual(1000)
      yield* TestClock.adjust("1 hour")
      expect(asked).toHaveLength(6)
      expect((yield* untilOver(desk.workspace.id, id)).progress).toMatchObject({ attempts: 1 })
    }),
    { odds: { answered: 1 } },
    (carrier) => ({
      ...carrier,
      place: (request) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const retryAfter = answers[asked.push(now) - 1]
          return retryAfter === undefined
            ? carrier.place(request)
            : Effect.succeed({ _tag: "Rejected", class: "throttled", code: "429", retryAfter })
        })
    })
  )
})
