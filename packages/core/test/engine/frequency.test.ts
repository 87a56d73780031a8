import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { Calls, Lists, Workspaces } from "../../src/index.ts"
import { launch, onTuesday, phones, requests, settle, tuesdayMorning } from "./world.ts"

const hour = 3_600_000
const page = { limit: 1000, offset: 0 }

it.effect("a phone is dialed as often as the cap says, over all campaigns and API calls, and the projection knows it", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const cap = { attempts: 2, spanSeconds: 4 * 3600, gapSeconds: 1800, bySubject: false }
      yield* Workspaces.update(desk.workspace.id, { frequencyCap: cap })
      const called = phones(2)
      const first = yield* launch(desk, called)
      yield* TestClock.adjust("10 minutes")
      yield* launch(desk, called)
      yield* Calls.create(desk.workspace.id, {
        phone: called[0]!,
        assistantId: desk.assistant.id,
        numbers: [desk.number.id],
        variables: { name: "Amara" }
      })
      yield* TestClock.adjust("10 seconds")
      expect(yield* requests).toHaveLength(2)
      expect(yield* Lists.projectCap(desk.workspace.id, first.listId, cap)).toEqual({ contacts: 2, blocked: 2 })
      const { calls } = yield* Calls.all(desk.workspace.id, { status: "registered" }, page)
      const why = yield* Calls.decisions(desk.workspace.id, calls[0]!.id)
      expect(why).toMatchObject([{ gate: "frequency", verdict: "defer", version: "2/14400s/1800s" }])
      expect(yield* Calls.explain(desk.workspace.id, calls[0]!.id)).toMatchObject({
        dialable: false,
        gate: "frequency",
        until: why[0]!.until
      })

      yield* TestClock.adjust("6 hours")
      const dials = (yield* requests).filter(({ request }) => request.to === called[0]).map(({ at }) => at)
      expect(dials).toHaveLength(3)
      expect(dials[1]! - dials[0]!).toBeGreaterThanOrEqual(hour / 2)
      expect(dials[2]! - dials[0]!).toBeGreaterThanOrEqual(4 * hour)
      expect(dials[0]! - tuesdayMorning).toBeLessThan(60_000)
    }),
    { odds: { answered: 1 } }
  ))
