import fc from "fast-check"
import { expect, it } from "vitest"
import { guardFormulas, unguardFormulas } from "../../src/domain/formula-guard.ts"
import { cellsOfText, rowText } from "../../src/domain/row-text.ts"

it("is a row's cells with commas between them, and quotes where a person could not tell them apart", () => {
  expect(rowText(["+9112", "5\" pipe", "", "Ravi"])).toBe("+9112,\"5\"\" pipe\",,Ravi")
  expect(rowText(["a, b", "two\nlines", "\"x\""])).toBe("\"a, b\",\"two\nlines\",\"\"\"x\"\"\"")
})

const cell = fc.array(fc.constantFrom("a", ",", "\"", "\n", "\r", " ", "'", "=", "+", ";", "é")).map((signs) =>
  signs.join("").trim()
)

it("gives back the cells of any row, also behind the guard against formulas", () => {
  fc.assert(fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
    expect(cellsOfText(rowText(cells))).toEqual(cells)
    const phone = ["+9112", ...cells.map((text) => text.replaceAll("'", "").trim())]
    expect(cellsOfText(unguardFormulas(guardFormulas(rowText(phone))))).toEqual(phone)
  }))
})

it("reads what a person may have written instead", () => {
  expect(cellsOfText(" +9112 ,  \"Ravi, jr.\"  ,x")).toEqual(["+9112", "Ravi, jr.", "x"])
  expect(cellsOfText("")).toEqual([""])
  expect(cellsOfText("a,")).toEqual(["a", ""])
  expect(cellsOfText("a,\"b")).toBeUndefined()
  expect(cellsOfText("a,  \"b")).toBeUndefined()
  expect(cellsOfText("a,5\" pipe")).toBeUndefined()
  expect(cellsOfText("a,\"b\" c")).toBeUndefined()
})

it("takes no time to speak of for a long text with wrong quotes", () => {
  const started = performance.now()
  const long = 1_000_000
  cellsOfText(`${"\"\"".repeat(long / 2)}x`)
  cellsOfText(`${" ".repeat(long)}"`)
  cellsOfText(`"${" \"\" ".repeat(long / 4)}`)
  cellsOfText(`"${"x".repeat(long)}`)
  unguardFormulas(guardFormulas(`${"\"".repeat(long)}=${"'".repeat(long)}`))
  expect(performance.now() - started).toBeLessThan(2000)
})
