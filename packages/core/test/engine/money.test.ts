import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import {
  Calls,
  Campaigns,
  Credits,
  defaultTariff,
  emptyBalance,
  post,
  type WorkspaceId,
  Workspaces
} from "../../src/index.ts"
import { inbox, launch, onTuesday, phones, requests, settle, tuesdayMorning, untilOver } from "./world.ts"

const answered = { odds: { answered: 1 } }
const credits = (n: number) => n * 1_000_000
const page = { limit: 1000, offset: 0 }

const booksAreRight = Effect.fnUntraced(function*(workspaceId: WorkspaceId) {
  const balance = yield* Credits.balance(workspaceId)
  expect(post(emptyBalance, yield* Credits.ledger(workspaceId))).toEqual(balance)
  expect(balance.available + balance.held + balance.spent).toBe(balance.granted)
  expect(balance.available).toBeGreaterThanOrEqual(0)
  return balance
})

it.effect("out of credits a campaign pauses with that cause, burns no contact, and resumes after a top-up if so set", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(4, 30)
      const callbackUrl = "https://example.com/hook"
      const { id } = yield* launch(desk, phones(30), { callbackUrl, policy: { resumeAfterGrant: true } })
      yield* TestClock.adjust("3 hours")
      expect(yield* Campaigns.get(desk.workspace.id, id)).toMatchObject({ status: "paused", cause: "out_of_credits" })
      const paused = yield* Campaigns.progress(desk.workspace.id, id)
      expect(paused.byStatus).toMatchObject({ registered: 30 - paused.attempts, error: 0, canceled: 0 })
      expect(paused.byStatus.registered).toBeGreaterThan(0)
      const { calls: [waiting] } = yield* Calls.all(desk.workspace.id, { campaignId: id, status: "registered" }, page)
      expect(yield* Calls.explain(desk.workspace.id, waiting!.id)).toMatchObject({
        gate: "campaign",
        reason: "the campaign is paused: out_of_credits"
      })

      yield* Credits.grant(desk.workspace.id, { amount: credits(500) })
      expect(yield* Campaigns.get(desk.workspace.id, id)).toMatchObject({ status: "ongoing", cause: null })
      const { campaign, progress } = yield* untilOver(desk.workspace.id, id)
      expect(campaign.endReason).toBe("list_exhausted")
      expect(progress).toMatchObject({ calls: 30, attempts: 30, byDisposition: { carrier_error: 0, canceled: 0 } })
      expect(yield* booksAreRight(desk.workspace.id)).toMatchObject({ held: 0, spent: progress.spent })
      const types = inbox.map(({ type }) => type).filter((type) => type.startsWith("campaign."))
      expect(types.filter((type) => type === "campaign.paused").length).toBeGreaterThan(0)
      expect(types.filter((type) => type === "campaign.resumed").length).toBe(
        types.filter((type) => type === "campaign.paused").length
      )
      expect(types.filter((type) => type === "campaign.started")).toHaveLength(1)
    }),
    answered
  ))

it.effect("a campaign that somebody paused stays paused whatever comes in", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1, 1000)
      const { id } = yield* launch(desk, phones(5), { policy: { resumeAfterGrant: true } })
      yield* Campaigns.pause(desk.workspace.id, id)
      yield* Credits.grant(desk.workspace.id, { amount: credits(5) })
      yield* TestClock.adjust("1 hour")
      expect(yield* Campaigns.get(desk.workspace.id, id)).toMatchObject({ status: "paused", cause: "requested" })
    }),
    answered
  ))

it.effect("a campaign over its budget pauses with that cause, others go on, and a higher budget wakes it", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(4)
      const policy = { budget: credits(6), maxCallSeconds: 60, resumeAfterGrant: true }
      const bounded = yield* launch(desk, phones(20), { policy })
      const other = yield* launch(desk, phones(20, "+447700901"), { policy: { maxCallSeconds: 60 } })
      yield* TestClock.adjust("1 hour")
      expect(yield* Campaigns.get(desk.workspace.id, bounded.id)).toMatchObject({
        status: "paused",
        cause: "over_budget"
      })
      const spent = yield* Campaigns.progress(desk.workspace.id, bounded.id)
      expect([spent.spent, spent.attempts, spent.live]).toEqual([credits(6), 6, 0])
      expect((yield* untilOver(desk.workspace.id, other.id)).progress.attempts).toBe(20)

      yield* Credits.grant(desk.workspace.id, { amount: credits(100) })
      yield* TestClock.adjust("10 minutes")
      expect((yield* Campaigns.progress(desk.workspace.id, bounded.id)).attempts).toBe(6)

      yield* Campaigns.edit(desk.workspace.id, bounded.id, { policy: { budget: credits(8) } })
      yield* TestClock.adjust("1 hour")
      expect((yield* Campaigns.progress(desk.workspace.id, bounded.id)).spent).toBe(credits(8))
      yield* Campaigns.edit(desk.workspace.id, bounded.id, { policy: { budget: null } })
      expect((yield* untilOver(desk.workspace.id, bounded.id)).progress.attempts).toBe(20)
      yield* booksAreRight(desk.workspace.id)
    }),
    answered
  ))

it.effect("a campaign whose budget ran out before its end says so for each of its calls, also when it is over", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      const policy = { budget: credits(2), maxCallSeconds: 60 }
      const { id } = yield* launch(desk, phones(4), { policy, endsAt: tuesdayMorning + 3_600_000 })
      const { campaign } = yield* untilOver(desk.workspace.id, id)
      expect(campaign).toMatchObject({ status: "completed", endReason: "end_time", cause: "over_budget" })
      const { calls, total } = yield* Calls.all(desk.workspace.id, { campaignId: id, status: "canceled" }, page)
      expect(total).toBe(2)
      expect(yield* Calls.explain(desk.workspace.id, calls[0]!.id)).toMatchObject({
        gate: "campaign",
        reason: "the call is canceled: campaign_ended; the campaign was paused until its end: over_budget"
      })
    }),
    answered
  ))

