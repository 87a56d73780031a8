import { Result } from "effect"
import { expect, it } from "vitest"
import { optionsOf } from "../../src/crash/options.ts"

const read = (...args: ReadonlyArray<string>) => Result.getOrThrow(optionsOf(args, "fresh"))

const problem = (...args: ReadonlyArray<string>) => {
  const result = optionsOf(args, "fresh")
  return Result.isFailure(result) ? result.failure.message : "accepted"
}

it("needs nothing to be said", () => {
  expect(read()).toMatchObject({ store: "sqlite", nodes: 1, kills: 20, seed: "fresh", json: false })
  expect(read("--store", "postgres")).toMatchObject({ store: "postgres", nodes: 3 })
})

it.each([
  [["--store", "oracle"], "--store must be sqlite or postgres"],
  [["--store", "sqlite", "--nodes", "2"], "--nodes must be 1 with sqlite"],
  [["--nodes", "0"], "--nodes must be a whole number from 1 to 16"],
  [["--kills", "many"], "--kills must be a whole number"],
  [["--speed", "0"], "--speed must be a whole number"],
  [["--knives", "3"], "--knives"]
])("refuses %s", (args, reason) => {
  expect(problem(...args)).toContain(reason)
  expect(problem(...args)).toContain("npm run crash --")
})
