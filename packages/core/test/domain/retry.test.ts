import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { conclude } from "../../src/domain/call.ts"
import type { CallingPolicy } from "../../src/domain/calling-policy.ts"
import { Disposition } from "../../src/domain/disposition.ts"
import { areOpen, nextOpen } from "../../src/domain/hours.ts"
import {
  attemptsIn,
  counted,
  maxCarrierErrors,
  noRetry,
  type Outcomes,
  retryDelay,
  type RetryPolicy
} from "../../src/domain/retry.ts"
import { Zone, zoneSet } from "../../src/domain/zone.ts"
import { call, campaign, day, now, policy as calling } from "./given.ts"
import { window } from "./hours-scan.ts"

const retried = ["busy", "no_answer", "rejected", "voicemail"] as const
const delay = fc.integer({ min: 1, max: 86_400 })
const times = fc.integer({ min: 0, max: 20 })
const each = <A>(one: fc.Arbitrary<A>) =>
  fc.record({ busy: one, no_answer: one, rejected: one, voicemail: one, carrier_error: one }, { requiredKeys: [] })
const policy: fc.Arbitrary<RetryPolicy> = fc.record(
  { attempts: fc.integer({ min: 1, max: 20 }), delays: each(delay), times: each(times), minimumGap: delay },
  { requiredKeys: ["attempts", "delays"] }
)

/** All ends of one call, until it is not dialed again. */
const live = (policy: RetryPolicy, ways: ReadonlyArray<Disposition>): Outcomes => {
  let outcomes: Outcomes = {}
  for (const disposition of ways) {
    outcomes = counted(outcomes, disposition)
    if (retryDelay(policy, disposition, outcomes) === undefined) break
  }
  return outcomes
}

const ways = fc.array(fc.constantFrom(...Disposition.literals), { minLength: 60, maxLength: 60 })

describe("a retry policy", () => {
  it("ends every call: within its attempts, how often each disposition may be, and the carrier errors that are borne", () => {
    fc.assert(
      fc.property(policy, ways, (policy, ways) => {
        const outcomes = live(policy, ways)
        expect(attemptsIn(outcomes)).toBeLessThanOrEqual(policy.attempts)
        expect(outcomes.carrier_error ?? 0).toBeLessThanOrEqual(maxCarrierErrors)
        for (const disposition of [...retried, "carrier_error"] as const) {
          const most = policy.times?.[disposition]
          if (most !== undefined) expect(outcomes[disposition] ?? 0).toBeLessThanOrEqual(most + 1)
        }
      }),
      { numRuns: 500 }
    )
  })

  it("waits as long as it says after each disposition, not less than the gap, and not at all where it says nothing", () => {
    fc.assert(fc.property(policy, fc.constantFrom(...retried), (policy, disposition) => {
      const told = policy.delays[disposition]
      const expected = told === undefined || policy.attempts === 1 || policy.times?.[disposition] === 0
        ? undefined
        : Math.max(told, policy.minimumGap ?? 0)
      expect(retryDelay(policy, disposition, { [disposition]: 1 })).toBe(expected)
    }))
  })

  it("counts each disposition for itself", () => {
    const twice: RetryPolicy = { attempts: 20, delays: { busy: 60, no_answer: 600 }, times: { busy: 2, no_answer: 1 } }
    const after = (disposition: "busy" | "no_answer", outcomes: Outcomes) => retryDelay(twice, disposition, outcomes)
    expect(after("busy", { busy: 2, no_answer: 1 })).toBe(60)
    expect(after("busy", { busy: 3, no_answer: 1 })).toBeUndefined()
    expect(after("no_answer", { busy: 3, no_answer: 1 })).toBe(600)
    expect(after("no_answer", { busy: 0, no_answer: 2 })).toBeUndefined()
  })

  it("never follows what is final, whatever it says", () => {
    const final = fc.constantFrom("answered", "fax", "invalid_number", "unknown")
    fc.assert(fc.property(policy, final, (policy, disposition) => {
      expect(retryDelay(policy, disposition, { [disposition]: 1 })).toBeUndefined()
    }))
  })

  it("takes an attempt that was withdrawn for one that nobody answered", () => {
    const twice: RetryPolicy = { attempts: 9, delays: { no_answer: 600 }, times: { no_answer: 2 } }
    expect(retryDelay(twice, "canceled", { canceled: 1, no_answer: 1 })).toBe(600)
    expect(retryDelay(twice, "canceled", { canceled: 1, no_answer: 2 })).toBeUndefined()
    expect(retryDelay(noRetry, "canceled", { canceled: 1 })).toBeUndefined()
  })

  it("waits twice as long after each error of the carrier, and then no more", () => {
    const delays = [1, 2, 3, 4, 5].map((times) => retryDelay(noRetry, "carrier_error", { carrier_error: times }))
    expect(delays).toEqual([60, 120, 240, 480, undefined])
  })

  it("does not let an error of the carrier use up an attempt of the contact", () => {
    const two: RetryPolicy = { attempts: 2, delays: { busy: 60, carrier_error: 60 } }
    expect(retryDelay(two, "busy", { carrier_error: 4, busy: 1 })).toBe(60)
    expect(retryDelay(two, "busy", { carrier_error: 4, busy: 2 })).toBeUndefined()
    expect(attemptsIn({ carrier_error: 4, busy: 2 })).toBe(2)
  })
})

describe("a call that is tried again", () => {
  const ended = { ...call, status: "ongoing", subStatus: "dialing" } as const

  it("is due in the contact's next window, never before the delay and never at or past the end", () => {
    const zones = fc.constantFrom("UTC", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe").map((zone) =>
      zoneSet([Zone.make(zone)])
    )
    const given = fc.record({
      retry: policy,
      window,
      zones,
      disposition: fc.constantFrom(...retried),
      endsIn: fc.integer({ min: 1, max: 10 * day })
    })
    fc.assert(
      fc.property(given, ({ disposition, endsIn, retry, window, zones }) => {
        const policy: CallingPolicy = { ...calling, retry, window }
        const endsAt = now + endsIn
        const next = conclude({ ...ended, zones }, disposition, policy, { ...campaign, endsAt }, now)
        const delay = retryDelay(retry, disposition, { [disposition]: 1 })
        if (next.status === "retry") {
          expect(next.dueAt).toBeGreaterThanOrEqual(now + delay! * 1000)
          expect(next.dueAt).toBeLessThan(endsAt)
          expect(areOpen([{ window, closures: [], zones }], next.dueAt)).toBe(true)
        } else if (delay !== undefined) {
          const never = nextOpen([{ window, closures: [], zones }], now) === undefined
          expect(next).toMatchObject({ status: "failed", subStatus: never ? "window_never_opens" : "campaign_ended" })
        }
      }),
      { numRuns: 500 }
    )
  })

  it("is none whose number does not exist: it is closed at once, and says so", () => {
    fc.assert(fc.property(policy, (retry) => {
      const next = conclude(ended, "invalid_number", { ...calling, retry }, campaign, now)
      expect(next).toMatchObject({ status: "failed", subStatus: "invalid_number", disposition: "invalid_number" })
    }))
  })
})
