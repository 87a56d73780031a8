import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { everyDay } from "../../src/domain/window.ts"
import {
  Calls,
  Campaigns,
  Credits,
  Numbers,
  type PreDialAnswer,
  type PreDialCall,
  type PreDialHook,
  Suppressions
} from "../../src/index.ts"
import { launch, onTuesday, phones, requests, settle, tuesdayMorning, untilOver } from "./world.ts"

const page = { limit: 1000, offset: 0 }
const minute = 60_000

/** Answers by the last digit of the phone: 1 is never to be called, 2 later, at 3 it breaks, at 4 it never answers, at 8 and 9 nobody understands it. */
const choosy = (asked: Array<PreDialCall> = []): PreDialHook => (call) =>
  Effect.suspend((): Effect.Effect<PreDialAnswer, Error> => {
    const again = asked.some(({ phone }) => phone === call.phone)
    asked.push(call)
    switch (again ? "0" : call.phone.at(-1)) {
      case "1":
        return Effect.succeed({ _tag: "Skip", reason: "has ordered" })
      case "2":
        return Effect.succeed({ _tag: "Defer", until: tuesdayMorning + 30 * minute, reason: "at lunch" })
      case "3":
        return Effect.fail(new Error("broken"))
      case "4":
        return Effect.never
      case "5":
        return Effect.die(new Error("a bug"))
      case "6":
        return Effect.succeed({ _tag: "Defer", until: NaN, reason: "whenever" })
      case "8":
        return Effect.sync(() => JSON.parse("null") as PreDialAnswer)
      case "9":
        return Effect.sync(() => JSON.parse(`{"_tag":"Perhaps"}`) as PreDialAnswer)
      default:
        return Effect.succeed({ _tag: "Eligible" })
    }
  })

it.effect("a hook decides of each call right before its dial, and whatever goes wrong with it means: not now", () => {
  const asked: Array<PreDialCall> = []
  return onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(10)
      const { id } = yield* launch(desk, phones(10))
      yield* TestClock.adjust("11 seconds")
      const dialed = (yield* requests).map(({ request }) => request.to)
      expect(dialed.toSorted()).toEqual([phones(8)[0], phones(8)[7]])
      expect(asked).toHaveLength(10)
      expect(asked[0]).toMatchObject({
        workspaceId: desk.workspace.id,
        campaignId: id,
        variables: { name: "Contact 0" }
      })

      const { calls } = yield* Calls.all(desk.workspace.id, { campaignId: id }, page)
      const callOf = (n: number) => calls.find(({ phone }) => phone === phones(10)[n])!
      expect(callOf(1)).toMatchObject({ status: "canceled", subStatus: "skipped", attempts: 0 })
      expect(callOf(2)).toMatchObject({ status: "registered", dueAt: tuesdayMorning + 30 * minute, attempts: 0 })
      for (const n of [3, 4, 5, 6, 8, 9]) {
        expect(callOf(n).status).toBe("registered")
        expect(callOf(n).dueAt - tuesdayMorning).toBeGreaterThanOrEqual(minute)
        expect(callOf(n).dueAt - tuesdayMorning).toBeLessThan(2 * minute)
      }
      const why = yield* Calls.decisions(desk.workspace.id, callOf(1).id)
      expect(why).toMatchObject([{ gate: "hook", verdict: "skip", reason: "has ordered" }])
      const reasons = {
        3: "the pre-dial hook failed: broken",
        4: "the pre-dial hook did not answer in time",
        5: "the pre-dial hook failed: a bug",
        6: "the pre-dial hook gave no answer that can be understood",
        9: "the pre-dial hook gave no answer that can be understood"
      }
      for (const [n, reason] of Object.entries(reasons)) {
        const later = yield* Calls.decisions(desk.workspace.id, callOf(Number(n)).id)
        expect(later).toMatchObject([{ gate: "hook", verdict: "defer", reason }])
      }

      const { progress } = yield* untilOver(desk.workspace.id, id)
      expect(progress.attempts).toBe(9)
      const { at } = (yield* requests).find(({ request }) => request.to === phones(8)[2])!
      expect(at).toBeGreaterThanOrEqual(tuesdayMorning + 30 * minute)
      expect((yield* Credits.balance(desk.workspace.id)).held).toBe(0)
    }),
    { odds: { answered: 1 }, hook: choosy(asked) }
  )
})

it.effect("a hook that always says 'now, but later' does not keep the engine busy", () => {
  let asked = 0
  const hook: PreDialHook = () =>
    Effect.sync((): PreDialAnswer => {
      asked++
      return { _tag: "Defer", until: 0, reason: "soon" }
    })
  return onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      const { id } = yield* launch(desk, phones(1))
      yield* TestClock.adjust("1 minute")
      expect(asked).toBeGreaterThan(1)
      const { calls: [call] } = yield* Calls.all(desk.workspace.id, { campaignId: id }, page)
      const decisions = yield* Calls.decisions(desk.workspace.id, call!.id)
      expect(decisions).toHaveLength(asked)
      for (const { at, until } of decisions) expect(until! - at).toBe(1000)
      expect(yield* Campaigns.progress(desk.workspace.id, id)).toMatchObject({ attempts: 0 })
    }),
    { hook }
  )
})

