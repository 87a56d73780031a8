import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { CallId, idAt, IdBlock, idBlock, idBlockSize, idOf } from "../../src/domain/id.ts"

const instant = fc.integer({ min: 0, max: 2 ** 48 - 1 })
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const blocks = fc.tuple(instant, chance, chance).map((parts) => idBlock(...parts))

describe("ids", () => {
  it("are UUIDs of version 7, whatever the instant and the chance", () => {
    const isId = Schema.is(CallId)
    fc.assert(fc.property(blocks, fc.integer({ min: 0, max: idBlockSize - 1 }), (block, n) => {
      expect(Schema.is(IdBlock)(block)).toBe(true)
      expect(isId(idAt(block, n))).toBe(true)
    }))
  })

  it("of a block sort by their number", () => {
    const n = fc.integer({ min: 0, max: idBlockSize - 1 })
    fc.assert(fc.property(blocks, n, n, (block, a, b) => {
      expect(idAt(block, a) < idAt(block, b)).toBe(a < b)
    }))
  })

  it("of a later instant sort later", () => {
    fc.assert(fc.property(instant, instant, chance, chance, (a, b, high, low) => {
      fc.pre(a !== b)
      expect(idBlock(a, high, low) < idBlock(b, low, high)).toBe(a < b)
    }))
  })

  it("use every bit of the chance they are given", () => {
    const bits = (n: number) => fc.integer({ min: 0, max: 2 ** n - 1 })
    fc.assert(fc.property(bits(26), bits(26), bits(20), bits(20), (high, other, low, another) => {
      fc.pre(high !== other || low !== another)
      const block = idBlock(1, high / 2 ** 26, low / 2 ** 20)
      expect(block).not.toBe(idBlock(1, other / 2 ** 26, another / 2 ** 20))
    }))
  })

  it("tell the instant of their making", () => {
    fc.assert(fc.property(instant, chance, chance, (at, high, low) => {
      expect(Number.parseInt(idBlock(at, high, low).replace("-", "").slice(0, 12), 16)).toBe(at)
    }))
  })

  it("that follow from another and a text are the same each time, and others than what they follow from", () => {
    const isId = Schema.is(CallId)
    const n = fc.integer({ min: 0, max: idBlockSize - 1 })
    fc.assert(fc.property(blocks, n, n, fc.string(), (block, a, b, text) => {
      const one = idOf(idAt(block, a), text)
      expect(isId(one)).toBe(true)
      expect(idOf(idAt(block, a), text)).toBe(one)
      for (const other of [idAt(block, a), idAt(block, b)]) expect(other).not.toBe(one)
      expect(one.slice(0, 13)).toBe(block.slice(0, 13))
    }))
    const first = idAt(idBlock(1, 0, 0), 0)
    expect(new Set(["", "a", "b", "ab"].map((text) => idOf(first, text))).size).toBe(4)
  })

  it("refuse other texts", () => {
    const isId = Schema.is(CallId)
    for (const text of ["", "1", "not an id", "7b0d3f0e-8f5e-4c0e-9c35-3a8e1c2d9f11"]) expect(isId(text)).toBe(false)
  })
})
