import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { deadlineGraceMs } from "../../src/domain/attempt.ts"
import type { CampaignStatus } from "../../src/domain/campaign.ts"
import { post } from "../../src/domain/credit.ts"
import type { NumberId } from "../../src/domain/id.ts"
import { allowance } from "../../src/domain/pace.ts"
import {
  type Admission,
  admit,
  apiSource,
  interleave,
  mayDial,
  openZones,
  shareSlots,
  sourceOf
} from "../../src/domain/turn.ts"
import { everyDay } from "../../src/domain/window.ts"
import { Zone, zoneSet } from "../../src/domain/zone.ts"
import { attempt, block, call, campaign, day, hour, id, now, number, phone, policy, utc, workspace } from "./given.ts"

const slow = { ...number, id: id<NumberId>(20), phone: phone(9001), pace: { perSecond: 1, burst: 2 } }

const numbers = new Map([number, slow].map((one) => [one.id, { number: one, arrival: 0 }]))

const turn: Admission = {
  workspace,
  balance: { granted: 100_000_000, available: 100_000_000, held: 0, spent: 0 },
  candidates: [],
  numbers,
  livePhones: new Set(),
  nodeId: attempt.nodeId,
  epoch: 1,
  block,
  now
}

const candidate = (n: number, fields: Partial<typeof call> = {}) => ({
  call: { ...call, id: id<typeof call.id>(1000 + n), phone: phone(n), ...fields },
  policy,
  numbers: [number.id]
})

describe("a campaign may dial", () => {
  it("while it is ongoing, from its start to its end", () => {
    const statuses: ReadonlyArray<CampaignStatus> = ["draft", "scheduled", "paused", "completed", "failed", "canceled"]
    for (const status of statuses) expect(mayDial({ ...campaign, status }, now)).toBe(false)
    const at = [now - 1, now, now + day - 1, now + day]
    expect(at.map((at) => mayDial(campaign, at))).toEqual([false, true, true, false])
  })

  it("in the zones in which its window is open", () => {
    const indian = zoneSet([Zone.make("Asia/Kolkata")])
    const hours = { ...campaign, policy: { ...policy, window: everyDay("10:00", "15:00") } }
    expect(openZones(hours, [utc, indian], now)).toEqual([indian])
    expect(openZones({ ...hours, status: "paused" }, [utc, indian], now)).toEqual([])
  })
})

describe("the slots of a turn", () => {
  it("are shared by campaigns and the API, each campaign within its policy", () => {
    const bounded = { ...policy, maxConcurrent: 2 }
    const shares = shareSlots(workspace, [
      { key: campaign.id, live: 1, due: 9, policy: bounded },
      { key: apiSource, live: 0, due: 9, policy: null }
    ])
    expect(new Map(shares)).toEqual(new Map([[campaign.id, 1], [apiSource, 8]]))
    expect([sourceOf(call), sourceOf({ campaignId: null })]).toEqual([campaign.id, apiSource])
  })
})

describe("the line of a turn", () => {
  it("has every call once, in the order of its source, and each source in proportion at every place", () => {
    const shares = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 5 })
    fc.assert(fc.property(shares, (sizes) => {
      const calls = sizes.map((size, source) => Array.from({ length: size }, (_, index) => ({ source, index })))
      const line = interleave(calls)
      expect(line.length).toBe(calls.flat().length)
      for (const [source, own] of calls.entries()) {
        expect(line.filter((call) => call.source === source)).toEqual(own)
        for (const [place] of line.entries()) {
          const served = line.slice(0, place).filter((call) => call.source === source).length
          expect(Math.abs(served - place * own.length / line.length)).toBeLessThan(sizes.length)
        }
      }
    }))
    expect(interleave([["a", "b", "c", "d"], ["x"]])).toEqual(["a", "b", "x", "c", "d"])
  })
})

