import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { estimate, priced } from "../../src/domain/estimate.ts"
import { firstTariff, flat, type PriceList } from "../../src/domain/price-list.ts"
import { noProgress } from "../../src/domain/progress.ts"
import { cost, defaultTariff } from "../../src/domain/tariff.ts"
import { now, policy } from "./given.ts"

const long = { ...policy, maxCallSeconds: 300 }
const ten = [{ contacts: 10, tariff: defaultTariff }]

describe("an estimate", () => {
  it("expects a minute of each contact, or as much as a call may last", () => {
    expect(estimate(ten, long, 0).expected).toBe(10_000_000)
    const bySecond = { ...defaultTariff, firstIncrement: 1, nextIncrement: 1 }
    expect(estimate([{ contacts: 10, tariff: bySecond }], { ...policy, maxCallSeconds: 20 }, 0).expected)
      .toBe(3_333_340)
  })

  it("is at worst every chargeable attempt at its full length", () => {
    const worst = (retry: typeof policy.retry) => estimate(ten, { ...long, retry }, 0).worst
    expect(estimate(ten, long, 0).worst).toBe(50_000_000)
    expect(worst({ attempts: 3, delays: { busy: 60 } })).toBe(50_000_000)
    expect(worst({ attempts: 3, delays: { voicemail: 60 } })).toBe(150_000_000)
    expect(worst({ attempts: 3, delays: { voicemail: 60 }, times: { voicemail: 1 } })).toBe(100_000_000)
    expect(worst({ attempts: 3, delays: { voicemail: 60 }, times: { voicemail: 0 } })).toBe(50_000_000)
  })

  it("is sufficient where exactly what is expected is there", () => {
    const sufficient = [9_999_999, 10_000_000].map((available) => estimate(ten, long, available).sufficient)
    expect(sufficient).toEqual([false, true])
  })

  it("is of the calls that wait, once there are calls", () => {
    const begun = {
      ...noProgress,
      byStatus: { ...noProgress.byStatus, registered: 2, retry: 1, ongoing: 3, completed: 4 }
    }
    expect(estimate(ten, long, 3_000_000, begun)).toEqual({
      expected: 3_000_000,
      worst: 15_000_000,
      available: 3_000_000,
      budgetLeft: null,
      sufficient: true,
      contacts: 3,
      unpriced: 0
    })
    expect(estimate(ten, long, 0, noProgress)).toMatchObject({ expected: 0, worst: 0, sufficient: true })
    expect(estimate([], long, 0, noProgress).expected).toBe(0)
    const seven = [{ contacts: 3, tariff: defaultTariff }, { contacts: 4, tariff: undefined }]
    const all = { ...noProgress, byStatus: { ...noProgress.byStatus, registered: 7 } }
    expect(estimate(seven, long, 0, all)).toEqual(estimate(seven, long, 0))
  })

  it("counts those who have no price beside what the others cost; once there are calls, theirs are the last to wait", () => {
    const mixed = [{ contacts: 3, tariff: defaultTariff }, { contacts: 4, tariff: undefined }]
    expect(estimate(mixed, long, 0)).toMatchObject({
      expected: 3_000_000,
      worst: 15_000_000,
      contacts: 7,
      unpriced: 4
    })
    const waiting = (registered: number) =>
      estimate(mixed, long, 0, { ...noProgress, byStatus: { ...noProgress.byStatus, registered } })
    expect(waiting(6)).toMatchObject({
      expected: 2_000_000,
      worst: 10_000_000,
      contacts: 6,
      unpriced: 4
    })
    expect(waiting(4)).toMatchObject({ expected: 0, worst: 0, unpriced: 4, sufficient: true })
    expect(waiting(1)).toMatchObject({ expected: 0, unpriced: 1 })
    expect(estimate([{ contacts: 4, tariff: undefined }], long, 0)).toMatchObject({ expected: 0, unpriced: 4 })
  })

  it("is not sufficient where the budget, or what is left of it, pays for less", () => {
    const bounded = (budget: number, begun?: typeof noProgress) => {
      const { budgetLeft, sufficient } = estimate(ten, { ...long, budget }, 50_000_000, begun)
      return [budgetLeft, sufficient]
    }
    expect(bounded(10_000_000)).toEqual([10_000_000, true])
    expect(bounded(9_999_999)).toEqual([9_999_999, false])
    const byStatus = { ...noProgress.byStatus, registered: 2 }
    expect(bounded(9_000_000, { ...noProgress, byStatus, spent: 5_000_000, held: 2_000_000 })).toEqual([
      2_000_000,
      true
    ])
    expect(bounded(9_000_000, { ...noProgress, byStatus, spent: 5_000_000, held: 2_000_001 })).toEqual([
      1_999_999,
      false
    ])
    expect(bounded(1, { ...noProgress, byStatus, spent: 5 })).toEqual([0, false])
  })

  it("never expects more than the worst, and asks for no more than is expected", () => {
    const tariff = fc.record({
      connectFee: fc.nat({ max: 1_000_000 }),
      ratePerMinute: fc.nat({ max: 2_000_000 }),
      firstIncrement: fc.constantFrom(1, 30, 60, 3600),
      nextIncrement: fc.constantFrom(1, 6, 60)
    })
    const contacts = fc.array(
      fc.record({ contacts: fc.nat({ max: 5000 }), tariff: fc.option(tariff) }).map(
        ({ contacts, tariff }) => ({ contacts, tariff: tariff ?? undefined })
      )
    )
    fc.assert(fc.property(contacts, fc.nat(), fc.integer({ min: 5, max: 600 }), (contacts, available, seconds) => {
      const { expected, sufficient, worst } = estimate(contacts, { ...policy, maxCallSeconds: seconds }, available)
      expect(sufficient).toBe(available >= expected)
      expect(expected).toBeLessThanOrEqual(worst)
      const once = contacts.reduce(
        (all, { contacts, tariff }) => all + (tariff ? contacts * cost(tariff, seconds) : 0),
        0
      )
      expect(worst).toBe(once)
    }))
  })
})

