import type { FileRow } from "@campanile/core"
import { type Fault, rowLimit, type RowsRead } from "../files/rows-read.ts"
import { damagedReason } from "./damaged.ts"
import { limits } from "./limits.ts"
import { type NumberFormat, plainNumber } from "./number-formats.ts"
import { numberText } from "./number-text.ts"
import type { SharedTexts } from "./shared-texts.ts"
import { makeTextCollector, unescapeText } from "./text-collector.ts"
import { makeXmlReader } from "./xml.ts"

/** What the cells of a sheet refer to. */
export interface SheetContext {
  readonly texts: SharedTexts
  readonly formats: ReadonlyArray<NumberFormat>
  readonly from1904: boolean
}

/** Turns the XML of a sheet into rows, piece by piece. */
export interface SheetReader {
  readonly push: (bytes: Uint8Array) => RowsRead
  readonly end: () => RowsRead
}

const columnOf = (letters: string): number => {
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column
}

/** The cells of a row by their columns, from 1, in order; empty ones are left out. */
type Cells = Array<readonly [column: number, text: string]>

/**
 * The cells of a row under a header of some width: an empty one where the sheet has none, and behind them what stands
 * beyond the header, without the gaps, which could be sixteen thousand cells.
 */
const spread = (cells: Cells, width: number): ReadonlyArray<string> => {
  const row = Array.from({ length: width }, () => "")
  for (const [column, text] of cells) {
    if (column <= width) row[column - 1] = text
    else row.push(text)
  }
  return row
}

/**
 * Reads rows off a sheet. A row's line is its number in the sheet; one without a text is left out. Formulas are what they
 * last came to, numbers all their digits, days ISO 8601. Rows and cells must come in their order, as they do.
 */
export const makeSheetReader = ({ formats, from1904, texts }: SheetContext): SheetReader => {
  const collector = makeTextCollector()
  let fault: Fault | undefined
  let rows: Array<FileRow> = []
  let width: number | undefined
  let characters = 0
  let inSheet = false
  let row = 0
  let cells: Cells = []
  let rowCharacters = 0
  let column = 0
  let type = "n"
  let style = 0
  let inValue = false
  let value = ""

  const stop = (reason: string, line: number | null = row) => {
    fault ??= { reason, line }
  }

  const beginRow = (attributes: ReadonlyMap<string, string>) => {
    const number = Number(attributes.get("r") ?? row + 1)
    if (!Number.isInteger(number) || number <= row) stop(damagedReason("its rows are not in order"))
    row = number
    if (number > limits.rows) stop(`the sheet has more than ${limits.rows} rows`)
    cells = []
    rowCharacters = 0
    column = 0
  }

  const beginCell = (attributes: ReadonlyMap<string, string>) => {
    const named = attributes.get("r")
    const letters = named === undefined ? undefined : /^([A-Z]{1,3})\d+$/u.exec(named)?.[1]
    const next = named === undefined ? column + 1 : letters === undefined ? 0 : columnOf(letters)
    if (next <= column) stop(damagedReason("the cells of a row are not in order"))
    if (next > limits.columns) stop(`the sheet has more than ${limits.columns} columns`)
    column = next
    type = attributes.get("t") ?? "n"
    style = Number(attributes.get("s") ?? "0")
    value = ""
    collector.begin()
  }

  const sharedText = (): string => {
    const text = value.trim() === "" ? "" : texts.at(Number(value))
    if (text === undefined) stop(damagedReason("a cell refers to a text that is not there"))
    return text ?? ""
  }

  const textOf = (): string => {
    switch (type) {
      case "s":
        return sharedText()
      case "inlineStr":
        return collector.end()
      case "str":
        return unescapeText(value)
      case "b":
        return value.trim() === "1" ? "TRUE" : value.trim() === "0" ? "FALSE" : value
      case "n":
        return numberText(value, formats[style] ?? plainNumber, from1904)
      default:
        return value
    }
  }

  const endCell = () => {
    const text = textOf().trim()
    if (text.length > limits.cell || collector.tooLong()) stop(`a cell holds more than ${limits.cell} characters`)
    rowCharacters += text.length
    if (rowCharacters > rowLimit) stop(`the row holds more than ${rowLimit} characters`)
    if (text !== "") cells.push([column, text])
  }

  const endRow = () => {
    if (cells.length === 0) return
    width ??= cells.at(-1)![0]
    if (width > limits.header) return stop(`the header has more than ${limits.header} columns`)
    characters += rowCharacters
    if (characters > limits.characters) stop(`the sheet holds more than ${limits.characters} characters`)
    rows.push({ line: row, lastLine: row, cells: spread(cells, width) })
  }

  const xml = makeXmlReader({
    open: (name, attributes) => {
      if (fault !== undefined) return
      if (name === "sheetData") inSheet = true
      else if (!inSheet) return
      else if (name === "row") beginRow(attributes)
      else if (name === "c") beginCell(attributes)
      else if (name === "v") inValue = true
      else collector.open(name)
    },
    text: (text) => {
      if (!inValue) return collector.text(text)
      if (value.length + text.length > limits.cell) stop(`a cell holds more than ${limits.cell} characters`)
      else value += text
    },
    close: (name) => {
      if (fault !== undefined || !inSheet) return
      if (name === "sheetData") inSheet = false
      else if (name === "row") endRow()
      else if (name === "c") endCell()
      else if (name === "v") inValue = false
      else collector.close(name)
    }
  })

  const taken = (xmlFault: string | undefined): RowsRead => {
    if (xmlFault !== undefined) stop(damagedReason(xmlFault), row === 0 ? null : row)
    const read = rows
    rows = []
    return fault === undefined ? { rows: read } : { rows: read, fault }
  }
  return { push: (bytes) => taken(xml.push(bytes)), end: () => taken(xml.end()) }
}
