import { describe, expect, it } from "vitest"
import { simulate } from "../../src/simulation/simulate.ts"

/** Small worlds in which nothing goes wrong but one call of the store, with one node. */
const worlds = [2, 3]

describe("one call of the store", () => {
  it.each(["fails", "forgets"] as const)(
    "%s, whichever it is, and all comes to its end",
    { timeout: 120_000 },
    (kind) => {
      for (const seed of worlds) {
        const { attempts, calls } = simulate(seed, { nodes: 1, onlyFault: { call: 0, kind } })
        expect(attempts).toBeGreaterThan(2)
        for (let call = 1; call <= calls; call++) {
          const { failure, trace } = simulate(seed, { nodes: 1, onlyFault: { call, kind } })
          expect({ seed, call, failure }).toEqual({ seed, call, failure: undefined })
          expect(Object.keys(trace.faults)).toHaveLength(1)
        }
      }
    }
  )
})
