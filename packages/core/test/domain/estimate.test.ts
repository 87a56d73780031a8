import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { estimate } from "../../src/domain/estimate.ts"
import { cost, defaultTariff } from "../../src/domain/tariff.ts"
import { policy } from "./given.ts"

const long = { ...policy, maxCallSeconds: 300 }

describe("an estimate", () => {
  it("expects a minute of each contact, or as much as a call may last", () => {
    expect(estimate(10, long, defaultTariff, 0).expected).toBe(10_000_000)
    const short = { ...policy, maxCallSeconds: 20 }
    expect(estimate(10, short, { ...defaultTariff, firstIncrement: 1, nextIncrement: 1 }, 0).expected).toBe(3_333_340)
  })

  it("is at worst every chargeable attempt at its full length", () => {
    expect(estimate(10, long, defaultTariff, 0).worst).toBe(50_000_000)
    const again = { ...long, retry: { attempts: 3, delays: { voicemail: 60 } } }
    expect(estimate(10, again, defaultTariff, 0).worst).toBe(150_000_000)
  })

  it("is sufficient where exactly what is expected is there", () => {
    expect([9_999_999, 10_000_000].map((available) => estimate(10, long, defaultTariff, available).sufficient)).toEqual(
      [
        false,
        true
      ]
    )
  })

  it("is sufficient where what is expected is there, and expects no more than the worst", () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), fc.nat(), fc.integer({ min: 5, max: 600 }), (n, available, seconds) => {
        const { expected, sufficient, worst } = estimate(
          n,
          { ...policy, maxCallSeconds: seconds },
          defaultTariff,
          available
        )
        expect(sufficient).toBe(available >= expected)
        expect(expected).toBeLessThanOrEqual(worst)
        expect(worst).toBe(n * cost(defaultTariff, seconds))
      })
    )
  })
})
