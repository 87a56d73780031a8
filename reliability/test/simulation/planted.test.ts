import { expect, it } from "vitest"
import { plantedBugs } from "../../src/simulation/planted.ts"
import { simulate } from "../../src/simulation/simulate.ts"
import type { Invariant } from "../../src/simulation/violation.ts"
import type { Weather } from "../../src/simulation/weather.ts"

/** Within how many seeds each bug must be found, by which invariant, and in which weather it is looked for. */
const bugs: ReadonlyArray<readonly [name: string, most: number, Invariant, Partial<Weather>]> = [
  ["redial-on-rescue", 80, "I1", { struckAtWork: 0.2, requestHeld: 0.2, eventLost: 0.3 }],
  ["redial-when-not-found", 20, "I1", { requestHeld: 0.3 }],
  ["written-after-the-call", 10, "I1", {}],
  ["no-epoch-check", 200, "I1", { storeHeld: 0.4, struckAtWork: 0.2 }],
  ["slot-counter", 200, "I3", { eventTwice: 0.5 }],
  ["settle-twice", 40, "I5", { eventTwice: 0.5 }],
  ["no-last-look", 60, "I4", { hookThinks: 0.9 }],
  ["no-last-clock", 600, "I4", { storeSlow: 0.8 }],
  ["forgotten-pace", 40, "I3", {}],
  ["last-event-wins", 60, "I6", { eventLate: 0.5 }],
  ["lost-contact", 10, "I2", {}],
  ["believed-webhooks", 40, "I7", { webhookFails: 0.3 }],
  ["no-last-word", 20, "I7", {}],
  ["no-workspace-check", 150, "I8", {}]
]

/** What the first seeds find, until it is the invariant that is looked for. */
const found = (name: string, most: number, wanted: Invariant, weather: Partial<Weather>): Invariant | undefined => {
  const planted = plantedBugs.get(name)!
  let last: Invariant | undefined
  for (let seed = 1; seed <= most; seed++) {
    const invariant = simulate(seed, { planted, weather }).failure?.invariant
    if (invariant === wanted) return invariant
    last = invariant ?? last
  }
  return last
}

it.each(bugs)(
  "the planted bug %s is found within %i seeds, by %s",
  (name, most, invariant, weather) => {
    expect(found(name, most, invariant, weather)).toBe(invariant)
  }
)

it("knows every bug that is planted", () => {
  expect(bugs.map(([name]) => name).toSorted()).toEqual([...plantedBugs.keys()].toSorted())
})
