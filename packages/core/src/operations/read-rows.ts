import { Stream } from "effect"
import type { Contact, RejectedRow } from "../domain/contact-list.ts"
import type { ImportedRow } from "../ports/store-terms.ts"

/** Rows of a file, as far as they are told apart without the list. */
export interface ReadRows {
  readonly accepted: ReadonlyArray<ImportedRow>
  readonly rejected: ReadonlyArray<RejectedRow>
  /** How many characters their cells have. */
  readonly characters: number
}

/** A row that is accepted as far as it can be told without the list: its text is made where it is needed, for few are. */
export class AcceptedRow implements ImportedRow {
  readonly contact: Contact
  readonly isFirst: boolean
  private readonly cells: ReadonlyArray<string>
  private readonly textOf: (cells: ReadonlyArray<string>) => string

  constructor(
    contact: Contact,
    isFirst: boolean,
    cells: ReadonlyArray<string>,
    textOf: (cells: ReadonlyArray<string>) => string
  ) {
    this.contact = contact
    this.isFirst = isFirst
    this.cells = cells
    this.textOf = textOf
  }

  get text(): string {
    return this.textOf(this.cells)
  }
}

/** Rows that are read at one go: nothing else happens in the process for that long. */
export const together = 250

/**
 * Rows that are stored in one step, and the characters from which on fewer are: a step has costs of its own, above all
 * the wait for the disk, but rows may be long, and all of a step's are in memory.
 */
const most = { rows: 2000, characters: 1_048_576 }

interface Held {
  readonly accepted: Array<ImportedRow>
  readonly rejected: Array<RejectedRow>
  characters: number
}

const nothing = (): Held => ({ accepted: [], rejected: [], characters: 0 })

const isFull = ({ accepted, characters, rejected }: Held) =>
  accepted.length + rejected.length >= most.rows || characters >= most.characters

/**
 * Rows in as many as are stored in one step. The next ones are read while those before are stored; two such lots wait at
 * most, so that memory does not grow where the store is slower than the reader.
 */
export const inSteps = <E, R>(read: Stream.Stream<ReadRows, E, R>): Stream.Stream<ReadRows, E, R> =>
  read.pipe(
    Stream.mapAccum(nothing, (held, { accepted, characters, rejected }) => {
      held.accepted.push(...accepted)
      held.rejected.push(...rejected)
      held.characters += characters
      return isFull(held) ? [nothing(), [held]] : [held, []]
    }, { onHalt: (held) => held.accepted.length + held.rejected.length === 0 ? [] : [held] }),
    Stream.rechunk(1),
    Stream.bufferArray({ capacity: 1 })
  )
