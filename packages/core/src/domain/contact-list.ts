import { Result, Schema } from "effect"
import { ListId, WorkspaceId } from "./id.ts"
import { Phone, PhoneProblem } from "./phone.ts"
import { rowText } from "./row-text.ts"
import { isZone, type Zone, ZoneSet, zoneSet } from "./zone.ts"

/**
 * Where a list is. `importing` while rows come in; `ready` when all are stored; `failed` when the file could not be
 * read to its end, in which case nothing of it is kept but the reason; `pruned` when its rows were removed because its
 * campaigns have been over for as long as they are kept.
 */
export const ListStatus = Schema.Literals(["importing", "ready", "failed", "pruned"])
export type ListStatus = typeof ListStatus.Type

/** An imported file: columns, contacts, rejected rows. */
export const ContactList = Schema.Struct({
  workspaceId: WorkspaceId,
  id: ListId,
  name: Schema.String,
  status: ListStatus,
  /** The header, cleaned of blanks around names. */
  columns: Schema.Array(Schema.String),
  /** The column that holds the phone number; empty until the header is read. */
  phoneColumn: Schema.String,
  /** Rows that became contacts. */
  accepted: Schema.Int,
  /** Rows that did not. */
  rejected: Schema.Int,
  /** Why it failed, or that it was pruned; empty otherwise. */
  reason: Schema.String,
  /** Instant, ms UTC. */
  createdAt: Schema.Int
}).annotate({ identifier: "ContactList" })
export interface ContactList extends Schema.Schema.Type<typeof ContactList> {}

/** One accepted row. Contacts of a list are numbered from 1 in the order of the file. */
export const Contact = Schema.Struct({
  number: Schema.Int,
  /** The line of the file on which the row begins, from 1 for the header. */
  line: Schema.Int,
  phone: Phone,
  zones: ZoneSet,
  /** Its cells by their column, as they were read. */
  variables: Schema.Record(Schema.String, Schema.String)
})
export interface Contact extends Schema.Schema.Type<typeof Contact> {}

/** Among which contacts a phone may stand once: those of the list, or those of all lists of the workspace. */
export const Unique = Schema.Literals(["list", "workspace"])
export type Unique = typeof Unique.Type

/** Why a row was not accepted. */
export const RowProblem = Schema.Union([
  PhoneProblem,
  Schema.Literals(["zone_unknown", "duplicate_phone", "known_phone", "too_few_cells", "too_many_cells", "bad_quotes"])
])
export type RowProblem = typeof RowProblem.Type

/** A row that was not accepted, with what a person needs to mend it. */
export const RejectedRow = Schema.Struct({
  line: Schema.Int,
  /** The column at fault; empty where it is the row as a whole. */
  column: Schema.String,
  code: RowProblem,
  reason: Schema.String,
  /** The row as it was read, its cells joined by commas; those that need it are in quotes. */
  text: Schema.String
}).annotate({ identifier: "RejectedRow" })
export interface RejectedRow extends Schema.Schema.Type<typeof RejectedRow> {}

const plain = (name: string) => name.toLowerCase().replace(/[^a-z]/gu, "")

const phoneNames = [
  "mobilenumber",
  "phonenumber",
  "phone",
  "mobile",
  "mobileno",
  "phoneno",
  "contactnumber",
  "telephone",
  "tel",
  "msisdn",
  "number"
]

const zoneNames = ["timezone", "tz", "zone"]

const byNames = (columns: ReadonlyArray<string>, names: ReadonlyArray<string>) =>
  names.flatMap((name) => columns.filter((column) => plain(column) === name))[0]

/** The column of a header that holds phone numbers, by the names that are usual for it, the plainest first. */
export const findPhoneColumn = (columns: ReadonlyArray<string>): string | undefined => byNames(columns, phoneNames)

/** The column of a header that names each contact's time zone, if there is one. */
export const findZoneColumn = (columns: ReadonlyArray<string>): string | undefined => byNames(columns, zoneNames)

/** What is wrong with a header, in words for its owner, or `undefined`. */
export const headerProblem = (columns: ReadonlyArray<string>): string | undefined => {
  if (columns.length === 0) return "the file is empty: its first line must name the columns"
  const empty = columns.findIndex((name) => name === "")
  if (empty >= 0) return `column ${empty + 1} of the header has no name`
  const seen = new Set<string>()
  for (const name of columns) {
    if (seen.has(name)) return `the column "${name}" stands in the header twice`
    seen.add(name)
  }
  if (findPhoneColumn(columns) === undefined) {
    return `there is no phone column: name one "Mobile Number", "phone_number" or "phone" (found: ${
      columns.join(", ")
    })`
  }
  return undefined
}

/** A header that is understood. */
export interface Header {
  readonly columns: ReadonlyArray<string>
  readonly phoneColumn: string
  readonly zoneColumn: string | undefined
}

/** How the cells of a row become a contact, apart from the header. */
export interface Reading {
  /** The number that a cell means. */
  readonly phone: (text: string) => Result.Result<Phone, PhoneProblem>
  /** The zones that a number tells of. */
  readonly zonesOf: (phone: Phone) => ReadonlyArray<Zone>
  /** The zone of contacts of which neither column nor number tells one. */
  readonly fallback: Zone
}

