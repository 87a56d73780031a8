import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { chargedSeconds, cost, defaultTariff, freeTariff, fundedSeconds, type Tariff } from "../../src/domain/tariff.ts"

const increment = fc.constantFrom(1, 6, 15, 30, 60, 90, 3600)
const tariff: fc.Arbitrary<Tariff> = fc.record({
  connectFee: fc.oneof(fc.constant(0), fc.nat({ max: 3_000_000 })),
  ratePerMinute: fc.oneof(fc.constantFrom(0, 1, 59, 60, 61, 1_000_000), fc.nat({ max: 50_000_000 })),
  firstIncrement: fc.oneof(increment, fc.integer({ min: 1, max: 3600 })),
  nextIncrement: fc.oneof(increment, fc.integer({ min: 1, max: 3600 }))
})
const seconds = fc.oneof(fc.nat({ max: 200 }), fc.nat({ max: 14_400 }))

describe("a tariff", () => {
  it("charges all seconds, in increments that are begun", () => {
    fc.assert(fc.property(tariff, seconds, (tariff, n) => {
      const charged = chargedSeconds(tariff, n)
      expect(charged).toBeGreaterThanOrEqual(Math.max(n, tariff.firstIncrement))
      expect(charged - n < Math.max(tariff.nextIncrement, tariff.firstIncrement + 1)).toBe(true)
      expect((charged - tariff.firstIncrement) % tariff.nextIncrement).toBe(0)
    }))
  })

  it("never charges less for more", () => {
    fc.assert(fc.property(tariff, seconds, seconds, (tariff, a, b) => {
      const [less, more] = a < b ? [a, b] : [b, a]
      expect(cost(tariff, less)).toBeLessThanOrEqual(cost(tariff, more))
      expect(Number.isInteger(cost(tariff, less))).toBe(true)
    }))
  })

  it("funds as many seconds as an amount pays for, and not one more", () => {
    const near = fc.tuple(tariff, seconds, fc.integer({ min: -1, max: 1 })).map(([tariff, n, more]) =>
      Math.max(0, cost(tariff, n) + more)
    )
    const amount = fc.oneof(near, fc.nat({ max: 100_000_000 }), fc.constant(Number.MAX_SAFE_INTEGER))
    fc.assert(
      fc.property(tariff, amount, fc.integer({ min: 1, max: 14_400 }), (tariff, available, wanted) => {
        const funded = fundedSeconds(tariff, available, wanted)
        expect(funded).toBeLessThanOrEqual(wanted)
        if (funded > 0) expect(cost(tariff, funded)).toBeLessThanOrEqual(available)
        if (funded < wanted) expect(cost(tariff, funded + 1)).toBeGreaterThan(available)
      }),
      { numRuns: 1000 }
    )
  })

  it("funds exactly what it costs", () => {
    fc.assert(fc.property(tariff, fc.integer({ min: 1, max: 14_400 }), (tariff, wanted) => {
      expect(fundedSeconds(tariff, cost(tariff, wanted), wanted)).toBe(wanted)
    }))
  })

  it("counts every begun minute by default", () => {
    expect([0, 1, 60, 61, 120, 121].map((n) => cost(defaultTariff, n) / 1_000_000)).toEqual([1, 1, 1, 2, 2, 3])
  })

  it("counts 30/6 as the trade does, and rounds up", () => {
    const tariff: Tariff = { connectFee: 100, ratePerMinute: 1_000_001, firstIncrement: 30, nextIncrement: 6 }
    expect([1, 30, 31, 36, 37].map((n) => chargedSeconds(tariff, n))).toEqual([30, 30, 36, 36, 42])
    expect(cost(tariff, 30)).toBe(100 + 500_001)
  })

  it("may cost nothing, and then funds everything", () => {
    expect(cost(freeTariff, 300)).toBe(0)
    expect(fundedSeconds(freeTariff, 0, 300)).toBe(300)
  })

  it("counts 60/60, 30/6, 6/6 and 1/1 as the trade writes them", () => {
    const seconds = [1, 6, 7, 30, 31, 37, 60, 61]
    const charged = (firstIncrement: number, nextIncrement: number) =>
      seconds.map((n) => chargedSeconds({ ...defaultTariff, firstIncrement, nextIncrement }, n))
    expect(charged(60, 60)).toEqual([60, 60, 60, 60, 60, 60, 60, 120])
    expect(charged(30, 6)).toEqual([30, 30, 30, 30, 36, 42, 60, 66])
    expect(charged(6, 6)).toEqual([6, 6, 12, 30, 36, 42, 60, 66])
    expect(charged(1, 1)).toEqual(seconds)
  })
})
