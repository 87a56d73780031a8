import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Disposition } from "../../src/domain/disposition.ts"
import { maxCarrierErrors, noRetry, retryDelay, type RetryPolicy } from "../../src/domain/retry.ts"

const delay = fc.integer({ min: 1, max: 86_400 })
const policy: fc.Arbitrary<RetryPolicy> = fc.record({
  attempts: fc.integer({ min: 1, max: 20 }),
  delays: fc.record(
    { busy: delay, no_answer: delay, rejected: delay, voicemail: delay, carrier_error: delay },
    { requiredKeys: [] }
  )
})

describe("a retry policy", () => {
  it("ends every call: within its attempts and the carrier errors that are borne", () => {
    const ways = fc.array(fc.constantFrom(...Disposition.literals), { minLength: 40, maxLength: 40 })
    fc.assert(fc.property(policy, ways, (policy, ways) => {
      const tried = { attempts: 0, carrierErrors: 0 }
      for (const disposition of ways) {
        if (disposition === "carrier_error") tried.carrierErrors++
        else tried.attempts++
        if (retryDelay(policy, disposition, tried) === undefined) break
      }
      expect(tried.attempts).toBeLessThanOrEqual(policy.attempts)
      expect(tried.carrierErrors).toBeLessThanOrEqual(maxCarrierErrors)
    }))
  })

  it("waits as long as it says after each disposition, and not at all where it says nothing", () => {
    const disposition = fc.constantFrom("busy", "no_answer", "rejected", "voicemail")
    fc.assert(fc.property(policy, disposition, fc.nat({ max: 4 }), (policy, disposition, before) => {
      const tried = { attempts: 1, carrierErrors: before }
      const expected = policy.attempts === 1 ? undefined : policy.delays[disposition]
      expect(retryDelay(policy, disposition, tried)).toBe(expected)
    }))
  })

  it("never follows what is final", () => {
    const final = fc.constantFrom("answered", "fax", "invalid_number", "canceled", "unknown")
    fc.assert(fc.property(policy, final, (policy, disposition) => {
      expect(retryDelay(policy, disposition, { attempts: 1, carrierErrors: 0 })).toBeUndefined()
    }))
  })

  it("waits twice as long after each error of the carrier, and then no more", () => {
    const delays = [1, 2, 3, 4, 5].map((carrierErrors) =>
      retryDelay(noRetry, "carrier_error", { attempts: 0, carrierErrors })
    )
    expect(delays).toEqual([60, 120, 240, 480, undefined])
  })
})
