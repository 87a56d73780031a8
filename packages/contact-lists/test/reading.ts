import { ContactFiles, type FileRow, type ListUnreadable } from "@campanile/core"
import { Effect, Exit, Stream } from "effect"
import { contactFiles } from "../src/index.ts"

/** A row without the line on which it ends, which has tests of its own. */
type Row = Omit<FileRow, "lastLine">

/** What came out of a file: its rows, and why there were no more. */
export interface FileRead {
  readonly rows: ReadonlyArray<Row>
  readonly unreadable?: string
}

/** Cuts bytes into chunks at the given places. */
export const chunked = (bytes: Uint8Array, cuts: ReadonlyArray<number> = []): ReadonlyArray<Uint8Array> => {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b)
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length))
}

/** The rows of a stream of bytes. */
export const rowsOf = <E>(bytes: Stream.Stream<Uint8Array, E>): Stream.Stream<FileRow, ListUnreadable | E> =>
  Stream.unwrap(Effect.map(ContactFiles, (files) => files.rows(bytes))).pipe(Stream.provide(contactFiles))

const collecting = (chunks: ReadonlyArray<Uint8Array>, rows: Array<FileRow>) =>
  Stream.runForEach(rowsOf(Stream.fromIterable(chunks, { chunkSize: 1 })), (row) => Effect.sync(() => rows.push(row)))

const readTo = (rows: ReadonlyArray<FileRow>, exit: Exit.Exit<void, ListUnreadable>): FileRead => {
  const plain = rows.map(({ broken, cells, line }): Row =>
    broken === undefined ? { line, cells } : { line, cells, broken }
  )
  if (Exit.isSuccess(exit)) return { rows: plain }
  const error = Exit.findErrorOption(exit)
  if (error._tag === "None") throw new Error("died", { cause: exit.cause })
  return { rows: plain, unreadable: error.value.message }
}

/** Reads a CSV file that comes in the given chunks; nothing of it waits for a disk. */
export const readChunks = (chunks: ReadonlyArray<Uint8Array>): FileRead => {
  const rows: Array<FileRow> = []
  return readTo(rows, Effect.runSyncExit(collecting(chunks, rows)))
}

/** The lines on which the rows of a file begin and end; that of the last one is the file's last. */
export const linesOf = async (chunks: ReadonlyArray<Uint8Array>): Promise<ReadonlyArray<readonly [number, number]>> => {
  const rows: Array<FileRow> = []
  await Effect.runPromiseExit(collecting(chunks, rows))
  return rows.map(({ lastLine, line }) => [line, lastLine])
}

/** Reads a file of any kind that comes in the given chunks. */
export const readFileChunks = async (chunks: ReadonlyArray<Uint8Array>): Promise<FileRead> => {
  const rows: Array<FileRow> = []
  return readTo(rows, await Effect.runPromiseExit(collecting(chunks, rows)))
}

/** Reads a text as the file that it is in UTF-8. */
export const read = (text: string): FileRead => readChunks([new TextEncoder().encode(text)])

/** The cells of a file by the line on which they begin; a broken row is its text. */
export const cellsOf = (file: FileRead): Record<number, ReadonlyArray<string> | string> =>
  Object.fromEntries(file.rows.map(({ broken, cells, line }) => [line, broken === undefined ? cells : cells[0]!]))
