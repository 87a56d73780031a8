import { expect, it } from "@effect/vitest"
import { readdirSync } from "node:fs"
import { measures } from "../src/measures.ts"
import { startBench } from "./bench.ts"

const isNumberOrNull = (value: unknown) => value === null || Number.isFinite(value)

it("every measure works, the last line tells every figure, and nothing is left", async () => {
  const bench = startBench("bench")
  const { code, errors, output } = await bench.ended
  expect(code, errors).toBe(0)
  const figures: unknown = JSON.parse(output.trimEnd().split("\n").at(-1)!)
  const any: unknown = expect.any(Number)
  const expected = measures.flatMap(({ gauges }) => gauges).map(({ aim, must, name, unit }) => [
    name,
    { value: any, must, aim, ours: any, peer: expect.toSatisfy(isNumberOrNull), unit, spread: [any, any] }
  ])
  expect(figures).toEqual(Object.fromEntries(expected))
  expect(readdirSync(bench.folder)).toEqual([])
}, 300_000)
