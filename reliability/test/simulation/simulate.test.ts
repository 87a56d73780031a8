import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { plantedBugs } from "../../src/simulation/planted.ts"
import { simulate } from "../../src/simulation/simulate.ts"

const main = fileURLToPath(new URL("../../src/simulation/main.ts", import.meta.url))

/** The command's own process: what it printed, and how it ended. */
const command = (...args: ReadonlyArray<string>): { readonly code: number; readonly told: unknown } => {
  const all = ["--disable-warning=ExperimentalWarning", main, ...args, "--json"]
  try {
    const told = execFileSync(process.execPath, all, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
    return { code: 0, told: JSON.parse(told) }
  } catch (error) {
    const { status, stdout } = error as { readonly status: number; readonly stdout: string }
    return { code: status, told: JSON.parse(stdout) }
  }
}

describe("the simulation", () => {
  it("keeps every invariant over many seeds", () => {
    const failures = Array.from({ length: 150 }, (_, index) => simulate(index + 1))
      .filter(({ failure }) => failure !== undefined)
      .map(({ failure, seed }) => `${seed}: ${failure?.what}`)
    expect(failures).toEqual([])
  })

  it("does something in them: calls are placed, and every kind of fault is done", () => {
    const runs = Array.from({ length: 60 }, (_, index) => simulate(index + 1))
    expect(runs.reduce((sum, { attempts }) => sum + attempts, 0)).toBeGreaterThan(120)
    const kinds = new Set(runs.flatMap(({ trace }) => Object.keys(trace.faults)))
    for (
      const kind of [
        "store fails before",
        "store answer lost",
        "store slow",
        "node frozen",
        "node killed",
        "event twice"
      ]
    ) expect(kinds).toContain(kind)
  })

  it("goes the same way from the same seed, and another way from another", () => {
    const hashes = [7, 7, 8].map((seed) => simulate(seed).trace.hash)
    expect(hashes[0]).toBe(hashes[1])
    expect(hashes[0]).not.toBe(hashes[2])
  })

  it("goes the same way in another process, whatever ran before", () => {
    const { code, told } = command("--seed", "9")
    expect(code).toBe(0)
    expect(told).toMatchObject({ seeds: 1, failures: [], hash: simulate(9).trace.hash })
  })

  it("ends with an error and names the seed where something does not hold", () => {
    const planted = plantedBugs.get("lost-contact")!
    const seed = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].find((one) => simulate(one, { planted }).failure !== undefined)
    const { code, told } = command("--seed", String(seed), "--planted", "lost-contact")
    expect(code).toBe(1)
    expect(told).toMatchObject({ seeds: 1, failures: [{ seed, invariant: "I2" }] })
  })
})
