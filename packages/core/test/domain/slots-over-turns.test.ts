import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { allocate } from "../../src/domain/slots.ts"

interface Source {
  readonly weight: number
  readonly minimum: number
  /** Turns that an attempt of it lives. */
  readonly turns: number
}

const source = fc.record({
  weight: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 10 })),
  minimum: fc.constant(0),
  turns: fc.integer({ min: 1, max: 6 })
})

/** Turn after turn with calls that never run out: how many attempts lived and began, by source and turn. */
const run = (capacity: number, sources: ReadonlyArray<Source>, turns: number) => {
  const owed = sources.map(() => 0)
  const ends: Array<Array<number>> = sources.map(() => [])
  const began = sources.map(() => 0)
  const lived: Array<ReadonlyArray<number>> = []
  const starts: Array<ReadonlyArray<number>> = []
  for (let turn = 0; turn < turns; turn++) {
    for (const [index, own] of ends.entries()) ends[index] = own.filter((end) => end > turn)
    const grants = allocate(
      capacity,
      sources.map(({ minimum, weight }, index) => ({
        key: `${index}`,
        live: ends[index]!.length,
        due: 1000,
        minimum,
        maximum: Infinity,
        weight,
        owed: owed[index]!
      }))
    )
    const starting = sources.map((_, index) => grants.get(`${index}`)!.slots)
    for (const [index, slots] of starting.entries()) {
      owed[index] = grants.get(`${index}`)!.owed
      began[index]! += slots
      ends[index]!.push(...Array.from({ length: slots }, () => turn + sources[index]!.turns))
    }
    lived.push(ends.map((own) => own.length))
    starts.push(starting)
  }
  return { began, lived, starts }
}

describe("slots over many turns", () => {
  it("are all in use in every turn, and never more", () => {
    const all = fc.array(source, { minLength: 1, maxLength: 8 })
    fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), all, (capacity, sources) => {
      for (const lived of run(capacity, sources, 40).lived) {
        expect(lived.reduce((sum, n) => sum + n, 0)).toBe(capacity)
      }
    }))
  })

  it("come to everybody, also where there are fewer of them than sources", () => {
    const all = fc.array(source, { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), all, (capacity, sources) => {
        const total = sources.reduce((sum, { weight }) => sum + weight, 0)
        const longest = Math.max(...sources.map(({ turns }) => turns))
        // Twice the turns in which an exact share would come to two attempts, were all of them as long as the longest.
        const lightest = Math.min(...sources.map(({ weight }) => weight))
        const turns = Math.ceil(4 * longest * (total / lightest + sources.length))
        for (const n of run(capacity, sources, turns).began) expect(n).toBeGreaterThan(0)
      }),
      { numRuns: 300 }
    )
  })

  it("are shared by weight in the long run, where attempts are equally long", () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), weights, (capacity, weights) => {
        const total = weights.reduce((sum, n) => sum + n, 0)
        const turns = 50 * total
        const { began } = run(capacity, weights.map((weight) => ({ weight, minimum: 0, turns: 1 })), turns)
        for (const [index, weight] of weights.entries()) {
          const share = capacity * turns * weight / total
          expect(Math.abs(began[index]! - share), `${began[index]} of ${share}`).toBeLessThanOrEqual(0.1 * share + 2)
        }
      }),
      { numRuns: 100 }
    )
  })

  it("take turns where one slot is shared by equals", () => {
    const equals = Array.from({ length: 5 }, () => ({ weight: 1, minimum: 0, turns: 1 }))
    const { starts } = run(1, equals, 20)
    for (let turn = 0; turn < 20; turn += 5) {
      const five = starts.slice(turn, turn + 5)
      expect(equals.map((_, index) => five.reduce((sum, slots) => sum + slots[index]!, 0))).toEqual([1, 1, 1, 1, 1])
    }
  })
})
