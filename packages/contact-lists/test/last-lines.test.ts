import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { blockSize } from "../src/files/blocks.ts"
import { chunked, linesOf, readChunks } from "./reading.ts"
import { workbookOf } from "./workbook-file.ts"

const bytesOf = (text: string) => new TextEncoder().encode(text)
const linesIn = (text: string) => linesOf([bytesOf(text)])

describe.each([["LF", "\n"], ["CRLF", "\r\n"], ["CR", "\r"]])("the last line of a file with %s", (_, end) => {
  const file = (...lines: ReadonlyArray<string>) => linesIn(lines.join(end))

  it("is that of its last row, with a line end behind it or none", async () => {
    expect(await file("a,b", "1,2")).toEqual([[1, 1], [2, 2]])
    expect(await file("a,b", "1,2", "")).toEqual([[1, 1], [2, 2]])
  })

  it("is the last blank one, whatever makes it blank", async () => {
    expect(await file("a,b", "1,2", "", "", "")).toEqual([[1, 1], [2, 4]])
    expect(await file("a,b", "1,2", ",", "  ", "\"\",\" \"", "")).toEqual([[1, 1], [2, 5]])
    expect(await file("a,b", "1,2", `"${end}${end}",`, "")).toEqual([[1, 1], [2, 5]])
    expect(await file("a,b", "1,2", "", " ")).toEqual([[1, 1], [2, 4]])
  })

  it("is the one on which a cell of several lines ends", async () => {
    expect(await file("a,b", `1,"2${end}${end}3"`)).toEqual([[1, 1], [2, 4]])
    expect(await file("a,b", `1,"2${end}${end}3"`, "", "")).toEqual([[1, 1], [2, 5]])
  })

  it("is that of a broken row, where the last one is broken", async () => {
    expect(await file("a,b", "1,\"2\" 3", "")).toEqual([[1, 1], [2, 2]])
    expect(await file("a,b", `"1${end}2,"3"`, "", "")).toEqual([[1, 1], [2, 2], [3, 4]])
  })

  it("tells of other rows where they end themselves", async () => {
    const text = ["", `"a${end}b",c`, "", `1,"2${end}3"`, "", "4,5"]
    expect(await file(...text)).toEqual([[2, 3], [5, 6], [8, 8]])
    expect(await file("sep=;", "a;b", "", "1;2", "")).toEqual([[2, 2], [4, 4]])
  })

  it("is the same however the file is cut, and wherever its blocks end", async () => {
    const tail = `1,"2${end}3"${end}${end} ${end}`
    for (let before = 0; before <= tail.length; before++) {
      const filler = "x".repeat(blockSize - before - `a,b${end}${end}`.length)
      expect(await file("a,b", filler, tail)).toEqual([[1, 1], [2, 2], [3, 6]])
    }
  })
})

const pieces = ["a,b", "1,2", "\"x", "y\",3", "\"q\" z", ",", " ", ""]
const text = fc.array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom("\n", "\r\n", "\r", "")), { maxLength: 12 })
  .map((lines) => `c1,c2\n${lines.flat().join("")}`)

it("rows lie one behind the other, up to the last line of the file, whatever is in it", async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(60)), async (text, cuts) => {
      const lines = await linesOf(chunked(bytesOf(text), cuts))
      const [, last] = lines.at(-1)!
      const ends = text.match(/\r\n|\r|\n/gu)?.length ?? 0
      for (const [index, [from, to]] of lines.entries()) {
        expect(to).toBeGreaterThanOrEqual(from)
        expect(lines[index + 1]?.[0] ?? to + 1).toBeGreaterThan(to)
      }
      if (readChunks([bytesOf(text)]).unreadable === undefined) {
        expect(last).toBe(/[\r\n]$/u.test(text) ? ends : ends + 1)
      }
    }),
    { numRuns: 500 }
  )
})

it("the last line of a workbook is its last row with a text", async () => {
  const row = (line: number, text: string) => `<row r="${line}"><c r="A${line}" t="str"><v>${text}</v></c></row>`
  const data = `${row(1, "phone")}${row(4, "7")}${row(9, "two\nlines")}${row(12, " ")}<row r="900" s="1"/>`
  expect(await linesOf([workbookOf({ sheets: [{ name: "a", data }] })])).toEqual([[1, 1], [4, 4], [9, 9]])
})
