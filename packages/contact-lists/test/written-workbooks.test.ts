import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { readFileChunks } from "./reading.ts"

/** The same table, written by openpyxl 3.1.5, by XlsxWriter 3.2.9, and by LibreOffice 7.4 from the first of them. */
const read = (name: string) => readFileChunks([readFileSync(new URL(`files/${name}.xlsx`, import.meta.url))])

const rows = (first: string, second: string) => [
  { line: 1, cells: ["Mobile Number", "callee_name", "appointment", "time", "postal code", "formula"] },
  { line: 2, cells: ["+14155550123", "José 山田 🌿", "2026-12-01T09:30", "09:30", "02134", first] },
  { line: 3, cells: ["447700900123", "Ana & <Ben>", "2026-12-01", "17:05:30", "02134", second] },
  { line: 5, cells: ["447700900124", "two\nlines", "", "", "", ""] }
]

it.each(["xlsxwriter", "libreoffice"])("reads a workbook as %s writes it", async (name) => {
  expect(await read(name)).toEqual({ rows: rows("2", "447700900123") })
})

it("reads a workbook as openpyxl writes it, which leaves formulas without what they come to", async () => {
  expect(await read("openpyxl")).toEqual({ rows: rows("", "") })
})
