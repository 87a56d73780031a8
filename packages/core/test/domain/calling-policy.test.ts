import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { CallingPolicy, defaultPolicy, slotLimit } from "../../src/domain/calling-policy.ts"
import { LegalHours, usFederal } from "../../src/domain/hours.ts"
import { everyDay } from "../../src/domain/window.ts"

const limit = (capacity: number, maxConcurrent: number | null, concurrencyPercentage: number | null) =>
  slotLimit({ ...defaultPolicy, maxConcurrent, concurrencyPercentage }, capacity)

describe("the slots that a policy allows", () => {
  it("are without limit, by number, by percentage, or by the smaller of both", () => {
    expect(limit(10, null, null)).toBe(Infinity)
    expect(limit(10, 4, null)).toBe(4)
    expect(limit(10, null, 35)).toBe(3)
    expect(limit(10, 2, 35)).toBe(2)
    expect(limit(10, 4, 35)).toBe(3)
  })

  it("are at least one, and never more than the percentage where that is one", () => {
    const percentage = fc.double({ min: 1, max: 100, noNaN: true })
    fc.assert(fc.property(fc.integer({ min: 1, max: 100_000 }), percentage, (capacity, percentage) => {
      const slots = limit(capacity, null, percentage)
      expect(slots).toBeGreaterThanOrEqual(1)
      if (slots > 1) expect(slots).toBeLessThanOrEqual(capacity * percentage / 100 + 1e-6)
    }))
    expect(limit(1, null, 1)).toBe(1)
    expect(limit(1000, null, 32.3)).toBe(323)
  })
})

describe("a legal rule set", () => {
  const is = Schema.is(LegalHours)

  it("has an id of its own, or is the one that comes with the engine under that id", () => {
    expect(is({ ...usFederal, id: "us-ours", asOf: "2026-01-01" })).toBe(true)
    expect(is(usFederal)).toBe(true)
    expect(is({ ...usFederal, window: usFederal.window.map((span) => ({ ...span })), closures: [] })).toBe(true)
    const others: ReadonlyArray<Partial<LegalHours>> = [
      { asOf: "2026-01-01" },
      { title: "Ours" },
      { source: "nowhere" },
      { window: everyDay("00:00", "24:00") },
      { closures: [{ date: "2026-12-25" }] }
    ]
    for (const other of others) expect(is({ ...usFederal, ...other })).toBe(false)
  })
})

it("the default policy is a policy", () => {
  expect(Schema.is(CallingPolicy)(defaultPolicy)).toBe(true)
})
