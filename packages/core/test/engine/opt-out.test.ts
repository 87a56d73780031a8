import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { Calls, Campaigns, Suppressions } from "../../src/index.ts"
import { launch, onTuesday, phones, requests, settle, tuesdayMorning, untilOver } from "./world.ts"

const page = { limit: 1000, offset: 0 }
const [someone, ...others] = phones(3)

it.effect("an opt-out during a call closes what is queued for the phone, everywhere, and keeps why", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      const first = yield* launch(desk, [someone!])
      yield* TestClock.adjust("20 seconds")
      const { calls: [talking] } = yield* Calls.all(desk.workspace.id, { campaignId: first.id }, page)
      expect(talking?.status).toBe("ongoing")
      const second = yield* launch(desk, [...others, someone!], { name: "Other" })
      const single = yield* Calls.create(desk.workspace.id, {
        phone: someone!,
        assistantId: desk.assistant.id,
        numbers: [desk.number.id],
        variables: { name: "Amara" }
      })

      expect(yield* Suppressions.optOut(desk.workspace.id, talking!.id)).toBe(2)
      expect(yield* Calls.get(desk.workspace.id, single.id)).toMatchObject({
        status: "canceled",
        subStatus: "suppressed"
      })
      expect(yield* Calls.decisions(desk.workspace.id, single.id)).toMatchObject([{
        gate: "suppression",
        verdict: "skip"
      }])
      expect(yield* Suppressions.all(desk.workspace.id, page)).toMatchObject([
        { pattern: someone, source: `call ${talking!.id}`, reason: "opted out in a call", scope: { kind: "workspace" } }
      ])

      const { progress } = yield* untilOver(desk.workspace.id, second.id)
      expect(progress).toMatchObject({ attempts: 2, byStatus: { canceled: 1, completed: 2 } })
      expect((yield* requests).filter(({ request }) => request.to === someone)).toHaveLength(1)
      expect((yield* Calls.get(desk.workspace.id, talking!.id)).status).toBe("completed")
    }),
    { odds: { answered: 1 } }
  ))

it.effect("what comes for a suppressed range later is stopped at the gate, until the suppression is lifted or expires", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      yield* Suppressions.add(desk.workspace.id, [
        { pattern: "+44770090000*", source: "register", reason: "listed" },
        { pattern: someone!, expiresAt: tuesdayMorning, source: "register", reason: "expired" }
      ])
      const blocked = yield* launch(desk, phones(3))
      const { progress } = yield* untilOver(desk.workspace.id, blocked.id)
      expect(progress).toMatchObject({ attempts: 0, byStatus: { canceled: 3 } })
      const { calls } = yield* Calls.all(desk.workspace.id, { campaignId: blocked.id }, page)
      expect(calls.every(({ subStatus }) => subStatus === "suppressed")).toBe(true)
      expect(yield* Calls.decisions(desk.workspace.id, calls[0]!.id)).toMatchObject([{
        gate: "suppression",
        reason: "+44770090000* is suppressed for the workspace: listed",
        version: `register@${tuesdayMorning}`
      }])

      expect(yield* Suppressions.remove(desk.workspace.id, "+44770090000*")).toBe(true)
      const free = yield* launch(desk, phones(3))
      expect((yield* untilOver(desk.workspace.id, free.id)).progress.attempts).toBe(3)
    }),
    { odds: { answered: 1 } }
  ))

it.effect("an opt-out of a subject leaves other subjects alone", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      const bills = yield* launch(desk, [someone!], { policy: { subject: "bills" } })
      yield* TestClock.adjust("20 seconds")
      const { calls: [talking] } = yield* Calls.all(desk.workspace.id, { campaignId: bills.id }, page)
      yield* Suppressions.optOut(desk.workspace.id, talking!.id, "subject")
      yield* untilOver(desk.workspace.id, bills.id)
      const more = yield* launch(desk, [someone!], { policy: { subject: "bills" } })
      const parcels = yield* launch(desk, [someone!], { policy: { subject: "parcels" } })
      expect((yield* untilOver(desk.workspace.id, more.id)).progress.attempts).toBe(0)
      expect((yield* untilOver(desk.workspace.id, parcels.id)).progress.attempts).toBe(1)
      expect((yield* Campaigns.get(desk.workspace.id, more.id)).endReason).toBe("list_exhausted")
    }),
    { odds: { answered: 1 } }
  ))
