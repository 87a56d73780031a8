import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { csvLine } from "../src/csv.ts"

describe("a line of CSV", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+919876543210", "'+919876543210"],
    ["-1+1", "'-1+1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "\"'\t'=1\""],
    ["\r=1", "\"'\r'=1\""],
    ["＝1+1", "'＝1+1"],
    ["|calc", "\"'|calc\""],
    ["a;=1+1", "\"a;'=1+1\""],
    ["a\n=1+1", "\"a\n'=1+1\""],
    ["\"=1, 2\",a", "\"\"\"'=1, 2\"\",a\""],
    ["a;\"=1\"", "\"a;\"\"'=1\"\"\""],
    ["a, =1", "\"a, =1\""],
    ["5\" pipe", "\"5\"\" pipe\""],
    ["Ana = Ben", "Ana = Ben"],
    ["", ""]
  ])("has of the text %j no formula", (text, cell) => {
    expect(csvLine([text])).toBe(`${cell}\r\n`)
  })

  it("has numbers as they are", () => {
    expect(csvLine([1, -2, "a"])).toBe("1,-2,a\r\n")
  })

  it("begins no cell with a sign of a formula, whatever separates cells where it is opened", () => {
    const sign = fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", ";", "|", ",", "\"", "a", "1", " ")
    fc.assert(fc.property(fc.array(fc.array(sign).map((signs) => signs.join("")), { minLength: 1 }), (cells) => {
      const line = csvLine(cells).slice(0, -2)
      for (const part of line.split(/[;|\t\r\n]/u)) expect(part).not.toMatch(/^"?[=+\-@]/u)
    }))
  })
})
