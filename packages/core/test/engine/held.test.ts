import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { everyDay } from "../../src/domain/window.ts"
import { Calls, Campaigns, localTime, Zone } from "../../src/index.ts"
import { launch, onTuesday, phones, requests, settle, tuesdayMorning, untilOver } from "./world.ts"

const page = { limit: 1000, offset: 0 }
/** Phones that may be in India or in New York: nobody can tell. */
const somewhere = phones(2, "+1500555")

it.effect("why a contact was held until the end is known after the campaign ended", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const { id } = yield* launch(desk, [...somewhere, ...phones(1)], {
        policy: { window: everyDay("09:00", "18:00") },
        endsAt: tuesdayMorning + 3 * 3_600_000
      })
      const { campaign } = yield* untilOver(desk.workspace.id, id, 4)
      expect(campaign.endReason).toBe("end_time")
      const { calls } = yield* Calls.all(desk.workspace.id, { campaignId: id, status: "canceled" }, page)
      expect(calls.map(({ phone }) => phone).toSorted()).toEqual(somewhere)
      for (const call of calls) {
        expect(yield* Calls.explain(desk.workspace.id, call.id)).toMatchObject({
          gate: "hours",
          reason:
            "the call is canceled: campaign_ended; the hours are never open in all of America/New_York|Asia/Kolkata"
        })
      }
    }),
    { odds: { answered: 1 } }
  ))

it.effect(
  "a contact whose zones never have the window open together is held with the reason, and dialed when that changes",
  () =>
    onTuesday(
      Effect.gen(function*() {
        const desk = yield* settle(5)
        const { id } = yield* launch(desk, [...somewhere, ...phones(1)], {
          policy: { window: everyDay("09:00", "18:00") },
          endsAt: tuesdayMorning + 30 * 3_600_000
        })
        yield* TestClock.adjust("6 hours")
        expect((yield* requests).map(({ request }) => request.to)).toEqual(phones(1))
        const { calls: [held] } = yield* Calls.all(desk.workspace.id, { campaignId: id, status: "registered" }, page)
        expect(yield* Calls.explain(desk.workspace.id, held!.id)).toEqual({
          dialable: false,
          gate: "hours",
          reason: "the hours are never open in all of America/New_York|Asia/Kolkata",
          until: null
        })

        yield* Campaigns.edit(desk.workspace.id, id, { policy: { window: everyDay("08:00", "21:00") } })
        yield* TestClock.adjust("23 hours")
        const dials = (yield* requests).slice(1)
        expect(dials.map(({ request }) => request.to).toSorted()).toEqual(somewhere)
        for (const { at } of dials) {
          for (const zone of ["Asia/Kolkata", "America/New_York"]) {
            const { minute } = localTime(at, Zone.make(zone))
            expect(minute >= 8 * 60 && minute < 21 * 60).toBe(true)
          }
        }
      }),
      { odds: { answered: 1 } }
    ),
  20_000
)
