import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { Campaigns, Lists } from "../../src/index.ts"
import { fileOf, launch, onTuesday, phones, requests, settle, tuesdayMorning, untilOver } from "./world.ts"

const answered = { odds: { answered: 1 } }
const reading = { timezone: "Europe/London" }

it.effect("a campaign that is always on waits for contacts, and calls those that come", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const { id, listId } = yield* launch(desk, phones(3), {
        policy: { alwaysOn: true },
        endsAt: tuesdayMorning + 4 * 3_600_000
      })
      yield* TestClock.adjust("1 hour")
      expect(yield* Campaigns.get(desk.workspace.id, id)).toMatchObject({ status: "ongoing" })
      expect((yield* requests).length).toBe(3)

      const list = yield* Lists.merge(desk.workspace.id, listId, "append", fileOf(phones(5)), reading)
      expect(list).toMatchObject({ accepted: 5, rejected: 3 })
      yield* TestClock.adjust("1 hour")
      expect((yield* requests).map(({ request }) => request.to).toSorted()).toEqual(phones(5))
      expect(yield* Campaigns.progress(desk.workspace.id, id)).toMatchObject({ calls: 5, live: 0 })

      const { campaign, progress } = yield* untilOver(desk.workspace.id, id)
      expect(campaign).toMatchObject({ status: "completed", endReason: "end_time" })
      expect(progress.byStatus).toMatchObject({ completed: 5, canceled: 0 })
    }),
    answered
  ))

it.effect("a campaign that is not ends when its list is exhausted, and contacts that come later are not called", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const { id, listId } = yield* launch(desk, phones(3))
      const { campaign } = yield* untilOver(desk.workspace.id, id)
      expect(campaign.endReason).toBe("list_exhausted")
      yield* Lists.merge(desk.workspace.id, listId, "append", fileOf(phones(5)), reading)
      yield* TestClock.adjust("1 hour")
      expect((yield* requests).length).toBe(3)
      expect((yield* Campaigns.progress(desk.workspace.id, id)).calls).toBe(3)
    }),
    answered
  ))

it.effect("contacts that come while a campaign runs, or is paused, are called by it", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      const { id, listId } = yield* launch(desk, phones(3))
      yield* TestClock.adjust("10 seconds")
      yield* Campaigns.pause(desk.workspace.id, id)
      yield* Lists.merge(desk.workspace.id, listId, "append", fileOf(phones(4)), reading)
      yield* TestClock.adjust("1 hour")
      expect((yield* requests).length).toBe(1)
      yield* Campaigns.resume(desk.workspace.id, id)
      const { progress } = yield* untilOver(desk.workspace.id, id)
      expect(progress).toMatchObject({ calls: 4, attempts: 4 })
    }),
    answered
  ))

it.effect("an always-on campaign can be told to end with its list", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      const { id } = yield* launch(desk, phones(2), { policy: { alwaysOn: true } })
      yield* TestClock.adjust("1 hour")
      yield* Campaigns.edit(desk.workspace.id, id, { policy: { alwaysOn: false } })
      yield* TestClock.adjust("1 minute")
      expect(yield* Campaigns.get(desk.workspace.id, id)).toMatchObject({ endReason: "list_exhausted" })
    }),
    answered
  ))
