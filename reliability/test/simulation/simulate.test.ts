import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { plantedBugs } from "../../src/simulation/planted.ts"
import { simulate } from "../../src/simulation/simulate.ts"

const main = fileURLToPath(new URL("../../src/simulation/main.ts", import.meta.url))

/** The first seed up to a limit that finds a planted bug. */
const found = (name: string, most: number) => {
  const planted = plantedBugs.get(name)!
  for (let seed = 1; seed <= most; seed++) {
    const { failure } = simulate(seed, { planted })
    if (failure !== undefined) return failure.invariant
  }
  return undefined
}

describe("the simulation", () => {
  it("keeps every invariant over many seeds", { timeout: 60_000 }, () => {
    const failures = Array.from({ length: 150 }, (_, index) => simulate(index + 1))
      .filter(({ failure }) => failure !== undefined)
      .map(({ failure, seed }) => `${seed}: ${failure?.what}`)
    expect(failures).toEqual([])
  })

  it("goes the same way from the same seed, and another way from another", () => {
    const hashes = [7, 7, 8].map((seed) => simulate(seed).trace.hash)
    expect(hashes[0]).toBe(hashes[1])
    expect(hashes[0]).not.toBe(hashes[2])
  })

  it("goes the same way in another process, whatever ran before", { timeout: 60_000 }, () => {
    const args = ["--disable-warning=ExperimentalWarning", main, "--seed", "9", "--json"]
    const told = execFileSync(process.execPath, args, { encoding: "utf8" })
    expect(JSON.parse(told)).toMatchObject({ seeds: 1, failures: [], hash: simulate(9).trace.hash })
  })
})

describe("a planted bug is found", () => {
  it.each([
    ["written-after-the-call", 10, "I1"],
    ["slot-counter", 60, "I3"],
    ["settle-twice", 60, "I5"]
  ])("%s, within %i seeds", { timeout: 60_000 }, (name, most, invariant) => {
    expect(found(name, most)).toBe(invariant)
  })
})
