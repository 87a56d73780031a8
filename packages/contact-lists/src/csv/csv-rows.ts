import type { FileRow, ListUnreadable } from "@campanile/core"
import { Stream } from "effect"
import { makeHeaderFit } from "../files/header-fit.ts"
import { makeLastRow } from "../files/last-row.ts"
import { type RowsRead, untilFault } from "../files/rows-read.ts"
import { type DecodedBlock, makeDecoder } from "./decoder.ts"
import { makeRowReader } from "./row-reader.ts"

/** Reads one file: its blocks in, their rows out. */
const makeFileReader = () => {
  const decoder = makeDecoder()
  const reader = makeRowReader()
  const lastRow = makeLastRow()
  const rowsOf = ({ fault, text }: DecodedBlock): RowsRead => {
    const read = reader.push(text)
    if (read.fault !== undefined || fault === undefined) return read
    return { rows: read.rows, fault: { reason: fault, line: reader.lineReached() } }
  }
  return {
    push: (block: Uint8Array): RowsRead => lastRow.push(rowsOf(decoder.push(block))),
    end: (): RowsRead => {
      const rest = rowsOf(decoder.end())
      if (rest.fault !== undefined) return lastRow.push(rest)
      const last = reader.end()
      return lastRow.end({ ...last, rows: [...rest.rows, ...last.rows] }, reader.lastLine())
    }
  }
}

/**
 * The records of a CSV file as people have them: any of four delimiters, three encodings and three line ends, quotes
 * that are right, odd or broken. Pulled block by block, so that a slow reader of the rows slows the file, and nothing
 * but the record in hand is kept.
 */
export const csvRows = <E>(blocks: Stream.Stream<Uint8Array, E>): Stream.Stream<FileRow, ListUnreadable | E> =>
  Stream.suspend(() => {
    const file = makeFileReader()
    return blocks.pipe(
      Stream.map(file.push),
      Stream.concat(Stream.suspend(() => Stream.succeed(file.end()))),
      untilFault,
      Stream.map(makeHeaderFit())
    )
  })