describe("contacts by their tariff", () => {
  const prefixes = ["", "+1", "+14", "+1415", "+1415555", "+44", "+91"]
  const phones = ["+14155550001", "+14155560001", "+14085550001", "+12125550001", "+447700900001", "+33100000000"]

  it("are as many, and cost as much, as one by one", () => {
    const tariffs = fc.nat({ max: 5_000_000 }).map((ratePerMinute) => ({ ...defaultTariff, ratePerMinute }))
    const price = fc.record({
      prefix: fc.constantFrom(...prefixes),
      from: fc.constantFrom(null, now - 1, now + 1),
      until: fc.constantFrom(null, now, now + 1),
      tariff: tariffs
    })
    const lists = fc.array(price, { minLength: 1, maxLength: 6 }).map((
      [first, ...more]
    ): PriceList => [first!, ...more])
    fc.assert(
      fc.property(lists, fc.array(fc.constantFrom(...phones), { maxLength: 30 }), (prices, contacts) => {
        const asked = [...new Set(["", ...prices.map(({ prefix }) => prefix)])]
        const counts = new Map(
          asked.map((prefix) => [prefix, contacts.filter((phone) => phone.startsWith(prefix)).length])
        )
        const groups = priced(counts, prices, now, now + 2)
        expect(groups.reduce((sum, { contacts }) => sum + contacts, 0)).toBe(contacts.length)
        const oneByOne = contacts.map((phone) => ({ contacts: 1, tariff: firstTariff(prices, phone, now, now + 2) }))
        expect(estimate(groups, long, 0)).toEqual(estimate(oneByOne, long, 0))
      }),
      { numRuns: 500 }
    )
  })

  it("are one group under one price", () => {
    expect(priced(new Map([["", 7]]), flat(defaultTariff), now, Infinity)).toEqual([{
      contacts: 7,
      tariff: defaultTariff
    }])
  })
})
