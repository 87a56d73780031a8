import { Clock, Effect, Exit, Result, Schema, Stream } from "effect"
import { ListNotReady } from "../domain/campaign.ts"
import {
  type ContactList,
  type FileLines,
  findPhoneColumn,
  findZoneColumn,
  type Header,
  headerProblem,
  readRow,
  RejectedRow,
  Unique
} from "../domain/contact-list.ts"
import type { FrequencyCap } from "../domain/frequency.ts"
import type { ListId, WorkspaceId } from "../domain/id.ts"
import { Country } from "../domain/phone.ts"
import { rowText } from "../domain/row-text.ts"
import { missingColumns } from "../domain/template.ts"
import { Zone } from "../domain/zone.ts"
import { Bus } from "../engine/bus.ts"
import { newBlock, newId } from "../engine/ids.ts"
import { ContactFiles, type FileRow, ListUnreadable } from "../ports/contact-files.ts"
import { PhoneNumbers } from "../ports/phone-numbers.ts"
import type { ImportedRow, Page } from "../ports/store-terms.ts"
import { Store } from "../ports/store.ts"
import { wordsOf } from "../ports/thrown.ts"
import { type CorrectedRows, correctedRows } from "./corrected-rows.ts"
import { decodeInput, invalid } from "./input.ts"
import { AcceptedRow, inSteps, together } from "./read-rows.ts"
import { seenPhones } from "./seen-phones.ts"

/** The file lacks columns that the prompt needs. */
export class ColumnsMissing extends Schema.TaggedError<ColumnsMissing>()("ColumnsMissing", {
  missing: Schema.Array(Schema.Struct({ variable: Schema.String, column: Schema.String })),
  columns: Schema.Array(Schema.String)
}) {
  override get message(): string {
    const missing = this.missing.map(({ column, variable }) => `"${column}" (for @{{${variable}}})`).join(", ")
    return `the file has no column ${missing}; it has ${this.columns.join(", ")}`
  }
}

/** Some rows are bad, and the caller asked for all or nothing. */
export class RowsRejected extends Schema.TaggedError<RowsRejected>()("RowsRejected", {
  /** How many there are up to where the import stopped. */
  total: Schema.Int,
  /** The first hundred of them. */
  rows: Schema.Array(RejectedRow)
}) {
  override get message(): string {
    const [first] = this.rows
    return `${this.total} rows cannot be accepted` +
      (first === undefined ? "" : `; the first is line ${first.line}: ${first.reason}`)
  }
}

/** The file has more rows than the way on which it came may carry. */
export class ListTooLong extends Schema.TaggedError<ListTooLong>()("ListTooLong", {
  limit: Schema.Int
}) {
  override get message(): string {
    return `the file has more than ${this.limit} rows`
  }
}

/** The bytes of the file stopped coming. */
export class FileUnreadable extends Schema.TaggedError<FileUnreadable>()("FileUnreadable", {
  cause: Schema.Defect()
}) {
  override get message(): string {
    return `the file could not be read: ${wordsOf(this.cause)}`
  }
}

/** How a list is to be read. */
export const ImportOptions = Schema.Struct({
  name: Schema.optionalKey(Schema.String.pipe(Schema.check(Schema.isMaxLength(200)))),
  /** The country of numbers that are written without one. */
  defaultCountry: Schema.optionalKey(Country),
  /** The zone of contacts of which neither their row nor their number tells one. */
  timezone: Zone,
  /** The variables that the file must have columns for. */
  variables: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Which column each variable is read from, where the names differ. */
  mapping: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  /** Whether a phone may stand once in the list (as where nothing is said), or once in all lists of the workspace. */
  unique: Schema.optionalKey(Unique),
  /** Refuse the file as a whole when a row is bad. Otherwise bad rows are set aside, and the others go on. */
  strict: Schema.optionalKey(Schema.Boolean),
  /** The most rows that it may have. */
  maxRows: Schema.optionalKey(Schema.Int)
})

/**
 * Import a contact list from the bytes of a file, as they come. Good rows become contacts, bad ones are kept with line,
 * column, code and reason. What fails as a whole, or is broken off, leaves nothing behind but the list's name and the
 * reason.
 */
export const importList = Effect.fn("lists.import")(function*<E, R>(
  workspaceId: WorkspaceId,
  bytes: Stream.Stream<Uint8Array, E, R>,
  input: typeof ImportOptions.Encoded
) {
  return yield* importing(
    workspaceId,
    bytes,
    input,
    (id, lines) => Store.use((store) => store.completeList(workspaceId, id, lines))
  )
})

/** What the rows of a file are to come to: they are shown, and read again, by the columns of that list. */
interface Merge {
  readonly list: ContactList
  readonly way: "append" | "mend"
}

