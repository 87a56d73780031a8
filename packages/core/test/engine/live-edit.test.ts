import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { everyDay } from "../../src/domain/window.ts"
import { Calls, Campaigns, localTime, Numbers, Zone } from "../../src/index.ts"
import { launch, onTuesday, phones, requests, settle, tuesdayMorning, untilOver } from "./world.ts"

const minute = 60_000
const hour = 60 * minute
const answered = { odds: { answered: 1 } }
const page = { limit: 1000, offset: 0 }

it.effect("a window that is changed while a campaign runs holds for the next dial", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      const { id } = yield* launch(desk, phones(120), { policy: { window: everyDay("09:00", "20:00") } })
      yield* TestClock.adjust("10 minutes")
      const before = (yield* requests).length
      yield* Campaigns.edit(desk.workspace.id, id, { policy: { window: everyDay("15:00", "16:00") } })
      yield* TestClock.adjust("4 hours")
      expect((yield* requests).length).toBe(before)
      yield* TestClock.adjust("3 hours")
      const after = (yield* requests).slice(before)
      expect(after.length).toBeGreaterThan(10)
      for (const { at } of after) {
        const { minute } = localTime(at, Zone.make("Europe/London"))
        expect(minute >= 15 * 60 && minute < 16 * 60).toBe(true)
      }
    }),
    answered
  ))

it.effect("a window that is widened is dialed in at once", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(2)
      const { id } = yield* launch(desk, phones(4), { policy: { window: everyDay("18:00", "20:00") } })
      yield* TestClock.adjust("1 hour")
      expect(yield* requests).toEqual([])
      yield* Campaigns.edit(desk.workspace.id, id, { policy: { window: everyDay("09:00", "20:00") } })
      yield* TestClock.adjust("1 minute")
      expect((yield* requests).length).toBeGreaterThan(0)
    }),
    answered
  ))

it.effect("a retry policy that is changed holds for the next end of an attempt", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const retry = { attempts: 3, delays: { busy: 600 } }
      const { id } = yield* launch(desk, phones(5), { policy: { retry } })
      yield* TestClock.adjust("5 minutes")
      expect((yield* requests).length).toBe(5)
      yield* Campaigns.edit(desk.workspace.id, id, { policy: { retry: { attempts: 2, delays: { busy: 600 } } } })
      const { progress } = yield* untilOver(desk.workspace.id, id)
      expect(progress.attempts).toBe(10)
    }),
    { odds: { busy: 1 } }
  ))

it.effect("a retry policy that is changed holds for the retries that wait", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const retry = { attempts: 3, delays: { busy: 4 * 3600 } }
      const { id } = yield* launch(desk, phones(5), { policy: { retry } })
      yield* TestClock.adjust("30 minutes")
      expect((yield* requests).length).toBe(5)
      yield* Campaigns.edit(desk.workspace.id, id, { policy: { retry: { attempts: 3, delays: { busy: 600 } } } })
      yield* TestClock.adjust("5 minutes")
      expect((yield* requests).length).toBe(10)
      yield* Campaigns.edit(desk.workspace.id, id, { policy: { retry: { attempts: 1, delays: {} } } })
      const { progress } = yield* untilOver(desk.workspace.id, id)
      expect([progress.attempts, progress.byStatus.failed]).toEqual([10, 5])
    }),
    { odds: { busy: 1 } }
  ))

it.effect("numbers that are changed, paused or paced anew hold for the next dial", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      const other = yield* Numbers.add(desk.workspace.id, { phone: "+442079460001" })
      const { id } = yield* launch(desk, phones(200))
      yield* TestClock.adjust("5 minutes")
      const first = (yield* requests).length
      yield* Campaigns.edit(desk.workspace.id, id, { numbers: [other.phone] })
      yield* TestClock.adjust("5 minutes")
      const second = (yield* requests).length
      yield* Numbers.update(desk.workspace.id, other.id, { paused: true })
      yield* TestClock.adjust("30 minutes")
      const all = yield* requests
      expect([first > 0, second > first, all.length]).toEqual([true, true, second])
      expect(new Set(all.slice(0, first).map(({ request }) => request.from))).toEqual(new Set([desk.number.phone]))
      expect(new Set(all.slice(first).map(({ request }) => request.from))).toEqual(new Set([other.phone]))
      const { calls } = yield* Calls.all(desk.workspace.id, { campaignId: id, status: "registered" }, page)
      expect(yield* Calls.explain(desk.workspace.id, calls[0]!.id)).toMatchObject({ dialable: false, gate: "pace" })
      yield* Numbers.update(desk.workspace.id, other.id, { paused: false, pace: { perSecond: 0.01, burst: 1 } })
      yield* TestClock.adjust("20 minutes")
      const slow = (yield* requests).slice(second)
      for (const [n, { at }] of slow.entries()) {
        if (n > 0) expect(at - slow[n - 1]!.at).toBeGreaterThanOrEqual(100_000)
      }
      expect(slow.length).toBeGreaterThan(3)
    }),
    answered
  ))

it.effect("a concurrency that is lowered lets what goes on go on, and begins nothing above it", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(8)
      const { id } = yield* launch(desk, phones(200))
      yield* TestClock.adjust("20 seconds")
      expect((yield* Campaigns.progress(desk.workspace.id, id)).live).toBe(8)
      yield* Campaigns.edit(desk.workspace.id, id, { policy: { maxConcurrent: 2 } })
      expect((yield* Campaigns.progress(desk.workspace.id, id)).live).toBe(8)
      yield* TestClock.adjust("10 minutes")
      for (let n = 0; n < 20; n++) {
        yield* TestClock.adjust("30 seconds")
        expect((yield* Campaigns.progress(desk.workspace.id, id)).live).toBeLessThanOrEqual(2)
      }
    }),
    answered
  ))

it.effect("an end that is moved is the one at which it ends, and what cannot be changed any more is refused", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      const { id } = yield* launch(desk, phones(200))
      yield* Campaigns.edit(desk.workspace.id, id, { endsAt: tuesdayMorning + 10 * minute })
      const refused = yield* Effect.flip(
        Campaigns.edit(desk.workspace.id, id, { startsAt: tuesdayMorning + hour })
      )
      expect(refused).toMatchObject({ _tag: "IllegalEdit", field: "startsAt", status: "ongoing" })
      yield* TestClock.adjust("10 minutes")
      yield* TestClock.adjust("10 seconds")
      expect(yield* Campaigns.get(desk.workspace.id, id)).toMatchObject({ status: "completed", endReason: "end_time" })
      for (const { at } of yield* requests) expect(at).toBeLessThan(tuesdayMorning + 10 * minute)
      const over = yield* Effect.flip(Campaigns.edit(desk.workspace.id, id, { name: "Other" }))
      expect(over).toMatchObject({ _tag: "IllegalCommand", command: "edit", status: "completed" })
    }),
    answered
  ))
