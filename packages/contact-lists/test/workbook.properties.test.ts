import fc from "fast-check"
import { expect, it } from "vitest"
import { chunked, readFileChunks } from "./reading.ts"
import { type Part, workbookParts, xmlText, zipOf } from "./workbook-file.ts"

type Kind = "s" | "inlineStr" | "str" | "n"

interface Cell {
  readonly text: string
  readonly kind: Kind
}

interface Style {
  readonly places: boolean
  readonly prefix: string
  readonly gap: number
  readonly stored: boolean
  readonly reversed: boolean
  readonly runs: boolean
}

const text = fc.array(
  fc.oneof(
    fc.constantFrom("a", "é", "日", "🌿", "<", "&", "\"", "_x000D_", "_", "\n", "\u0001", " ", "=", "+1"),
    fc.string({ unit: "grapheme", maxLength: 4 })
  ),
  { maxLength: 6 }
).map((parts) => parts.join("").replace(/[\r\ud800-\udfff]/gu, "").trim())

const cell = fc.oneof(
  fc.record<Cell>({ text, kind: fc.constantFrom<Kind>("s", "inlineStr", "str") }),
  fc.bigInt(0n, 9_007_199_254_740_991n).map((number): Cell => ({ text: `${number}`, kind: "n" }))
)

const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 8 })

const style = fc.record<Style>({
  places: fc.boolean(),
  prefix: fc.constantFrom("", "x:"),
  gap: fc.integer({ min: 0, max: 3 }),
  stored: fc.boolean(),
  reversed: fc.boolean(),
  runs: fc.boolean()
})

const columns = ["A", "B", "C"]

/** Writes a table as a workbook in some style, and the rows that are to be read from it. */
const write = (table: ReadonlyArray<ReadonlyArray<Cell>>, style: Style) => {
  const { gap, places, prefix: x, runs } = style
  const texts: Array<string> = []
  const runsOf = (text: string) => {
    const cut = runs ? [...text].slice(0, 2).join("") : ""
    return runs
      ? `<${x}r><${x}t>${xmlText(cut)}</${x}t></${x}r><${x}r><${x}t>${xmlText(text.slice(cut.length))}</${x}t></${x}r>`
      : `<${x}t>${xmlText(text)}</${x}t>`
  }
  const valueOf = ({ kind, text }: Cell) => {
    if (kind === "inlineStr") return `<${x}is>${runsOf(text)}</${x}is>`
    if (kind !== "s") return `<${x}v>${xmlText(text)}</${x}v>`
    texts.push(runsOf(text).replaceAll("x:", ""))
    return `<${x}v>${texts.length - 1}</${x}v>`
  }
  const named = columns.map((text): Cell => ({ text, kind: "s" }))
  let line = 0
  const rows = [named, ...table].map((cells) => {
    line += places ? 1 + gap : 1
    const xml = cells.map((cell, column) =>
      `<${x}c${places ? ` r="${columns[column]}${line}"` : ""} t="${cell.kind}">${valueOf(cell)}</${x}c>`
    )
    return {
      line,
      cells: cells.map(({ text }) => text),
      xml: `<${x}row${places ? ` r="${line}"` : ""}>${xml.join("")}</${x}row>`
    }
  })
  const data = rows.map(({ xml }) => xml).join("\n")
  const parts: ReadonlyArray<Part> = workbookParts({ sheets: [{ name: "a", data }], texts })
    .map((part) => style.stored ? { ...part, stored: true } : part)
  return {
    bytes: zipOf(style.reversed ? parts.toReversed() : parts),
    rows: rows.filter(({ cells }) => cells.some((text) => text !== "")).map(({ cells, line }) => ({ line, cells }))
  }
}

const cuts = fc.array(fc.nat(4000), { maxLength: 8 })

it("reads back any table, however its texts are kept, its places named, its parts ordered and packed", async () => {
  await fc.assert(
    fc.asyncProperty(table, style, cuts, async (table, style, cuts) => {
      const { bytes, rows } = write(table, style)
      expect(await readFileChunks(chunked(bytes, cuts))).toEqual({ rows })
    }),
    { numRuns: 150 }
  )
})

it("never dies of a workbook with any wrong bytes", async () => {
  const { bytes } = write([[{ text: "a", kind: "s" }, { text: "b", kind: "str" }, { text: "1", kind: "n" }]], {
    places: true,
    prefix: "",
    gap: 0,
    stored: true,
    reversed: false,
    runs: false
  })
  const wrong = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(wrong, fc.option(fc.nat(bytes.length), { nil: undefined }), async (wrong, end) => {
      const file = Buffer.from(bytes)
      for (const [at, byte] of wrong) if (at > 3) file[at] = byte
      const read = await readFileChunks([file.subarray(0, end)])
      expect(read.unreadable ?? read.rows).toBeDefined()
    }),
    { numRuns: 300 }
  )
})