const brokenRow = (line: number, text: string, reason: string): RejectedRow => ({
  line,
  column: "",
  code: "bad_quotes",
  reason,
  text
})

/** The text of rows in the order in which a list has their columns; of one that has too few cells or too many, as it is. */
const textIn = (columns: ReadonlyArray<string>, shown: ReadonlyArray<string>) => {
  const order = shown.map((column) => columns.indexOf(column))
  return (cells: ReadonlyArray<string>) =>
    rowText(cells.length === columns.length ? order.map((at) => cells[at] ?? "") : cells)
}

const importing = Effect.fnUntraced(function*<E, R, A, E2, R2>(
  workspaceId: WorkspaceId,
  bytes: Stream.Stream<Uint8Array, E, R>,
  input: typeof ImportOptions.Encoded,
  finish: (id: ListId, lines: FileLines) => Effect.Effect<A, E2, R2>,
  merge?: Merge
) {
  const options = yield* decodeInput(ImportOptions)(input)
  const store = yield* Store
  const id = yield* newId<ListId>()
  yield* store.addList({
    workspaceId,
    id,
    name: options.name ?? "",
    status: "importing",
    columns: [],
    phoneColumn: "",
    accepted: 0,
    rejected: 0,
    reason: "",
    createdAt: yield* Clock.currentTimeMillis
  })
  return yield* storeRows(workspaceId, id, bytes, options, merge).pipe(
    Effect.flatMap((lines) => finish(id, lines)),
    Effect.onExit((exit) => {
      if (Exit.isSuccess(exit)) return Effect.void
      const error = Exit.findErrorOption(exit)
      const reason = error._tag === "Some" && error.value instanceof Error
        ? error.value.message
        : "the import was broken off"
      return Effect.ignore(store.failList(workspaceId, id, reason))
    })
  )
})

const storeRows = Effect.fnUntraced(function*<E, R>(
  workspaceId: WorkspaceId,
  id: ListId,
  bytes: Stream.Stream<Uint8Array, E, R>,
  options: typeof ImportOptions.Type,
  merge: Merge | undefined
) {
  const store = yield* Store
  const files = yield* ContactFiles
  const numbers = yield* PhoneNumbers
  const context = yield* Effect.context<R>()
  const reading = {
    phone: (text: string) => numbers.parse(text, options.defaultCountry),
    zonesOf: numbers.zonesOf,
    fallback: options.timezone
  }
  const isSeen = seenPhones()
  let header: Header | undefined
  let list: ContactList | undefined
  let corrected: CorrectedRows | undefined
  let count = 0
  let number = 0
  let lines: FileLines = { header: 1, last: 1 }

  const read = files.rows(Stream.provideContext(bytes, context)).pipe(
    Stream.grouped(together),
    Stream.mapEffect(Effect.fnUntraced(function*(rows: ReadonlyArray<FileRow>) {
      let rest = rows
      if (header === undefined) {
        corrected = merge?.way === "mend" ? correctedRows(merge.list, rows[0]?.cells ?? []) : undefined
        header = corrected?.header ?? (yield* readHeader(rows[0], options))
        yield* store.describeList(workspaceId, id, header.columns, header.phoneColumn)
        rest = rows.slice(1)
        lines = { header: rows[0]!.lastLine, last: rows[0]!.lastLine }
      }
      lines = { ...lines, last: rows.at(-1)!.lastLine }
      const accepted: Array<ImportedRow> = []
      const rejected: Array<RejectedRow> = []
      let characters = 0
      const textOf = textIn(header.columns, merge?.list.columns ?? header.columns)
      for (const given of rest) {
        count++
        const { broken, cells, line } = corrected === undefined
          ? given
          : yield* Effect.fromResult(corrected.rowOf(given))
        number = corrected === undefined ? count : Math.max(number + 1, line - 1)
        const row = broken === undefined
          ? readRow(header, reading, line, cells, number)
          : Result.fail(brokenRow(line, cells[0] ?? "", broken))
        for (const cell of cells) characters += cell.length
        if (Result.isSuccess(row)) {
          const contact = row.success
          accepted.push(new AcceptedRow(contact, !isSeen(contact.phone), cells, textOf))
        } else {
          rejected.push(broken === undefined ? { ...row.failure, text: textOf(cells) } : row.failure)
        }
      }
      if (options.maxRows !== undefined && count > options.maxRows) {
        return yield* new ListTooLong({ limit: options.maxRows })
      }
      return { accepted, rejected, characters }
    }))
  )
  yield* Stream.runForEach(
    inSteps(read),
    ({ accepted, rejected }) =>
      Effect.map(store.addRows(workspaceId, id, accepted, rejected, options.unique ?? "list"), (after) => {
        list = after
      })
  )
  if (header === undefined) yield* readHeader(undefined, options)
  if (list === undefined || count === 0) {
    return yield* new ListUnreadable({ reason: "the file has a header, but no row below it", line: 1 })
  }
  if (options.strict === true && list.rejected > 0) {
    const rows = yield* store.rejectedRows(workspaceId, id, { limit: 100, offset: 0 })
    return yield* new RowsRejected({ total: list.rejected, rows })
  }
  return lines
})

