import { ContactFiles, type FileRow, ListUnreadable } from "@campanile/core"
import { Array as Arr, Layer, Stream } from "effect"
import { blocks } from "./blocks.ts"
import { type DecodedBlock, makeDecoder } from "./decoder.ts"
import { notAList } from "./file-kind.ts"
import { type Fault, makeRowReader, type RowsRead } from "./row-reader.ts"

/** Reads one file: its blocks in, their rows out. */
const makeFileReader = () => {
  const decoder = makeDecoder()
  const reader = makeRowReader()
  const rowsOf = ({ fault, text }: DecodedBlock): RowsRead => {
    const read = reader.push(text)
    if (read.fault !== undefined || fault === undefined) return read
    return { rows: read.rows, fault: { reason: fault, line: reader.lineReached() } }
  }
  let begun = false
  const firstBlock = (block: Uint8Array): RowsRead => {
    begun = true
    const reason = notAList(block)
    return reason === undefined ? rowsOf(decoder.push(block)) : { rows: [], fault: { reason, line: null } }
  }
  return {
    push: (block: Uint8Array): RowsRead => begun ? rowsOf(decoder.push(block)) : firstBlock(block),
    end: (): RowsRead => {
      const rest = rowsOf(decoder.end())
      if (rest.fault !== undefined) return rest
      const last = reader.end()
      return { ...last, rows: [...rest.rows, ...last.rows] }
    }
  }
}

/**
 * The records of a CSV file as people have them: any of four delimiters, three encodings and three line ends, quotes
 * that are right, odd or broken. Pulled block by block, so that a slow reader of the rows slows the file, and nothing
 * but the record in hand is kept.
 */
export const rows = <E>(bytes: Stream.Stream<Uint8Array, E>): Stream.Stream<FileRow, ListUnreadable | E> =>
  Stream.suspend(() => {
    const file = makeFileReader()
    let fault: Fault | undefined
    return blocks(bytes).pipe(
      Stream.map(file.push),
      Stream.concat(Stream.suspend(() => Stream.succeed(file.end()))),
      Stream.takeUntil((read) => read.fault !== undefined),
      Stream.map((read) => {
        fault = read.fault
        return read.rows
      }),
      Stream.filter(Arr.isReadonlyArrayNonEmpty),
      Stream.flattenArray,
      Stream.concat(Stream.suspend(() => fault === undefined ? Stream.empty : Stream.fail(new ListUnreadable(fault))))
    )
  })

/** Contact files read as CSV. */
export const contactFiles: Layer.Layer<ContactFiles> = Layer.succeed(ContactFiles, ContactFiles.of({ rows }))