it.effect("what a hook says of its failure is kept short, and fit to be kept", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      const { id } = yield* launch(desk, phones(1))
      yield* TestClock.adjust("1 second")
      const { calls: [call] } = yield* Calls.all(desk.workspace.id, { campaignId: id }, page)
      const [decision] = yield* Calls.decisions(desk.workspace.id, call!.id)
      expect(decision?.reason).toMatch(/^the pre-dial hook failed: no line 2 x+…$/u)
      expect(decision?.reason).toHaveLength(500)
    }),
    { hook: () => Effect.fail(new Error(`no\0line\n  2\uD800 ${"x".repeat(1000)}`)) }
  ))

const slow = (seconds: number): PreDialHook => () =>
  Effect.as(Effect.sleep(seconds * 1000), { _tag: "Eligible" } as const)

it.effect("who opts out while a hook is thinking is not dialed", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const { id } = yield* launch(desk, phones(3))
      yield* TestClock.adjust("4 seconds")
      const [someone, ...others] = phones(3)
      yield* Suppressions.add(desk.workspace.id, [{ pattern: someone!, source: "mail", reason: "opted out" }])
      const { progress } = yield* untilOver(desk.workspace.id, id)
      expect((yield* requests).map(({ request }) => request.to).toSorted()).toEqual(others)
      expect(progress).toMatchObject({ attempts: 2, byStatus: { canceled: 1, completed: 2 } })
      const { calls: [call] } = yield* Calls.all(desk.workspace.id, { campaignId: id, status: "canceled" }, page)
      expect(call).toMatchObject({ subStatus: "suppressed", phone: someone, attempts: 0 })
      expect(yield* Calls.decisions(desk.workspace.id, call!.id)).toMatchObject([
        { gate: "suppression", verdict: "skip", reason: `${someone} is suppressed for the workspace: opted out` }
      ])
      expect((yield* Credits.balance(desk.workspace.id)).held).toBe(0)
    }),
    { odds: { answered: 1 }, hook: slow(8) }
  ))

it.effect("hours and caller numbers that change while a hook is thinking hold for what it let pass", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const closed = yield* launch(desk, phones(2))
      const silent = yield* launch(desk, phones(2, "+447700901"))
      yield* TestClock.adjust("4 seconds")
      yield* Campaigns.edit(desk.workspace.id, closed.id, { policy: { window: everyDay("12:00", "18:00") } })
      yield* Numbers.update(desk.workspace.id, desk.number.id, { paused: true })
      yield* TestClock.adjust("1 minute")
      expect(yield* requests).toEqual([])
      const why = Effect.fnUntraced(function*(campaignId: typeof closed.id) {
        const { calls: [call] } = yield* Calls.all(desk.workspace.id, { campaignId }, page)
        return (yield* Calls.decisions(desk.workspace.id, call!.id)).map(({ gate, until }) => ({ gate, until }))
      })
      expect(yield* why(closed.id)).toEqual([{ gate: "hours", until: tuesdayMorning + 120 * minute }])
      expect(yield* why(silent.id)).toMatchObject([{ gate: "pace" }])

      yield* Numbers.update(desk.workspace.id, desk.number.id, { paused: false })
      yield* TestClock.adjust("1 minute")
      expect((yield* requests).map(({ request }) => request.to).toSorted()).toEqual(phones(2, "+447700901"))
      yield* untilOver(desk.workspace.id, closed.id)
      const late = (yield* requests).slice(2)
      expect(late).toHaveLength(2)
      for (const { at } of late) expect(at).toBeGreaterThanOrEqual(tuesdayMorning + 120 * minute)
    }),
    { odds: { answered: 1 }, hook: slow(8) }
  ))

it.effect("hours that become wider while a hook is thinking let the dial go", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      yield* TestClock.adjust("53 seconds")
      const { id } = yield* launch(desk, phones(1), { policy: { window: everyDay("10:00", "10:01") } })
      yield* TestClock.adjust("4 seconds")
      expect(yield* requests).toEqual([])
      yield* Campaigns.edit(desk.workspace.id, id, { policy: { window: everyDay("10:00", "11:00") } })
      yield* TestClock.adjust("10 seconds")
      const [dial] = yield* requests
      expect(dial?.at).toBeGreaterThanOrEqual(tuesdayMorning + minute)
    }),
    { odds: { answered: 1 }, hook: slow(8) }
  ))
