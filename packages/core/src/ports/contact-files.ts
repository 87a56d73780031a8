import { Context, Schema, type Stream } from "effect"

/** The file cannot be read as a list: not text, broken beyond a row, or without a usable header. */
export class ListUnreadable extends Schema.TaggedError<ListUnreadable>()("ListUnreadable", {
  reason: Schema.String,
  /** The line where it was noticed; null where it is the file as a whole. */
  line: Schema.NullOr(Schema.Int)
}) {
  override get message(): string {
    return this.line === null ? this.reason : `line ${this.line}: ${this.reason}`
  }
}

/** One record of a file: the first one is the header. */
export interface FileRow {
  /** The line on which it begins, from 1. */
  readonly line: number
  /** The line on which it ends; of the last record of a file the file's last line, blank ones below it included. */
  readonly lastLine: number
  readonly cells: ReadonlyArray<string>
  /** Broken quotes: the record could not be split into cells; `cells` then holds its whole text as one. */
  readonly broken?: string
}

/**
 * Reads contact lists: bytes of a file in, its records out, with memory that does not grow with the file. Blanks
 * around cells are gone, empty lines left out.
 */
export class ContactFiles extends Context.Service<ContactFiles, {
  readonly rows: <E>(bytes: Stream.Stream<Uint8Array, E>) => Stream.Stream<FileRow, ListUnreadable | E>
}>()("@campanile/core/ContactFiles") {}