const phoneReasons: Record<PhoneProblem, string> = {
  phone_missing: "the phone number is missing",
  phone_not_a_number: "this is not a phone number",
  phone_rounded: "a spreadsheet has rounded this number and its last digits are lost: enter it anew, as text",
  phone_too_short: "the phone number has too few digits",
  phone_too_long: "the phone number has too many digits",
  phone_no_country: "the phone number has no country code, and no default country is given",
  phone_invalid: "no such number can exist in its country"
}

const rejectRow = (
  line: number,
  cells: ReadonlyArray<string>,
  column: string,
  code: RowProblem,
  reason: string
): RejectedRow => ({ line, column, code, reason, text: rowText(cells) })

/** The cells of a row by their columns. What is assigned would be lost of a column that is called "__proto__". */
const byColumn = (columns: ReadonlyArray<string>, cells: ReadonlyArray<string>): Record<string, string> => {
  if (columns.includes("__proto__")) return Object.fromEntries(columns.map((column, n) => [column, cells[n]!]))
  const variables: Record<string, string> = {}
  for (let n = 0; n < columns.length; n++) variables[columns[n]!] = cells[n]!
  return variables
}

const setsOfZones = new WeakMap<ReadonlyArray<Zone>, ZoneSet>()

/** The set of zones that were told before as the same list, as those of phones that begin alike. */
const knownZoneSet = (zones: ReadonlyArray<Zone>): ZoneSet => {
  let set = setsOfZones.get(zones)
  if (set === undefined) {
    set = zoneSet(zones)
    setsOfZones.set(zones, set)
  }
  return set
}

/**
 * One row as a contact, or what is wrong with it. The zone comes from the zone column, else from the number, else it is
 * the fallback; a column that names no known zone is an error of the row, for nobody is called at an hour that we do
 * not know. Cells that are missing at the end of a row are an error too, because they may have slipped.
 */
export const readRow = (
  header: Header,
  reading: Reading,
  line: number,
  cells: ReadonlyArray<string>,
  number: number
): Result.Result<Contact, RejectedRow> => {
  const { columns, phoneColumn, zoneColumn } = header
  const reject = (column: string, code: RowProblem, reason: string) =>
    Result.fail(rejectRow(line, cells, column, code, reason))
  if (cells.length < columns.length) {
    return reject("", "too_few_cells", `the row has ${cells.length} cells, the header ${columns.length}`)
  }
  if (cells.length > columns.length) {
    return reject("", "too_many_cells", `the row has ${cells.length} cells, the header ${columns.length}`)
  }
  const variables = byColumn(columns, cells)
  const phone = reading.phone(variables[phoneColumn]!)
  if (Result.isFailure(phone)) return reject(phoneColumn, phone.failure, phoneReasons[phone.failure])
  const named = zoneColumn === undefined ? "" : variables[zoneColumn]!
  if (named !== "" && !isZone(named)) {
    return reject(zoneColumn!, "zone_unknown", `"${named}" is not a time zone of the IANA database`)
  }
  const told = named === "" ? reading.zonesOf(phone.success) : [named as Zone]
  return Result.succeed({
    number,
    line,
    phone: phone.success,
    zones: told.length === 0 ? zoneSet([reading.fallback]) : knownZoneSet(told),
    variables
  })
}

/** What becomes of a row whose phone the list already has: the first one stands. */
export const duplicateRow = (list: ContactList, contact: Contact, text: string): RejectedRow => ({
  line: contact.line,
  column: list.phoneColumn,
  code: "duplicate_phone",
  reason: `${contact.phone} stands in the list already`,
  text
})

/** What becomes of a row whose phone stands in another list, where phones must be unique in the workspace. */
export const knownRow = (list: ContactList, other: ContactList, contact: Contact, text: string): RejectedRow => ({
  line: contact.line,
  column: list.phoneColumn,
  code: "known_phone",
  reason: `${contact.phone} stands in another list${other.name === "" ? "" : `, "${other.name}"`}`,
  text
})

/** A list that could not be read to its end, when its rows are gone. */
export const failedList = (list: ContactList, reason: string): ContactList => ({
  ...list,
  status: "failed",
  accepted: 0,
  rejected: 0,
  reason
})

/** Where the lines of a file are that matter when others are appended to it, or it to others; counted from 1. */
export interface FileLines {
  /** The line on which the header ends. */
  readonly header: number
  /** The last line, whether a row stands there or not. */
  readonly last: number
}

/** A list whose rows are removed: what it counted stays. */
export const prunedList = (list: ContactList): ContactList => ({
  ...list,
  status: "pruned",
  reason: "its rows were kept for as long as the retention policy says"
})

/**
 * How far the lines of a file move when it is appended: they go on after the last line of what the list has, as if all
 * below its header had been pasted there. So a person finds each row in one file that is put together that way.
 */
export const lineShift = (into: FileLines, from: FileLines): number => into.last - from.header

/** The lines of a list to which a file was appended. */
export const linesAfter = (into: FileLines, from: FileLines): FileLines => ({
  header: into.header,
  last: from.last + lineShift(into, from)
})

/** The cells of a contact by column, the phone in its own where the list keeps no other text of it. */
export const rowOf = (
  list: ContactList,
  contact: Pick<Contact, "phone" | "variables">
): Readonly<Record<string, string>> => ({
  [list.phoneColumn]: contact.phone,
  ...contact.variables
})
