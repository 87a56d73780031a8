import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { emptyBalance, grant, hold, post, type Posting, refund, settle, spend } from "../../src/domain/credit.ts"
import { fund } from "../../src/domain/funding.ts"
import type { AttemptId, CampaignId } from "../../src/domain/id.ts"
import { cost, type Tariff } from "../../src/domain/tariff.ts"
import { id, now, workspace } from "./given.ts"

const tariffs: ReadonlyArray<Tariff> = [
  { connectFee: 0, ratePerMinute: 1_000_000, firstIncrement: 60, nextIncrement: 60 },
  { connectFee: 30_000, ratePerMinute: 1_000_001, firstIncrement: 30, nextIncrement: 6 },
  { connectFee: 1, ratePerMinute: 7, firstIncrement: 1, nextIncrement: 1 }
]

const campaigns = [id<CampaignId>(40), id<CampaignId>(41), null]

type Step =
  | { readonly _tag: "Grant"; readonly amount: number }
  | { readonly _tag: "Dial"; readonly tariff: Tariff; readonly campaign: number; readonly budget: number | null }
  | { readonly _tag: "End"; readonly which: number; readonly talkSeconds: number | null }
  | { readonly _tag: "Refund"; readonly which: number; readonly part: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ _tag: fc.constant("Grant"), amount: fc.integer({ min: 1, max: 9_000_000 }) }),
  fc.record({
    _tag: fc.constant("Dial"),
    tariff: fc.constantFrom(...tariffs),
    campaign: fc.nat({ max: 2 }),
    budget: fc.option(fc.nat({ max: 5_000_000 }))
  }),
  fc.record({
    _tag: fc.constant("End"),
    which: fc.nat(),
    talkSeconds: fc.option(fc.nat({ max: 400 }))
  }),
  fc.record({ _tag: fc.constant("Refund"), which: fc.nat(), part: fc.double({ min: 0.01, max: 1, noNaN: true }) })
)

/** A workspace that is granted credits, dials, ends calls and gives back, as the engine does. */
const walk = (steps: ReadonlyArray<Step>) => {
  const ledger: Array<Posting> = []
  const open: Array<{ readonly attempt: AttemptId; readonly held: number; readonly tariff: Tariff; campaign: number }> =
    []
  const ended: Array<{ readonly attempt: AttemptId; campaign: number; spent: number }> = []
  const spending = new Map(campaigns.map((campaign) => [campaign, { held: 0, spent: 0 }]))
  const write = (postings: ReadonlyArray<Posting>) => {
    ledger.push(...postings)
    for (const one of postings) spending.set(one.campaignId, spend(spending.get(one.campaignId)!, [one]))
  }
  for (const [index, one] of steps.entries()) {
    const reason = (attempt: AttemptId, campaign: number) => ({
      workspaceId: workspace.id,
      attemptId: attempt,
      campaignId: campaigns[campaign]!,
      at: now
    })
    switch (one._tag) {
      case "Grant":
        ledger.push(grant(workspace.id, one.amount, "", now))
        break
      case "Dial": {
        const campaignId = campaigns[one.campaign]!
        const used = campaignId === null ? undefined : spending.get(campaignId)
        const balance = post(emptyBalance, ledger)
        const funding = fund({ budget: one.budget, maxCallSeconds: 300 }, one.tariff, balance, used)
        if (funding._tag === "Short") break
        const attempt = id<AttemptId>(1000 + index)
        write(hold(funding.held, reason(attempt, one.campaign)))
        open.push({ attempt, held: funding.held, tariff: one.tariff, campaign: one.campaign })
        if (used !== undefined && one.budget !== null) {
          expect(used.held + used.spent + funding.held).toBeLessThanOrEqual(one.budget)
        }
        expect(cost(one.tariff, funding.limitSeconds)).toBe(funding.held)
        break
      }
      case "End": {
        const [attempt] = open.splice(open.length === 0 ? 0 : one.which % open.length, 1)
        if (attempt === undefined) break
        const used = one.talkSeconds === null ? 0 : cost(attempt.tariff, one.talkSeconds)
        write(settle(attempt.held, used, reason(attempt.attempt, attempt.campaign)))
        ended.push({ ...attempt, spent: Math.min(used, attempt.held) })
        break
      }
      case "Refund": {
        const attempt = ended[one.which % Math.max(1, ended.length)]
        const amount = Math.floor((attempt?.spent ?? 0) * one.part)
        if (attempt === undefined || amount === 0) break
        write([refund(amount, "", reason(attempt.attempt, attempt.campaign))])
        attempt.spent -= amount
      }
    }
  }
  return { ledger, open, spending }
}

describe("credits, whatever is done with them", () => {
  it("sum to zero over all accounts at every step, none below zero, and are held only for what is open", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { ledger, open } = walk(steps)
        let balance = emptyBalance
        for (const line of ledger) {
          balance = post(balance, [line])
          expect(Math.min(balance.granted, balance.available, balance.held, balance.spent)).toBeGreaterThanOrEqual(0)
          expect(balance.available + balance.held + balance.spent - balance.granted).toBe(0)
          expect(Number.isInteger(line.amount) && line.amount > 0).toBe(true)
        }
        expect(balance.held).toBe(open.reduce((sum, { held }) => sum + held, 0))
      }),
      { numRuns: 300 }
    )
  })

  it("are the same by campaign as in the ledger", () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { ledger, spending } = walk(steps)
      const total = [...spending.values()].reduce((sum, one) => ({
        held: sum.held + one.held,
        spent: sum.spent + one.spent
      }), { held: 0, spent: 0 })
      const { held, spent } = post(emptyBalance, ledger)
      expect(total).toEqual({ held, spent })
    }))
  })
})

describe("the funds of an attempt", () => {
  const [minutes] = tariffs
  const balance = (available: number, held = 0) => ({ granted: available + held, available, held, spent: 0 })
  const five = { budget: null, maxCallSeconds: 300 }

  it("shorten the call to what they pay for", () => {
    expect(fund(five, minutes!, balance(9_000_000), undefined)).toMatchObject({ limitSeconds: 300, held: 5_000_000 })
    expect(fund(five, minutes!, balance(2_500_000), undefined)).toMatchObject({ limitSeconds: 120, held: 2_000_000 })
  })

  it("are short of credits, and say what may come back", () => {
    expect(fund(five, minutes!, balance(999_999, 7), undefined)).toEqual({
      _tag: "Short",
      gate: "credit",
      returning: 7
    })
  })

  it("are short of budget before they are short of credits", () => {
    const budget = { ...five, budget: 3_000_000 }
    const spent = (held: number, spent: number) => ({ held, spent })
    expect(fund(budget, minutes!, balance(0), spent(1_000_000, 1_500_000))).toEqual({
      _tag: "Short",
      gate: "budget",
      returning: 1_000_000
    })
    expect(fund(budget, minutes!, balance(9_000_000), spent(0, 1_000_000))).toMatchObject({ limitSeconds: 120 })
    expect(fund(budget, minutes!, balance(9_000_000), undefined)).toMatchObject({ limitSeconds: 300 })
  })
})
