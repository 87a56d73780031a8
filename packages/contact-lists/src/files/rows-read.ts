import { type FileRow, ListUnreadable } from "@campanile/core"
import { Array as Arr, Stream } from "effect"

/** The longest row, in characters: no contact has a megabyte, and what is unbounded could fill the memory. */
export const rowLimit = 1_048_576

/** Why the file cannot be read on, and the line at which that shows; null where it is the file as a whole. */
export interface Fault {
  readonly reason: string
  readonly line: number | null
}

/** The rows that a piece of a file completes, and why there will be no more. */
export interface RowsRead {
  readonly rows: ReadonlyArray<FileRow>
  readonly fault?: Fault
}

/** The rows of all pieces one by one, up to the first fault, with which the stream fails. */
export const untilFault = <E>(pieces: Stream.Stream<RowsRead, E>): Stream.Stream<FileRow, ListUnreadable | E> =>
  Stream.suspend(() => {
    let fault: Fault | undefined
    return pieces.pipe(
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
