import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { allocate, type Demand } from "../../src/domain/slots.ts"

/** A demand that has nothing, wants much, and is like any other. */
const wanting = (key: string, fields: Partial<Demand> = {}): Demand => ({
  key,
  live: 0,
  due: 50,
  minimum: 0,
  maximum: Infinity,
  weight: 1,
  owed: 0,
  ...fields
})

const demand = fc.record({
  live: fc.nat({ max: 20 }),
  due: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 5000 })),
  minimum: fc.oneof(fc.constant(0), fc.nat({ max: 12 })),
  maximum: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 30 })),
  weight: fc.oneof(
    fc.constant(1),
    fc.integer({ min: 1, max: 7 }),
    fc.double({ min: 0.01, max: 1000, noNaN: true })
  ),
  owed: fc.oneof(fc.constant(0), fc.double({ min: -1, max: 1, noNaN: true }))
})

const demands = fc.array(demand, { maxLength: 8 })
  .map((all): ReadonlyArray<Demand> => all.map((one, index) => ({ ...one, key: `source ${index}` })))

const capacity = fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 5000 }))

const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, n) => all + n, 0)

const wish = ({ due, live, maximum }: Demand) => Math.max(0, Math.min(due, maximum - live))

const given = (capacity: number, all: ReadonlyArray<Demand>): ReadonlyMap<string, number> =>
  new Map([...allocate(capacity, all)].map(([key, { slots }]) => [key, slots]))

const freeOf = (capacity: number, all: ReadonlyArray<Demand>) =>
  Math.max(0, capacity - sum(all.map(({ live }) => live)))

describe("slots", () => {
  it("are never given beyond the capacity, nor to those who cannot or may not use them", () => {
    fc.assert(
      fc.property(capacity, demands, (capacity, all) => {
        const grants = allocate(capacity, all)
        expect([...grants.keys()].toSorted()).toEqual(all.map(({ key }) => key).toSorted())
        expect(sum([...grants.values()].map(({ slots }) => slots))).toBeLessThanOrEqual(freeOf(capacity, all))
        for (const one of all) {
          const { owed, slots } = grants.get(one.key)!
          expect(Number.isInteger(slots) && slots >= 0).toBe(true)
          expect(slots).toBeLessThanOrEqual(wish(one))
          expect(Math.abs(owed)).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 1000 }
    )
  })

  it("do not stay free while somebody can use them", () => {
    fc.assert(
      fc.property(capacity, demands, (capacity, all) => {
        expect(sum(given(capacity, all).values())).toBe(Math.min(freeOf(capacity, all), sum(all.map(wish))))
      }),
      { numRuns: 1000 }
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
          const before = given(capacity, all).get(chosen.key)!
          expect(given(capacity, heavier).get(chosen.key)).toBeGreaterThanOrEqual(before)
        }
      ),
      { numRuns: 2000 }
    )
  })

  it("are the same whatever the order of the demands", () => {
    const shuffled = demands.chain((all) =>
      fc.shuffledSubarray([...all], { minLength: all.length, maxLength: all.length }).map((other) => ({ all, other }))
    )
    fc.assert(
      fc.property(capacity, shuffled, (capacity, { all, other }) => {
        expect(new Map(allocate(capacity, other))).toEqual(new Map(allocate(capacity, all)))
      }),
      { numRuns: 500 }
    )
  })

  it("are at least the minimum of everybody who can use it, where there are as many", () => {
    fc.assert(
      fc.property(capacity, demands, (capacity, all) => {
        const leastOf = (one: Demand) => Math.max(one.live, Math.min(one.minimum, one.live + wish(one)))
        fc.pre(sum(all.map(leastOf)) <= Math.max(capacity, sum(all.map(({ live }) => live))))
        const slots = given(capacity, all)
        for (const one of all) expect(one.live + slots.get(one.key)!).toBeGreaterThanOrEqual(leastOf(one))
      }),
      { numRuns: 1000 }
    )
  })

  it("are shared by weight among those who want more than there is", () => {
    fc.assert(
      fc.property(capacity, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }), (n, weights) => {
        const all = weights.map((weight, index) => wanting(`${index}`, { due: n, weight }))
        const slots = given(n, all)
        for (const { key, weight } of all) {
          expect(Math.abs(slots.get(key)! - n * weight / sum(weights))).toBeLessThan(1)
        }
      })
    )
  })

  it("that do not come out even go to the largest remainders, and then in the order of keys", () => {
    const all = [wanting("a"), wanting("b", { weight: 2 }), wanting("c")]
    expect(given(2, all)).toEqual(new Map([["a", 1], ["b", 1], ["c", 0]]))
    expect(given(3, all)).toEqual(new Map([["a", 1], ["b", 1], ["c", 1]]))
  })

  it("are not taken from those who have more than their share", () => {
    expect(given(10, [wanting("early", { live: 9 }), wanting("late")])).toEqual(new Map([["early", 0], ["late", 1]]))
  })

  it("that one cannot use go to the others by weight", () => {
    const all = [
      wanting("small", { due: 2, weight: 8 }),
      wanting("bounded", { live: 1, maximum: 3, weight: 8 }),
      wanting("one"),
      wanting("two", { weight: 2 })
    ]
    expect(given(20, all)).toEqual(new Map([["small", 2], ["bounded", 2], ["one", 5], ["two", 10]]))
  })

  it("kept for somebody are lent while they are not wanted, and come back as attempts end", () => {
    const lent = [wanting("api", { due: 0, minimum: 4 }), wanting("campaign")]
    expect(given(10, lent).get("campaign")).toBe(10)
    const wanted = [wanting("api", { minimum: 4 }), wanting("campaign", { live: 7 })]
    expect(given(10, wanted)).toEqual(new Map([["api", 3], ["campaign", 0]]))
  })

  it("are none where there are none", () => {
    expect(allocate(10, []).size).toBe(0)
    expect(given(0, [wanting("one")]).get("one")).toBe(0)
  })
})
