import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { admit } from "../../src/domain/admit.ts"
import { deadlineGraceMs } from "../../src/domain/attempt.ts"
import { post } from "../../src/domain/credit.ts"
import type { NumberId } from "../../src/domain/id.ts"
import { allowance } from "../../src/domain/pace.ts"
import { everyDay } from "../../src/domain/window.ts"
import { Zone, zoneSet } from "../../src/domain/zone.ts"
import { campaign, hour, id, now, number, phone, policy } from "./given.ts"
import { byId, candidate, resting, slow, turn } from "./turn-given.ts"

describe("a turn", () => {
  it("passes the gates whatever comes: phones once, paces kept, credits and budget there", () => {
    const given = fc.record({
      phones: fc.array(fc.nat({ max: 6 }), { maxLength: 12 }),
      busy: fc.array(fc.nat({ max: 6 }), { maxLength: 2 }),
      available: fc.oneof(fc.nat({ max: 8_000_000 }), fc.constant(100_000_000)),
      held: fc.constantFrom(0, 1_000_000),
      budget: fc.option(fc.nat({ max: 5_000_000 })),
      spent: fc.nat({ max: 2_000_000 }),
      arrival: fc.integer({ min: now - 5000, max: now + 5000 }),
      carrier: fc.record({
        pace: fc.option(fc.record({ perSecond: fc.constantFrom(1, 5), burst: fc.integer({ min: 1, max: 8 }) })),
        arrival: fc.integer({ min: now - 2000, max: now + 2000 })
      }),
      picks: fc.subarray([number.id, slow.id]),
      maxCallSeconds: fc.integer({ min: 5, max: 300 })
    })
    fc.assert(
      fc.property(given, (given) => {
        const { arrival, available, budget, busy, held, maxCallSeconds, phones, picks, spent } = given
        const balance = { granted: available + held + spent, available, held, spent }
        const livePhones = new Set(busy.map(phone))
        const candidates = phones.map((n, index) => ({
          ...candidate(index, { phone: phone(n) }, { maxCallSeconds, budget }),
          numbers: picks
        }))
        const carrier = { ...turn.carrier, ...given.carrier }
        const admitted = admit({
          ...turn,
          balance,
          candidates,
          livePhones,
          numbers: byId(resting(number), resting(slow, { arrival })),
          carrier,
          spending: new Map([[campaign.id, { held, spent }]])
        })
        const { arrivals, attempts, broke, carrierArrival, dialed, postings } = admitted

        const dialedPhones = attempts.map(({ phone }) => phone)
        expect(new Set(dialedPhones).size).toBe(dialedPhones.length)
        expect(dialedPhones.filter((one) => livePhones.has(one))).toEqual([])
        expect(dialed.map(({ id }) => id)).toEqual(attempts.map(({ callId }) => callId))
        expect(attempts.map(({ id }) => id)).toEqual(attempts.map((_, n) => id(n)))

        const bySlow = attempts.filter(({ numberId }) => numberId === slow.id).length
        expect(bySlow).toBeLessThanOrEqual(allowance(slow.pace, arrival, now))
        expect(arrivals.has(slow.id)).toBe(bySlow > 0)
        if (carrier.pace !== null) {
          expect(attempts.length).toBeLessThanOrEqual(allowance(carrier.pace, carrier.arrival, now))
          expect(carrierArrival > carrier.arrival).toBe(attempts.length > 0)
        }

        const after = post(balance, postings)
        expect(after.available).toBeGreaterThanOrEqual(0)
        expect(after.held - held).toBe(attempts.reduce((sum, { held }) => sum + held, 0))
        if (budget !== null && attempts.length > 0) expect(after.held + spent).toBeLessThanOrEqual(budget)
        if (broke.size > 0) expect([held, attempts.length]).toEqual([0, 0])
      }),
      { numRuns: 500 }
    )
  })

  it("leaves no call out that passes every gate", () => {
    const { attempts, decisions, nextAt, turnedAway } = admit({
      ...turn,
      candidates: [1, 2, 3].map((n) => candidate(n))
    })
    expect(attempts).toHaveLength(3)
    const deadlineAt = now + (policy.ringSeconds + policy.maxCallSeconds) * 1000 + deadlineGraceMs
    expect(attempts.map((one) => one.deadlineAt)).toEqual([deadlineAt, deadlineAt, deadlineAt])
    expect([decisions, turnedAway, nextAt]).toEqual([[], [], undefined])
  })

  it("takes the number that has rested longest, and says when a pace allows the next dial", () => {
    const slower = { ...slow, id: id<NumberId>(21), phone: phone(9002) }
    const numbers = byId(resting(slow, { arrival: now }), resting(slower, { arrival: now - 1 }))
    const candidates = [1, 2, 3, 4, 5].map((n) => ({ ...candidate(n), numbers: [slow.id, slower.id] }))
    const { attempts, nextAt } = admit({ ...turn, candidates, numbers })
    expect(attempts.map(({ numberId }) => numberId)).toEqual([slower.id, slow.id, slow.id, slower.id])
    expect(nextAt).toBe(now + 1000)
  })

  it("says no next dial where another number went on", () => {
    const numbers = byId(resting(number), resting(slow, { arrival: now + 5000 }))
    const both = { ...candidate(1), numbers: [slow.id, number.id] }
    const { attempts, nextAt } = admit({ ...turn, candidates: [both], numbers })
    expect(attempts.map(({ numberId }) => numberId)).toEqual([number.id])
    expect(nextAt).toBeUndefined()
  })

  it("stops at the pace of the carrier, and goes on for others where only a number is over its own", () => {
    const candidates = [1, 2, 3].map((n) => ({ ...candidate(n), numbers: n === 1 ? [slow.id] : [number.id] }))
    const numbers = byId(resting(number), resting(slow, { arrival: now + 5000 }))
    const free = admit({ ...turn, candidates, numbers })
    expect(free.attempts.map(({ phone }) => phone)).toEqual([phone(2), phone(3)])
    expect(free.nextAt).toBe(now + 4000)
    const carrier = { ...turn.carrier, pace: { perSecond: 2, burst: 1 } }
    const paced = admit({ ...turn, candidates: candidates.slice(1), carrier })
    expect([paced.attempts.length, paced.nextAt, paced.carrierArrival]).toEqual([1, now + 500, now + 500])
  })

  it("puts off what is outside its hours, closes what never comes into them, and keeps why", () => {
    const later = candidate(1, {}, { window: everyDay("10:00", "11:00") })
    const apart = zoneSet([Zone.make("Asia/Kolkata"), Zone.make("America/New_York")])
    const never = candidate(2, { zones: apart }, { window: everyDay("09:00", "10:00") })
    const { attempts, decisions, turnedAway } = admit({ ...turn, candidates: [later, never] })
    expect(attempts).toEqual([])
    expect(turnedAway).toMatchObject([
      { status: "registered", dueAt: now + hour },
      { status: "failed", subStatus: "window_never_opens" }
    ])
    expect(decisions).toMatchObject([
      { gate: "hours", verdict: "defer", at: now, until: now + hour, reason: "the window is closed in UTC" },
      { gate: "hours", verdict: "skip", until: null, reason: `the hours are never open in all of ${apart}` }
    ])
  })

  it("says which campaigns are broke and why, and nothing of calls from the API", () => {
    const balance = { granted: 5, available: 5, held: 0, spent: 0 }
    const candidates = [candidate(1), candidate(2), candidate(3, { campaignId: null })]
    const broke = (fields: Partial<typeof turn>) => [...admit({ ...turn, balance, candidates, ...fields }).broke]
    expect(broke({})).toEqual([[campaign.id, "out_of_credits"]])
    expect(broke({ candidates: candidates.slice(2) })).toEqual([])
    expect(broke({ balance: { ...balance, held: 5 } })).toEqual([])
    const bounded = [candidate(1, {}, { budget: 1_500_000 })]
    const rich = { balance: turn.balance, candidates: bounded }
    const spending = (held: number, spent: number) => new Map([[campaign.id, { held, spent }]])
    expect(broke({ ...rich, spending: spending(0, 1_000_000) })).toEqual([[campaign.id, "over_budget"]])
    expect(broke({ ...rich, spending: spending(1_000_000, 0) })).toEqual([])
  })

  it("asks the hours of a policy and a place once, and answers each call alike", () => {
    const window = everyDay("10:00", "11:00")
    let asked = 0
    const own = Object.defineProperty({ ...policy }, "window", {
      enumerable: true,
      get: () => {
        asked++
        return window
      }
    })
    const candidates = Array.from({ length: 50 }, (_, n) => ({ ...candidate(n), policy: own }))
    expect(admit({ ...turn, candidates }).decisions).toHaveLength(50)
    expect(asked).toBe(1)
  })
})
