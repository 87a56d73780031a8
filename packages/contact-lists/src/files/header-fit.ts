import type { FileRow } from "@campanile/core"

const withoutEmptyEnd = (cells: ReadonlyArray<string>, least: number): ReadonlyArray<string> => {
  let end = cells.length
  while (end > least && cells[end - 1] === "") end--
  return end === cells.length ? cells : cells.slice(0, end)
}

/**
 * Takes away what a spreadsheet leaves behind at the right of a table whose last columns were emptied: cells without a
 * name at the end of the header, and below them cells without a value. A cell that says something stays, and makes its
 * row too long. In the names of columns, blanks and line ends of any kind become one blank, so that a prompt can name
 * them.
 */
export const makeHeaderFit = (): (row: FileRow) => FileRow => {
  let width: number | undefined
  let cut = false
  return (row) => {
    if (row.broken !== undefined) return row
    if (width === undefined) {
      const names = withoutEmptyEnd(row.cells, 1)
      width = names.length
      cut = width < row.cells.length
      return { ...row, cells: names.map((name) => name.replace(/\s+/gu, " ")) }
    }
    return cut && row.cells.length > width ? { ...row, cells: withoutEmptyEnd(row.cells, width) } : row
  }
}