it.effect("what is asked for is counted at the price of the start, and then for the calls that wait", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1, 30)
      const start = tuesdayMorning + 3_600_000
      const price = (ratePerMinute: number) => ({ ...defaultTariff, ratePerMinute })
      yield* Workspaces.update(desk.workspace.id, {
        prices: [
          { prefix: "", from: null, until: start, tariff: price(credits(1)) },
          { prefix: "", from: start, until: null, tariff: price(credits(9)) }
        ]
      })
      const refused = yield* Effect.flip(launch(desk, phones(4), { startsAt: start }))
      expect(refused).toMatchObject({ _tag: "InsufficientCredits", required: credits(36), available: credits(30) })

      const policy = { budget: credits(20), maxCallSeconds: 60 }
      const { id } = yield* launch(desk, phones(3, "+447700901"), { startsAt: start, policy })
      const estimate = Campaigns.estimate(desk.workspace.id, id)
      expect(yield* estimate).toMatchObject({ expected: credits(27), budgetLeft: credits(20), sufficient: false })
      yield* TestClock.adjust("60 minutes")
      yield* TestClock.adjust("1 second")
      expect(yield* Campaigns.progress(desk.workspace.id, id)).toMatchObject({ live: 1, held: credits(9) })
      expect(yield* estimate).toMatchObject({ expected: credits(18), budgetLeft: credits(11), sufficient: false })
      yield* Campaigns.stop(desk.workspace.id, id)
      expect(yield* estimate).toMatchObject({ expected: 0, worst: 0, sufficient: true })
    }),
    answered
  ))

it.effect("a campaign of which nobody has a price does not start, and says so; one of which some have calls those", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const { id: workspaceId } = desk.workspace
      const british = { prefix: "+44", from: null, until: null, tariff: defaultTariff }
      const later = tuesdayMorning + 3_600_000
      yield* Workspaces.update(workspaceId, { prices: [british, { ...british, prefix: "+1", from: later }] })
      const indian = phones(2, "+917700900")
      const refused = yield* Effect.flip(launch(desk, indian))
      expect(refused).toMatchObject({ _tag: "NoPrice", contacts: 2 })
      expect(refused.message).toContain("none of the 2 contacts has a price")
      const [draft] = (yield* Campaigns.all(workspaceId, page)).campaigns
      expect(draft).toMatchObject({ status: "draft", numbers: [] })
      expect(yield* Campaigns.estimate(workspaceId, draft!.id)).toMatchObject({ expected: 0, unpriced: 2 })

      const american = phones(1, "+1415555")
      const early = yield* Effect.flip(launch(desk, american, { endsAt: later }))
      expect(early).toMatchObject({ _tag: "NoPrice", contacts: 1 })
      const planned = yield* launch(desk, american, { endsAt: later + 1 })
      expect(yield* Campaigns.estimate(workspaceId, planned.id)).toMatchObject({ expected: credits(1), unpriced: 0 })

      const { id } = yield* launch(desk, [...phones(3), ...indian])
      expect(yield* Campaigns.estimate(workspaceId, id)).toMatchObject({ expected: credits(3), unpriced: 2 })
      yield* TestClock.adjust("1 hour")
      expect(yield* Campaigns.progress(workspaceId, id)).toMatchObject({ attempts: 3, byStatus: { registered: 2 } })
      expect(yield* Campaigns.estimate(workspaceId, id)).toMatchObject({ expected: 0, worst: 0, unpriced: 2 })
    }),
    answered
  ))

it.effect("the carrier ends a call at what its hold pays for, and a price that changes touches no hold", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1, 2)
      yield* Calls.create(desk.workspace.id, {
        phone: phones(1)[0]!,
        assistantId: desk.assistant.id,
        numbers: [desk.number.id],
        variables: { name: "Amara" }
      })
      yield* TestClock.adjust("5 seconds")
      expect(yield* requests).toMatchObject([{ request: { limitSeconds: 120 } }])
      const dear = { connectFee: 0, ratePerMinute: credits(9), firstIncrement: 60, nextIncrement: 60 }
      yield* Workspaces.update(desk.workspace.id, { prices: [{ prefix: "", from: null, until: null, tariff: dear }] })
      yield* TestClock.adjust("10 minutes")
      const { held, spent } = yield* booksAreRight(desk.workspace.id)
      expect([held, spent <= credits(2) && spent % credits(1) === 0 && spent > 0]).toEqual([0, true])
    }),
    answered
  ))

it.effect("what an attempt cost can be given back, and not more", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1, 10)
      const { id } = yield* launch(desk, phones(1), { policy: { maxCallSeconds: 60 } })
      yield* untilOver(desk.workspace.id, id)
      const { calls: [call] } = yield* Calls.all(desk.workspace.id, {}, page)
      const [attempt] = yield* Calls.attempts(desk.workspace.id, call!.id)
      const refund = (amount: number) => Credits.refund(desk.workspace.id, { attemptId: attempt!.id, amount })
      expect(yield* refund(credits(0.4))).toMatchObject({ spent: credits(0.6), available: credits(9.4) })
      expect(yield* Effect.flip(refund(credits(0.7)))).toMatchObject({ _tag: "RefundTooLarge", spent: credits(0.6) })
      expect(yield* refund(credits(0.6))).toMatchObject({ spent: 0, available: credits(10) })
      yield* booksAreRight(desk.workspace.id)
    }),
    answered
  ))
