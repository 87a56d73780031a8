import { Result } from "effect"
import { type ContactList, findPhoneColumn, findZoneColumn, type Header } from "../domain/contact-list.ts"
import { unguardFormulas } from "../domain/formula-guard.ts"
import { cellsOfText } from "../domain/row-text.ts"
import { type FileRow, ListUnreadable } from "../ports/contact-files.ts"

/** How a file is read of which each row tells the line of a list that it is to take the place of. */
export interface CorrectedRows {
  /** The header of the list. */
  readonly header: Header
  /** The row of the list that a row of the file holds. */
  readonly rowOf: (row: FileRow) => Result.Result<FileRow, ListUnreadable>
}

/**
 * The file of a list's rejected rows, as it is handed out and comes back corrected: a column `line`, and a column `row`
 * with the cells of the row in one text. Told by its header; `undefined` where that is another one, such as the list's.
 */
export const correctedRows = (list: ContactList, columns: ReadonlyArray<string>): CorrectedRows | undefined => {
  const names = columns.map((name) => name.toLowerCase())
  const [lineAt, rowAt] = [names.indexOf("line"), names.indexOf("row")]
  if (lineAt < 0 || rowAt < 0 || findPhoneColumn(columns) !== undefined) return undefined
  return {
    header: { columns: list.columns, phoneColumn: list.phoneColumn, zoneColumn: findZoneColumn(list.columns) },
    rowOf: ({ broken, cells, line }) => {
      const told = cells[lineAt] ?? ""
      if (broken !== undefined) return Result.fail(new ListUnreadable({ reason: broken, line }))
      if (!/^[1-9]\d{0,8}$/u.test(told)) {
        return Result.fail(new ListUnreadable({ reason: `"${told}" is not a line of the list`, line }))
      }
      const text = unguardFormulas(cells[rowAt] ?? "")
      const corrected = cellsOfText(text)
      const place = { line: Number(told), lastLine: Number(told) }
      return Result.succeed(
        corrected === undefined
          ? {
            ...place,
            cells: [text],
            broken: "a quote stands within a cell: double it and put quotes around the cell, or take it away"
          }
          : { ...place, cells: corrected }
      )
    }
  }
}
