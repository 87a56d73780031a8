import type { FileRow } from "@campanile/core"
import type { RowsRead } from "./rows-read.ts"

/** Finds the last row of a file among the pieces of it. */
export interface LastRow {
  readonly push: (read: RowsRead) => RowsRead
  readonly end: (read: RowsRead, lastLine: number) => RowsRead
}

/**
 * Gives the last row of a file the file's last line, blank lines below it included. For that one row is held back:
 * whether it is the last shows when another one comes, or none. A fault lets it go, for what is read up to there counts.
 */
export const makeLastRow = (): LastRow => {
  let held: FileRow | undefined
  const push = ({ fault, rows }: RowsRead): RowsRead => {
    const known = held === undefined ? rows : [held, ...rows]
    held = fault === undefined ? known.at(-1) : undefined
    return fault === undefined ? { rows: known.slice(0, -1) } : { rows: known, fault }
  }
  return {
    push,
    end: (read, lastLine) => {
      const { fault, rows } = push(read)
      if (fault !== undefined) return { rows, fault }
      return { rows: held === undefined ? rows : [...rows, { ...held, lastLine }] }
    }
  }
}
