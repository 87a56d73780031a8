import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { FrequencyCap, memoryOf, nextWithinCap } from "../../src/domain/frequency.ts"
import { day, hour, now } from "./given.ts"

const cap = fc.record({
  attempts: fc.integer({ min: 1, max: 5 }),
  spanSeconds: fc.integer({ min: 60, max: 400 }),
  gapSeconds: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 300 })),
  bySubject: fc.constant(false)
})

/** Whether one more attempt would keep the cap, by its words. */
const allows = (cap: FrequencyCap, attempts: ReadonlyArray<number>, at: number) =>
  attempts.filter((one) => one > at - cap.spanSeconds * 1000).length < cap.attempts &&
  attempts.every((one) => at - one >= cap.gapSeconds * 1000)

describe("a frequency cap", () => {
  it("allows the next attempt at the first second that keeps it, found by looking at each", () => {
    const attempts = fc.array(fc.integer({ min: -500, max: 0 }).map((seconds) => now + seconds * 1000), {
      maxLength: 12
    })
    fc.assert(
      fc.property(cap, attempts, (cap, attempts) => {
        let at = now
        while (!allows(cap, attempts, at)) at += 1000
        expect(nextWithinCap(cap, attempts, now)).toBe(at)
      }),
      { numRuns: 1000 }
    )
  })

  it("is kept by whoever asks it before each attempt", () => {
    fc.assert(fc.property(cap, fc.array(fc.nat({ max: 90_000 }), { maxLength: 40 }), (cap, waits) => {
      const attempts: Array<number> = []
      let at = now
      for (const wait of waits) {
        at = nextWithinCap(cap, attempts, at + wait)
        attempts.push(at)
      }
      for (const [index, one] of attempts.entries()) {
        const span = attempts.filter((other) => other > one - cap.spanSeconds * 1000 && other <= one)
        expect(span.length).toBeLessThanOrEqual(cap.attempts)
        if (index > 0) expect(one - attempts[index - 1]!).toBeGreaterThanOrEqual(cap.gapSeconds * 1000)
      }
    }))
  })

  it("does not care about attempts that it has forgotten", () => {
    const attempts = fc.array(fc.integer({ min: -900, max: 0 }).map((seconds) => now + seconds * 1000))
    fc.assert(fc.property(cap, attempts, (cap, attempts) => {
      const remembered = attempts.filter((at) => at > now - memoryOf(cap))
      expect(nextWithinCap(cap, remembered, now)).toBe(nextWithinCap(cap, attempts, now))
    }))
  })

  it("of three in 24 hours rolls: midnight gives nothing back", () => {
    const three = { attempts: 3, spanSeconds: 86_400, gapSeconds: 0, bySubject: false }
    const evening = [now, now + hour, now + 2 * hour]
    expect(nextWithinCap(three, evening, now + 14 * hour)).toBe(now + day)
    expect(nextWithinCap(three, evening.slice(1), now + 14 * hour)).toBe(now + 14 * hour)
  })

  it("is a number of attempts, in a span of a month at most", () => {
    const is = Schema.is(FrequencyCap)
    const good = { attempts: 3, spanSeconds: 86_400, gapSeconds: 0, bySubject: true }
    expect(is(good)).toBe(true)
    for (const bad of [{ attempts: 0 }, { spanSeconds: 59 }, { spanSeconds: 32 * 86_400 }, { gapSeconds: -1 }]) {
      expect(is({ ...good, ...bad })).toBe(false)
    }
  })
})
