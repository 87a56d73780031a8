import { expect, it } from "vitest"
import { simulate } from "../../src/simulation/simulate.ts"

/** A small world in which nothing goes wrong but one call of the store, on one node. */
const world = (seed: number, call: number, kind: "fails" | "forgets") =>
  simulate(seed, { nodes: 1, onlyFault: { call, kind } })

/** The first two worlds in which some are dialed more than once, or several. */
const worlds = Array.from({ length: 200 }, (_, index) => index + 1)
  .filter((seed) => world(seed, 0, "fails").attempts > 4)
  .slice(0, 2)

it.each(["fails", "forgets"] as const)(
  "one call of the store %s, whichever it is, and all comes to its end",
  { timeout: 120_000 },
  (kind) => {
    expect(worlds).toHaveLength(2)
    for (const seed of worlds) {
      const { calls } = world(seed, 0, kind)
      let done = 0
      for (let call = 1; call <= calls; call++) {
        const { failure, trace } = world(seed, call, kind)
        expect({ seed, call, failure }).toEqual({ seed, call, failure: undefined })
        if (Object.keys(trace.faults).length === 1) done++
      }
      // The very last calls may still be on their way when all is done.
      expect(done).toBeGreaterThan(calls - 10)
    }
  }
)
