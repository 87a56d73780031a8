import { expect, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { TestClock } from "effect/testing"
import { Calls, Campaigns, type Carrier, Credits, type PlaceRequest } from "../../src/index.ts"
import { SimulatedCarrier } from "../../src/testing/index.ts"
import { launch, onTuesday, phones, requests, settle, tuesdayMorning, untilOver } from "./world.ts"

const page = { limit: 1000, offset: 0 }
const minute = 60_000

/** Takes every request, says that it rings, and never says anything else: only a hangup ends it. */
const ringsForEver = (carrier: Carrier["Service"]): Carrier["Service"] => ({
  ...carrier,
  place: (request) => carrier.place({ ...request, ringSeconds: 86_400 })
})

it.effect("an attempt that rings past its deadline is withdrawn, and its call is tried again, not canceled", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      const retry = { attempts: 2, delays: { no_answer: 600 } }
      const { id } = yield* launch(desk, phones(1), { policy: { retry, maxCallSeconds: 60 } })
      const { progress } = yield* untilOver(desk.workspace.id, id)
      expect(progress).toMatchObject({ attempts: 2, byStatus: { failed: 1, canceled: 0 } })
      const { calls: [call] } = yield* Calls.all(desk.workspace.id, { campaignId: id }, page)
      expect(call).toMatchObject({ status: "failed", subStatus: "retry_limit_reached", attempts: 2 })
      const attempts = yield* Calls.attempts(desk.workspace.id, call!.id)
      expect(attempts.map(({ code, disposition }) => [disposition, code])).toEqual([
        ["canceled", "overdue"],
        ["canceled", "overdue"]
      ])
      const carrier = yield* SimulatedCarrier
      expect((yield* carrier.record).filter(({ kind }) => kind === "hung_up")).toHaveLength(2)
      expect((yield* Credits.balance(desk.workspace.id)).held).toBe(0)
    }),
    { odds: { no_answer: 1 } },
    ringsForEver
  ))

it.effect("an attempt that rings past its deadline fails its call where the policy tries nobody again", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      const { id } = yield* launch(desk, phones(1), { policy: { maxCallSeconds: 60 } })
      yield* untilOver(desk.workspace.id, id)
      const { calls: [call] } = yield* Calls.all(desk.workspace.id, { campaignId: id }, page)
      expect(call).toMatchObject({ status: "failed", subStatus: "not_retried", disposition: "canceled" })
    }),
    { odds: { no_answer: 1 } },
    ringsForEver
  ))

it.effect("the account's pace is kept over all campaigns and numbers", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(50)
      const one = yield* launch(desk, phones(20))
      const two = yield* launch(desk, phones(20, "+447700901"))
      yield* untilOver(desk.workspace.id, one.id)
      yield* untilOver(desk.workspace.id, two.id)
      const dials = (yield* requests).map(({ at }) => at)
      expect(dials).toHaveLength(40)
      for (const from of dials) {
        expect(dials.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(2 + 1)
      }
    }),
    { odds: { answered: 1 }, pace: { perSecond: 2, burst: 1 } }
  ))

/** Fails all requests up to an instant, and counts what it was asked. */
const downUntil = (until: number, asked: Array<number>) => (carrier: Carrier["Service"]): Carrier["Service"] => ({
  ...carrier,
  place: (request: PlaceRequest) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      asked.push(now)
      return now < until
        ? Effect.succeed({ _tag: "Rejected", class: "retryable", code: "503", retryAfter: undefined })
        : carrier.place(request)
    })
})

it.effect("a carrier that fails is left alone, probed with one call at a time, and used again when it is well", () => {
  const asked: Array<number> = []
  const back = tuesdayMorning + 40 * minute
  return onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const retry = { attempts: 1, delays: { carrier_error: 1800 } }
      const { id } = yield* launch(desk, phones(60), { policy: { retry } })
      yield* TestClock.adjust("38 minutes")
      expect(asked.length).toBeLessThan(40)
      const { calls } = yield* Calls.all(desk.workspace.id, { campaignId: id, status: "registered" }, page)
      expect(calls.length).toBeGreaterThan(20)
      const said = yield* Calls.explain(desk.workspace.id, calls[0]!.id)
      expect(said).toMatchObject({ dialable: false, gate: "pace" })
      expect(said.reason).toContain("failed")
      for (const at of asked.slice(20)) {
        expect(asked.filter((other) => other >= at && other < at + minute).length).toBe(1)
      }
      const { progress } = yield* untilOver(desk.workspace.id, id)
      expect(progress.attempts).toBe(asked.length)
      expect(progress.byStatus).toMatchObject({ registered: 0, retry: 0 })
      expect((progress.byDisposition.answered ?? 0) + (progress.byDisposition.invalid_number ?? 0)).toBe(60)
    }),
    { odds: { answered: 1 } },
    downUntil(back, asked)
  )
})

/** Does not let the account dial. */
const closedAccount = (carrier: Carrier["Service"]): Carrier["Service"] => ({
  ...carrier,
  place: () => Effect.succeed({ _tag: "Rejected", class: "account", code: "20003", retryAfter: undefined })
})

it.effect("an account that is refused pauses the campaign with that cause, and burns no contact", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const { id } = yield* launch(desk, phones(20))
      yield* TestClock.adjust("2 minutes")
      expect(yield* Campaigns.get(desk.workspace.id, id)).toMatchObject({ status: "paused", cause: "carrier_refused" })
      const progress = yield* Campaigns.progress(desk.workspace.id, id)
      expect(progress).toMatchObject({ attempts: 0, live: 0, byStatus: { registered: 20 } })
      expect((yield* Credits.balance(desk.workspace.id)).held).toBe(0)
    }),
    {},
    closedAccount
  ))