const readHeader = Effect.fnUntraced(function*(first: FileRow | undefined, options: typeof ImportOptions.Type) {
  const columns = first?.cells ?? []
  const problem = headerProblem(columns)
  if (problem !== undefined) return yield* new ListUnreadable({ reason: problem, line: first?.line ?? null })
  const missing = missingColumns(options.variables ?? [], options.mapping ?? {}, columns)
  if (missing.length > 0) return yield* new ColumnsMissing({ missing, columns })
  return { columns, phoneColumn: findPhoneColumn(columns)!, zoneColumn: findZoneColumn(columns) }
})

/**
 * Bring the rows of another file into a list that is ready; its columns must be those of the list. `append` adds all of
 * them; `mend` takes the corrected file, or the file of the list's rejected rows with its column `line`, and reads again
 * only the lines that the list had rejected. Campaigns of the list that are started and not over call the new contacts
 * too; where all are over, nobody does. Of a file that cannot be read, nothing reaches the list.
 */
export const merge = Effect.fn("lists.merge")(function*<E, R>(
  workspaceId: WorkspaceId,
  id: ListId,
  way: "append" | "mend",
  bytes: Stream.Stream<Uint8Array, E, R>,
  input: typeof ImportOptions.Encoded
) {
  const store = yield* Store
  const bus = yield* Bus
  const before = yield* store.list(workspaceId, id)
  const { columns, status } = before
  if (status !== "ready") return yield* new ListNotReady({ listId: id, status })
  const staged = yield* importing(
    workspaceId,
    bytes,
    { ...input, variables: columns, mapping: {} },
    (staging, lines) => store.completeList(workspaceId, staging, lines),
    { list: before, way }
  )
  const list = yield* store.mergeList(workspaceId, id, staged.id, way).pipe(
    Effect.catchTag("ListInUse", ({ message }) => invalid("", message))
  )
  const now = yield* Clock.currentTimeMillis
  for (const campaign of yield* store.campaignsOfList(workspaceId, id)) {
    if (campaign.status !== "draft") yield* store.extendCampaign(workspaceId, campaign.id, yield* newBlock, now)
  }
  yield* bus.wake("schedule", "dispatch")
  return list
})

/**
 * What an import would give: the counts, and the first hundred rows that it would reject. Nothing of it is kept but an
 * empty list that says so.
 */
export const preview = Effect.fn("lists.preview")(function*<E, R>(
  workspaceId: WorkspaceId,
  bytes: Stream.Stream<Uint8Array, E, R>,
  input: typeof ImportOptions.Encoded
) {
  const store = yield* Store
  return yield* importing(workspaceId, bytes, input, (id) =>
    Effect.gen(function*() {
      const list = yield* store.list(workspaceId, id)
      const rejectedRows = yield* store.rejectedRows(workspaceId, id, { limit: 100, offset: 0 })
      yield* store.failList(workspaceId, id, "a dry run")
      return { list, rejectedRows }
    }))
})

/** How many contacts of a list the workspace's frequency cap would hold back now; none where there is no cap. */
export const projectCap = Effect.fn("lists.projectCap")(
  function*(workspaceId: WorkspaceId, id: ListId, cap: FrequencyCap | null, subject: string | null = null) {
    const store = yield* Store
    const { accepted } = yield* store.list(workspaceId, id)
    return cap === null
      ? { contacts: accepted, blocked: 0 }
      : yield* store.projectCap(workspaceId, id, cap, subject, yield* Clock.currentTimeMillis)
  }
)

/** A list. */
export const get = (workspaceId: WorkspaceId, id: ListId) => Store.use((store) => store.list(workspaceId, id))

/** Rows of a list that were not accepted, in the order of the file. */
export const rejectedRows = (workspaceId: WorkspaceId, id: ListId, page: Page) =>
  Store.use((store) => store.rejectedRows(workspaceId, id, page))

/** Contacts of a list, in the order of the file. */
export const contacts = (workspaceId: WorkspaceId, id: ListId, page: Page) =>
  Store.use((store) => store.contacts(workspaceId, id, page))
