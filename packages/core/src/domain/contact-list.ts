import { Schema } from "effect"
import { ListId, WorkspaceId } from "./id.ts"
import { Phone, PhoneProblem } from "./phone.ts"
import { ZoneSet } from "./zone.ts"

/**
 * Where a list is. `importing` while rows come in; `ready` when all are stored; `failed` when the file could not be
 * read to its end, in which case nothing of it is kept but the reason.
 */
export const ListStatus = Schema.Literals(["importing", "ready", "failed"])
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
  accepted: Schema.Int,
  rejected: Schema.Int,
  /** Why it failed; empty otherwise. */
  reason: Schema.String,
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
  /** The other cells by their column. */
  variables: Schema.Record(Schema.String, Schema.String)
})
export interface Contact extends Schema.Schema.Type<typeof Contact> {}

/** Why a row was not accepted. */
export const RowProblem = Schema.Union([
  PhoneProblem,
  Schema.Literals(["zone_unknown", "duplicate_phone", "too_few_cells", "too_many_cells", "bad_quotes"])
])
export type RowProblem = typeof RowProblem.Type

/** A row that was not accepted, with what a person needs to mend it. */
export const RejectedRow = Schema.Struct({
  line: Schema.Int,
  /** The column at fault; empty where it is the row as a whole. */
  column: Schema.String,
  code: RowProblem,
  reason: Schema.String,
  /** The row as it was read, its cells joined by commas. */
  text: Schema.String
}).annotate({ identifier: "RejectedRow" })
export interface RejectedRow extends Schema.Schema.Type<typeof RejectedRow> {}

const plain = (name: string) => name.toLowerCase().replace(/[^a-z]/gu, "")

const phoneNames = ["mobilenumber", "phonenumber", "phone", "mobile", "mobileno", "phoneno", "contactnumber", "telephone", "tel", "msisdn", "number"]

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
    return `there is no phone column: name one "Mobile Number", "phone_number" or "phone" (found: ${columns.join(", ")})`
  }
  return undefined
}
