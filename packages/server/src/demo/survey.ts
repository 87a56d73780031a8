import { ContactFiles, type Country, findPhoneColumn, findZoneColumn, isZone, PhoneNumbers } from "@campanile/core"
import { type Zone, type ZoneSet, zoneSet } from "@campanile/core"
import { Effect, Result, Stream } from "effect"

/** What a demo has to know of a list before it plans: the server finds the rest when it imports it. */
export interface Survey {
  readonly columns: ReadonlyArray<string>
  /** Rows below the header, good or bad. */
  readonly rows: number
  /** Where the contacts are. */
  readonly zones: ReadonlySet<ZoneSet>
}

/** Look through a list, the way in which the server will read it. What cannot be read is left for the server to tell. */
export const surveyOf = Effect.fn("demo.survey")(function*(bytes: Uint8Array, country: Country | undefined) {
  const files = yield* ContactFiles
  const numbers = yield* PhoneNumbers
  const zones = new Set<ZoneSet>()
  let columns: ReadonlyArray<string> = []
  let rows = -1

  const place = (cells: ReadonlyArray<string>): ReadonlyArray<Zone> => {
    const cell = (column: string | undefined) => column === undefined ? "" : cells[columns.indexOf(column)] ?? ""
    const phone = numbers.parse(cell(findPhoneColumn(columns)), country)
    if (Result.isFailure(phone)) return []
    const named = cell(findZoneColumn(columns))
    return named === "" ? numbers.zonesOf(phone.success) : isZone(named) ? [named as Zone] : []
  }

  yield* files.rows(Stream.make(bytes)).pipe(
    Stream.runForEach(({ cells }) =>
      Effect.sync(() => {
        rows++
        if (rows === 0) {
          columns = cells
          return
        }
        const set = zoneSet(place(cells))
        if (set !== "") zones.add(set)
      })
    ),
    Effect.catchTag("ListUnreadable", () => Effect.void)
  )
  return { columns, rows: Math.max(0, rows), zones } satisfies Survey
})
