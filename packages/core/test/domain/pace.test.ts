import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { allowance, arrivalAfter, defaultPace, latestDial, nextAllowed, type Pace } from "../../src/domain/pace.ts"
import { now } from "./given.ts"

const pace: fc.Arbitrary<Pace> = fc.record({
  perSecond: fc.oneof(
    fc.constantFrom(0.001, 0.1, 0.5, 1, 3, 5, 7, 30, 1000),
    fc.double({ min: 0.001, max: 1000, noNaN: true })
  ),
  burst: fc.integer({ min: 1, max: 20 })
})

/** Milliseconds between turns, and how much of what is allowed is wanted in each. */
const turns = fc.array(
  fc.tuple(fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 5000 })), fc.nat({ max: 30 })),
  { minLength: 1, maxLength: 40 }
)

describe("a pace", () => {
  it("never allows more than the burst and the rate in any span of time", () => {
    fc.assert(
      fc.property(pace, turns, (pace, turns) => {
        let at = now
        let arrival = 0
        const dials: Array<number> = []
        for (const [wait, wanted] of turns) {
          at += wait
          const n = Math.min(wanted, allowance(pace, arrival, at))
          for (let dial = 0; dial < n; dial++) dials.push(at)
          arrival = arrivalAfter(pace, arrival, at, n)
        }
        const excess = dials.flatMap((from, first) =>
          dials.slice(first).map((to, more) => more + 1 - pace.burst - pace.perSecond * (to - from) / 1000)
        )
        expect(Math.max(0, ...excess)).toBeLessThan(1e-6)
      }),
      { numRuns: 300 }
    )
  })

  it("allows the whole burst after a silence, and nothing more then", () => {
    fc.assert(fc.property(pace, (pace) => {
      expect(allowance(pace, 0, now)).toBe(pace.burst)
      expect(allowance(pace, arrivalAfter(pace, 0, now, pace.burst), now)).toBe(0)
    }))
  })

  it("says when the next dial is allowed: then, and not a millisecond sooner", () => {
    fc.assert(
      fc.property(pace, fc.integer({ min: -5000, max: 5_000_000 }), (pace, ahead) => {
        const next = nextAllowed(pace, now + ahead, now)
        expect(allowance(pace, now + ahead, next)).toBeGreaterThan(0)
        if (next > now) expect(allowance(pace, now + ahead, next - 1)).toBe(0)
      }),
      { numRuns: 500 }
    )
  })

  it("keeps up its rate: who dials whenever it is allowed loses less than a millisecond a dial", () => {
    fc.assert(fc.property(pace, (pace) => {
      let at = now
      let arrival = 0
      for (let n = 0; n < 100; n++) {
        at = nextAllowed(pace, arrival, at)
        arrival = arrivalAfter(pace, arrival, at, 1)
      }
      const ideal = Math.max(0, 99 - (pace.burst - 1)) * 1000 / pace.perSecond
      expect(at - now).toBeLessThanOrEqual(ideal + 101)
    }))
  })

  it("forgets nothing where nothing is dialed", () => {
    expect(arrivalAfter(defaultPace, now + 400, now, 0)).toBe(now + 400)
  })

  it("spaces five calls a second by 200 ms once five have gone", () => {
    const arrival = arrivalAfter(defaultPace, 0, now, 5)
    expect(nextAllowed(defaultPace, arrival, now)).toBe(now + 200)
    expect([199, 200, 399, 400].map((ms) => allowance(defaultPace, arrival, now + ms))).toEqual([0, 1, 1, 2])
  })

  it("without a burst is spread evenly", () => {
    for (const perSecond of [0.5, 1, 4, 5, 8]) {
      const even = { perSecond, burst: 1 }
      let arrival = 0
      let at = now
      const dials: Array<number> = []
      for (let n = 0; n < 20; n++) {
        at = nextAllowed(even, arrival, at)
        dials.push(at)
        arrival = arrivalAfter(even, arrival, at, 1)
      }
      expect(dials.map((dial) => dial - now)).toEqual(dials.map((_, n) => n * 1000 / perSecond))
    }
  })

  it("is one for all nodes that share its one instant, in whatever order they come", () => {
    const nodes = fc.array(fc.nat({ max: 400 }), { maxLength: 60 })
    fc.assert(fc.property(pace, nodes, (pace, turns) => {
      let shared = 0
      let at = now
      const dials: Array<number> = []
      for (const wait of turns) {
        at += wait
        const n = Math.min(3, allowance(pace, shared, at))
        for (let dial = 0; dial < n; dial++) dials.push(at)
        shared = arrivalAfter(pace, shared, at, n)
      }
      for (const from of dials) {
        const within = dials.filter((dial) => dial >= from && dial < from + 1000).length
        expect(within).toBeLessThanOrEqual(Math.ceil(pace.burst + pace.perSecond))
      }
    }))
  })

  it("knows when the latest dial was", () => {
    expect(latestDial(defaultPace, 0)).toBe(0)
    fc.assert(fc.property(pace, (pace) => {
      expect(latestDial(pace, arrivalAfter(pace, 0, now, 1))).toBe(now)
      expect(latestDial(pace, arrivalAfter(pace, 0, now, 2))).toBeGreaterThanOrEqual(now)
    }))
  })
})
