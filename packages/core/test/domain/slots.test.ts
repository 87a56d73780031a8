import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { allocate, type Demand } from "../../src/domain/slots.ts"

const demand = fc.record({
  live: fc.nat({ max: 20 }),
  due: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 5000 })),
  maximum: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 30 })),
  weight: fc.oneof(
    fc.constant(1),
    fc.integer({ min: 1, max: 7 }),
    fc.double({ min: 0.01, max: 1000, noNaN: true })
  )
})

const demands = fc.array(demand, { maxLength: 8 })
  .map((all): ReadonlyArray<Demand> => all.map((one, index) => ({ ...one, key: `source ${index}` })))

const capacity = fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 5000 }))

const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, n) => all + n, 0)

const wish = ({ due, live, maximum }: Demand) => Math.max(0, Math.min(due, maximum - live))

describe("slots", () => {
  it("are never given beyond the capacity, nor to those who cannot or may not use them", () => {
    fc.assert(
      fc.property(capacity, demands, (capacity, all) => {
        const grants = allocate(capacity, all)
        expect([...grants.keys()].toSorted()).toEqual(all.map(({ key }) => key).toSorted())
        const live = sum(all.map((one) => one.live))
        expect(sum(grants.values())).toBeLessThanOrEqual(Math.max(0, capacity - live))
        for (const one of all) {
          const granted = grants.get(one.key)!
          expect(Number.isInteger(granted) && granted >= 0).toBe(true)
          expect(granted).toBeLessThanOrEqual(wish(one))
        }
      }),
      { numRuns: 500 }
    )
  })

  it("do not stay free while somebody can use them", () => {
    fc.assert(
      fc.property(capacity, demands, (capacity, all) => {
        const free = Math.max(0, capacity - sum(all.map(({ live }) => live)))
        expect(sum(allocate(capacity, all).values())).toBe(Math.min(free, sum(all.map(wish))))
      }),
      { numRuns: 500 }
    )
  })

  it("do not become fewer for a greater weight", () => {
    fc.assert(
      fc.property(
        capacity,
        demands,
        fc.nat(),
        fc.double({ min: 1, max: 50, noNaN: true }),
        (capacity, all, n, factor) => {
          fc.pre(all.length > 0)
          const chosen = all[n % all.length]!
          const heavier = all.map((one) => one === chosen ? { ...one, weight: one.weight * factor } : one)
          const before = allocate(capacity, all).get(chosen.key)!
          expect(allocate(capacity, heavier).get(chosen.key)).toBeGreaterThanOrEqual(before)
        }
      ),
      { numRuns: 500 }
    )
  })

  it("are the same whatever the order of the demands", () => {
    const shuffled = demands.chain((all) =>
      fc.shuffledSubarray([...all], { minLength: all.length, maxLength: all.length }).map((other) => ({ all, other }))
    )
    fc.assert(fc.property(capacity, shuffled, (capacity, { all, other }) => {
      expect(new Map(allocate(capacity, other))).toEqual(new Map(allocate(capacity, all)))
    }))
  })

  it("are shared by weight among those who want more than there is", () => {
    fc.assert(
      fc.property(capacity, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }), (n, weights) => {
        const all = weights.map((weight, index) => ({ key: `${index}`, live: 0, due: n, maximum: Infinity, weight }))
        const grants = allocate(n, all)
        for (const { key, weight } of all) {
          expect(Math.abs(grants.get(key)! - n * weight / sum(weights))).toBeLessThan(1)
        }
      })
    )
  })

  it("that do not come out even go to the largest remainders, and then in the order of keys", () => {
    const weights = { a: 1, b: 2, c: 1 }
    const all = Object.entries(weights).map(([key, weight]) => ({ key, live: 0, due: 9, maximum: Infinity, weight }))
    expect(new Map(allocate(2, all))).toEqual(new Map([["a", 1], ["b", 1], ["c", 0]]))
    expect(new Map(allocate(3, all))).toEqual(new Map([["a", 1], ["b", 1], ["c", 1]]))
  })

  it("are not taken from those who have more than their share", () => {
    const all: ReadonlyArray<Demand> = [
      { key: "early", live: 9, due: 5, maximum: Infinity, weight: 1 },
      { key: "late", live: 0, due: 5, maximum: Infinity, weight: 1 }
    ]
    expect(new Map(allocate(10, all))).toEqual(new Map([["early", 0], ["late", 1]]))
  })

  it("that one cannot use go to the others by weight", () => {
    const all: ReadonlyArray<Demand> = [
      { key: "small", live: 0, due: 2, maximum: Infinity, weight: 8 },
      { key: "bounded", live: 1, due: 50, maximum: 3, weight: 8 },
      { key: "one", live: 0, due: 50, maximum: Infinity, weight: 1 },
      { key: "two", live: 0, due: 50, maximum: Infinity, weight: 2 }
    ]
    expect(new Map(allocate(20, all))).toEqual(new Map([["small", 2], ["bounded", 2], ["one", 5], ["two", 10]]))
  })

  it("are none where there are none", () => {
    expect(allocate(10, []).size).toBe(0)
    expect(allocate(0, [{ key: "one", live: 0, due: 5, maximum: Infinity, weight: 1 }]).get("one")).toBe(0)
  })
})
