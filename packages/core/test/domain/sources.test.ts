import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { apiSource, demandOf, firstInLine, interleave, shareSlots, sourceOf } from "../../src/domain/sources.ts"
import { call, campaign, policy, workspace } from "./given.ts"

describe("the slots of a turn", () => {
  const source = { live: 0, due: 9, owed: 0, policy: null }
  const shares = (workspaceFields: Partial<typeof workspace>, own: Partial<typeof policy>) =>
    [
      ...shareSlots({ ...workspace, ...workspaceFields }, [
        { ...source, key: campaign.id, policy: { ...policy, ...own } },
        { ...source, key: apiSource }
      ]).values()
    ].map(({ slots }) => slots)

  it("are shared by campaigns and the API, each campaign within its policy", () => {
    const [campaigns, api] = [
      ...shareSlots(workspace, [
        { ...source, key: campaign.id, live: 1, policy: { ...policy, maxConcurrent: 2 } },
        { ...source, key: apiSource }
      ]).values()
    ]
    expect([campaigns?.slots, api?.slots]).toEqual([1, 8])
    expect([sourceOf(call), sourceOf({ campaignId: null })]).toEqual([campaign.id, apiSource])
  })

  it("are equal where nothing is set, and follow reserve, minimum, maximum, weight and percentage where it is", () => {
    expect(shares({}, {})).toEqual([5, 5])
    expect(shares({ apiReserve: 8 }, {})).toEqual([2, 8])
    expect(shares({}, { minConcurrent: 7 })).toEqual([7, 3])
    expect(shares({}, { maxConcurrent: 3 })).toEqual([3, 7])
    expect(shares({}, { concurrencyPercentage: 20 })).toEqual([2, 8])
    expect(shares({}, { weight: 4 })).toEqual([8, 2])
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
  })

  it("is known as far as a turn goes without the rest of it", () => {
    const shares = fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 9 })
    fc.assert(fc.property(shares, fc.nat({ max: 400 }), (sizes, limit) => {
      const line = interleave(sizes.map((size, source) => Array.from({ length: size }, () => String(source))))
      const first = line.slice(0, limit)
      const counted = new Map(sizes.map((size, source) => [String(source), size] as const))
      const some = [...firstInLine([...counted], limit)].filter(([, count]) => count > 0)
      expect(Object.fromEntries(some)).toEqual(
        Object.fromEntries(
          [...new Set(first)].map((source) => [source, first.filter((one) => one === source).length])
        )
      )
    }))
  })

  it("has many waiting behind whoever could use up the turn alone, and of others what was counted", () => {
    expect([demandOf(0, 100, 500), demandOf(99, 100, 500), demandOf(100, 100, 500)]).toEqual([0, 99, 500])
    expect(demandOf(60, 100, 50)).toBe(50)
  })

  it("is fair to few among many", () => {
    expect(interleave([["a", "b", "c", "d"], ["x"]])).toEqual(["a", "b", "x", "c", "d"])
  })
})