describe("a turn", () => {
  it("passes the gates whatever comes: phones once, paces kept, credits there", () => {
    const given = fc.record({
      phones: fc.array(fc.nat({ max: 6 }), { maxLength: 12 }),
      busy: fc.array(fc.nat({ max: 6 }), { maxLength: 2 }),
      available: fc.oneof(fc.nat({ max: 8_000_000 }), fc.constant(100_000_000)),
      held: fc.constantFrom(0, 1_000_000),
      arrival: fc.integer({ min: now - 5000, max: now + 5000 }),
      picks: fc.subarray([number.id, slow.id]),
      maxCallSeconds: fc.integer({ min: 5, max: 300 })
    })
    fc.assert(
      fc.property(given, ({ arrival, available, busy, held, maxCallSeconds, phones, picks }) => {
        const balance = { granted: available + held, available, held, spent: 0 }
        const livePhones = new Set(busy.map(phone))
        const state = new Map(numbers).set(slow.id, { number: slow, arrival })
        const candidates = phones.map((n, index) => ({
          ...candidate(index, { phone: phone(n) }),
          numbers: picks,
          policy: { ...policy, maxCallSeconds }
        }))
        const admitted = admit({ ...turn, balance, candidates, livePhones, numbers: state })
        const { arrivals, attempts, broke, dialed, postings } = admitted

        const dialedPhones = attempts.map(({ phone }) => phone)
        expect(new Set(dialedPhones).size).toBe(dialedPhones.length)
        expect(dialedPhones.filter((one) => livePhones.has(one))).toEqual([])
        expect(dialed.map(({ id }) => id)).toEqual(attempts.map(({ callId }) => callId))
        expect(attempts.map(({ id }) => id)).toEqual(attempts.map((_, n) => id(n)))

        const bySlow = attempts.filter(({ numberId }) => numberId === slow.id).length
        expect(bySlow).toBeLessThanOrEqual(allowance(slow.pace, arrival, now))
        expect(arrivals.has(slow.id)).toBe(bySlow > 0)

        const after = post(balance, postings)
        expect(after.available).toBeGreaterThanOrEqual(0)
        expect(after.held - held).toBe(attempts.reduce((sum, { held }) => sum + held, 0))
        if (broke.length > 0) expect([held, attempts.length]).toEqual([0, 0])
      }),
      { numRuns: 300 }
    )
  })

  it("leaves no call out that passes every gate", () => {
    const { attempts, deferred, nextAt } = admit({ ...turn, candidates: [1, 2, 3].map((n) => candidate(n)) })
    expect(attempts).toHaveLength(3)
    const deadlineAt = now + (policy.ringSeconds + policy.maxCallSeconds) * 1000 + deadlineGraceMs
    expect(attempts.map((one) => one.deadlineAt)).toEqual([deadlineAt, deadlineAt, deadlineAt])
    expect([deferred, nextAt]).toEqual([[], undefined])
  })

  it("takes the number that has rested longest, and says when a pace allows the next dial", () => {
    const slower = { ...slow, id: id<NumberId>(21), phone: phone(9002) }
    const two = new Map([slow, slower].map((one, n) => [one.id, { number: one, arrival: now - n }]))
    const candidates = [1, 2, 3, 4, 5].map((n) => ({ ...candidate(n), numbers: [slow.id, slower.id] }))
    const { attempts, nextAt } = admit({ ...turn, candidates, numbers: two })
    expect(attempts.map(({ numberId }) => numberId)).toEqual([slower.id, slow.id, slow.id, slower.id])
    expect(nextAt).toBe(now + 1000)
  })

  it("says no next dial where another number went on", () => {
    const waiting = new Map(numbers).set(slow.id, { number: slow, arrival: now + 5000 })
    const both = { ...candidate(1), numbers: [slow.id, number.id] }
    const { attempts, nextAt } = admit({ ...turn, candidates: [both], numbers: waiting })
    expect(attempts.map(({ numberId }) => numberId)).toEqual([number.id])
    expect(nextAt).toBeUndefined()
  })

  it("puts off what is outside its hours, and closes what never comes into them", () => {
    const later = { ...candidate(1), policy: { ...policy, window: everyDay("10:00", "11:00") } }
    const apart = zoneSet([Zone.make("Asia/Kolkata"), Zone.make("America/New_York")])
    const never = { ...candidate(2, { zones: apart }), policy: { ...policy, window: everyDay("09:00", "10:00") } }
    const { attempts, deferred } = admit({ ...turn, candidates: [later, never] })
    expect(attempts).toEqual([])
    expect(deferred).toMatchObject([
      { status: "registered", dueAt: now + hour },
      { status: "failed", subStatus: "window_never_opens" }
    ])
  })

  it("says which campaigns are broke, and nothing of calls from the API", () => {
    const balance = { granted: 5, available: 5, held: 0, spent: 0 }
    const candidates = [candidate(1), candidate(2), candidate(3, { campaignId: null })]
    expect(admit({ ...turn, balance, candidates }).broke).toEqual([campaign.id])
    expect(admit({ ...turn, balance, candidates: candidates.slice(2) }).broke).toEqual([])
    expect(admit({ ...turn, balance: { ...balance, held: 5 }, candidates }).broke).toEqual([])
  })
})
