import {
  ContactFiles,
  type Country,
  decodeUnknownInput,
  type FileRow,
  findPhoneColumn,
  invalidInput,
  ListUnreadable,
  PhoneNumbers,
  Suppressions,
  unguardFormulas,
  type WorkspaceId
} from "@campanile/core"
import { Effect, Result, Stream } from "effect"
import { instantOrNull } from "./wire/fields.ts"
import { NewSuppression, scopeOf } from "./wire/suppression.ts"

type Given = typeof NewSuppression.Type

/** A row that could not be read. */
export interface BadRow {
  readonly line: number
  readonly column: string
  readonly reason: string
  readonly row: string
}

const batch = 1000
const shownRows = 100

const optionalColumns = ["scope", "campaign_id", "subject", "source", "reason", "expires_at"] as const

interface Columns {
  readonly header: ReadonlyArray<string>
  /** Which column of the header each field is read from. */
  readonly at: ReadonlyMap<string, number>
}

/** A column's name as it is compared: spreadsheets write `Expires At` for `expires_at`. */
const bare = (name: string) => unguardFormulas(name).trim().toLowerCase().replaceAll(/[\s-]+/gu, "_")

const readHeader = Effect.fnUntraced(function*(first: FileRow | undefined) {
  const cells = first?.cells ?? []
  const unreadable = (reason: string) => new ListUnreadable({ reason, line: first?.line ?? null })
  const at = new Map<string, number>()
  for (const field of ["pattern", ...optionalColumns]) {
    const [index, again] = cells.flatMap((name, index) => bare(name) === field ? [index] : [])
    if (again !== undefined) {
      return yield* unreadable(`"${cells[index!]}" and "${cells[again]}" are both the column "${field}"`)
    }
    if (index !== undefined) at.set(field, index)
  }
  if (!at.has("pattern")) {
    const phones = findPhoneColumn(cells)
    if (phones === undefined) {
      return yield* unreadable("there is no column \"pattern\", nor one with phone numbers")
    }
    at.set("pattern", cells.indexOf(phones))
  }
  const columns: Columns = { header: cells, at }
  return columns
})

const decoded = decodeUnknownInput(NewSuppression)

/** A cell as the pattern that it means: E.164, or the first digits of many and a star. */
const patternOf = Effect.fnUntraced(function*(cell: string, country: Country | undefined) {
  const text = cell.replace(/^'/u, "").trim()
  if (text.endsWith("*")) return text.replaceAll(/[\s().-]/gu, "")
  const numbers = yield* PhoneNumbers
  const phone = numbers.parse(text, country)
  return Result.isSuccess(phone) ? phone.success : yield* invalidInput("pattern", "is not a phone number")
})

const readRow = Effect.fnUntraced(
  function*({ at }: Columns, { broken, cells }: FileRow, country: Country | undefined, usual: Partial<Given>) {
    if (broken !== undefined) return yield* invalidInput("", broken)
    const pattern = yield* patternOf(cells[at.get("pattern") ?? -1] ?? "", country)
    const told = optionalColumns.flatMap((name) => {
      const cell = unguardFormulas(cells[at.get(name) ?? -1] ?? "")
      return cell === "" ? [] : [[name, cell] as const]
    })
    const scoped = told.some(([name]) => name === "scope" || name === "campaign_id" || name === "subject")
    const { campaign_id: _, scope: __, subject: ___, ...unscoped } = usual
    return yield* decoded({ ...(scoped ? unscoped : usual), ...Object.fromEntries(told), pattern })
  }
)

/** A suppression of the wire as the engine takes it. */
export const suppressionOf = (given: Given) => ({
  pattern: given.pattern,
  scope: scopeOf(given),
  expiresAt: instantOrNull(given.expires_at),
  ...(given.source === undefined ? {} : { source: given.source }),
  ...(given.reason === undefined ? {} : { reason: given.reason })
})

/**
 * Suppress the numbers of a CSV file, as it is read: a row that cannot be read is told and holds up no other, because
 * a number that was to be suppressed and is not may be called. `usual` is what holds for rows that do not say else.
 */
export const importSuppressions = Effect.fnUntraced(function*(
  workspaceId: WorkspaceId,
  bytes: Stream.Stream<Uint8Array>,
  country: Country | undefined,
  usual: Partial<Given>
) {
  const files = yield* ContactFiles
  const bad: Array<BadRow> = []
  let columns: Columns | undefined
  let failed = 0
  let suppressed = 0
  let closed = 0
  yield* files.rows(bytes).pipe(
    Stream.grouped(batch),
    Stream.runForEach(Effect.fnUntraced(function*(rows: ReadonlyArray<FileRow>) {
      const header: Columns = columns ?? (yield* readHeader(rows[0]))
      const good: Array<Given> = []
      for (const row of columns === undefined ? rows.slice(1) : rows) {
        const read = yield* Effect.result(readRow(header, row, country, usual))
        if (Result.isSuccess(read)) {
          good.push(read.success)
          continue
        }
        failed++
        const [problem] = read.failure.problems
        const { field = "", message = "" } = problem ?? {}
        const column = header.header[header.at.get(field) ?? -1] ?? field
        if (bad.length < shownRows) bad.push({ line: row.line, column, reason: message, row: row.cells.join(",") })
      }
      columns = header
      suppressed += good.length
      if (good.length > 0) closed += yield* Suppressions.add(workspaceId, good.map(suppressionOf))
    }))
  )
  if (columns === undefined) yield* readHeader(undefined)
  return { suppressed, closed, failed, bad }
})
