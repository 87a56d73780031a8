import { expect, it } from "vitest"
import { simulate } from "../../src/simulation/simulate.ts"

/** A small world in which nothing goes wrong but one call of the store, on one node. */
const world = (seed: number, call: number, kind: "fails" | "forgets") =>
  simulate(seed, { nodes: 1, onlyFault: { call, kind } })

/** The first two worlds in which much is dialed: what happens in them is more than looks that find nothing. */
const worlds: Array<number> = []
for (let seed = 1; worlds.length < 2 && seed <= 200; seed++) {
  if (world(seed, 0, "fails").attempts > 7) worlds.push(seed)
}

it.each(["fails", "forgets"] as const)(
  "one call of the store %s, whichever it is, and all comes to its end",
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
