import { parse } from "csv-parse/sync"
import fc from "fast-check"
import { expect, it } from "vitest"
import { blockSize } from "../src/files/blocks.ts"
import { cellsOf, chunked, read, readChunks } from "./reading.ts"

interface Written {
  readonly text: string
  readonly rows: ReadonlyArray<{ readonly line: number; readonly cells: ReadonlyArray<string> }>
}

interface Style {
  readonly delimiter: string
  readonly lineEnd: string
  readonly quoteAll: boolean
  readonly padding: string
  readonly blankLines: boolean
}

const style = fc.record<Style>({
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
  quoteAll: fc.boolean(),
  padding: fc.constantFrom("", " ", "   "),
  blankLines: fc.boolean()
})

const linesIn = (text: string) => text.match(/\r\n|\r|\n/gu)?.length ?? 0

/** Writes a table as a file, and what is to be read from it. */
const write = (table: ReadonlyArray<ReadonlyArray<string>>, style: Style): Written => {
  const rows: Array<Written["rows"][number]> = []
  let text = ""
  for (const cells of table) {
    rows.push({ line: linesIn(text) + 1, cells })
    const written = cells.map((cell) =>
      style.quoteAll || /[",;|\s]/u.test(cell) ? `"${cell.replaceAll("\"", "\"\"")}"` : cell
    )
    text += written.map((cell) => style.padding + cell + style.padding).join(style.delimiter) + style.lineEnd
    if (style.blankLines) text += style.padding + style.lineEnd
  }
  return { text, rows }
}

const pieces = ["\"", "\"\"", ",", ";", "\t", "|", " ", "a", "1", "+", "'", "\\"]
const plainCell = fc.array(fc.constantFrom(...pieces, "à", "é", "ü", "ß"), { maxLength: 8 })
const anyCell = fc.oneof(
  fc.array(fc.constantFrom(...pieces, "\n", "\r", "\r\n", "é", "日", "🌿"), { maxLength: 8 }),
  fc.array(fc.string({ unit: "grapheme", maxLength: 6 }).map((text) => text.replaceAll("\0", "")), { maxLength: 2 })
)

const tableOf = (cell: fc.Arbitrary<ReadonlyArray<string>>) =>
  fc.integer({ min: 2, max: 5 }).chain((columns) => {
    const header = Array.from({ length: columns }, (_, index) => `column${index}`)
    const row = fc.array(cell.map((parts) => parts.join("").trim()), { minLength: columns, maxLength: columns })
    return fc.array(row.filter((cells) => cells.some((text) => text !== "")), { maxLength: 8 })
      .map((rows): ReadonlyArray<ReadonlyArray<string>> => [header, ...rows])
  })

const cuts = fc.array(fc.nat(400), { maxLength: 12 })

const encodings: Record<string, (text: string) => Uint8Array> = {
  "UTF-8": (text) => Buffer.from(text),
  "UTF-8 with a mark": (text) => Buffer.from(`\ufeff${text}`),
  "UTF-16 LE": (text) => Buffer.from(`\ufeff${text}`, "utf16le"),
  "UTF-16 BE": (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()
}

it("reads back any table, however it is quoted, delimited, ended, encoded and cut into chunks", () => {
  fc.assert(
    fc.property(
      tableOf(anyCell),
      style,
      fc.constantFrom(...Object.values(encodings)),
      cuts,
      (table, style, encode, cuts) => {
        const { rows, text } = write(table, style)
        expect(readChunks(chunked(encode(text), cuts))).toEqual({ rows })
      }
    )
  )
})

it("reads back any table that lies across the border of two blocks", () => {
  fc.assert(
    fc.property(tableOf(anyCell), style, fc.boolean(), fc.nat(200), (table, style, marked, before) => {
      const [header, ...rows] = table
      const filler = "x".repeat(blockSize - before)
      const written = write([header!, [filler], ...rows], { ...style, padding: "" })
      const bytes = (marked ? encodings["UTF-8 with a mark"]! : encodings["UTF-8"]!)(written.text)
      expect(readChunks([bytes])).toEqual({ rows: written.rows })
    }),
    { numRuns: 300 }
  )
})

it("reads back any table in Windows-1252", () => {
  fc.assert(fc.property(tableOf(plainCell), style, cuts, (table, style, cuts) => {
    const { rows, text } = write(table, style)
    expect(readChunks(chunked(Buffer.from(text, "latin1"), cuts))).toEqual({ rows })
  }))
})

it("reads what is well formed as csv-parse does", () => {
  fc.assert(fc.property(tableOf(anyCell), style, (table, style) => {
    const { text } = write(table, { ...style, padding: "" })
    const records: Array<Array<string>> = parse(text, { delimiter: style.delimiter, skipEmptyLines: true })
    expect(read(text).rows.map(({ cells }) => cells)).toEqual(
      records.map((cells) => cells.map((cell) => cell.trim()))
    )
  }))
})

const garbage = fc.array(fc.constantFrom(...pieces, "\n", "\r", "\r\n", "\n", "\n\"", "\",", "é", "\0"), {
  maxLength: 60
})
  .map((parts) => parts.join(""))

it("never dies of any text, and reads the same from any chunks, in the order of lines", () => {
  fc.assert(
    fc.property(garbage, cuts, (text, cuts) => {
      const whole = read(text)
      expect(readChunks(chunked(new TextEncoder().encode(text), cuts))).toEqual(whole)
      const lines = whole.rows.map(({ line }) => line)
      expect(lines).toEqual([...new Set(lines)].toSorted((a, b) => a - b))
    }),
    { numRuns: 500 }
  )
})

it("reads any text the same wherever the border of two blocks falls", () => {
  const after = (filler: number, text: string) => {
    const { rows, unreadable } = read(`c1,c2\n${"x".repeat(filler)}\n${text}`)
    return { rows: [rows[0], ...rows.slice(2)], unreadable }
  }
  fc.assert(
    fc.property(garbage, fc.nat(80), (text, before) => {
      expect(after(blockSize - "c1,c2\n\n".length - before, text)).toEqual(after(1, text))
    }),
    { numRuns: 500 }
  )
})

it("never dies of any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), cuts, (bytes, cuts) => {
    expect(readChunks(chunked(bytes, cuts))).toEqual(readChunks([bytes]))
  }))
})

const simpleRow = fc.array(fc.constantFrom("Ana", "1", "x y", "a, b"), { minLength: 2, maxLength: 2 })
const brokenLine = fc.constantFrom("\"a\"b,1", "1,\"a\" b", "\"a\" \"b\",2")
const linesOf = (rows: ReadonlyArray<ReadonlyArray<string>>) =>
  rows.map((row) => row.map((cell) => `"${cell}"`).join(",") + "\r\n").join("")

it("loses to a broken row only that row", () => {
  fc.assert(fc.property(fc.array(simpleRow), brokenLine, fc.array(simpleRow), (before, line, after) => {
    const file = cellsOf(read(`c1,c2\r\n${linesOf(before)}${line}\r\n${linesOf(after)}`))
    expect(Object.values(file)).toEqual([["c1", "c2"], ...before, line, ...after])
  }))
})

it("loses no more where a broken row lies across the border of two blocks", () => {
  fc.assert(fc.property(fc.nat(30), brokenLine, fc.array(simpleRow, { minLength: 1 }), (before, line, after) => {
    const filler = "x".repeat(blockSize - "c1,c2\r\n\r\n".length - before)
    const file = cellsOf(read(`c1,c2\r\n${filler}\r\n${line}\r\n${linesOf(after)}`))
    expect(Object.values(file)).toEqual([["c1", "c2"], [filler], line, ...after])
  }))
})
