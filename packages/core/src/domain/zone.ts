import { DateTime, Option, Schema } from "effect"

/** A time zone by its IANA name, kept as it was given. An unknown name is an error where it is given. */
export const Zone = Schema.String.pipe(
  Schema.check(
    Schema.makeFilter((name) => isZone(name) || `must be a time zone of the IANA database, such as Asia/Kolkata`)
  ),
  Schema.brand("Zone")
)
export type Zone = typeof Zone.Type

/**
 * The zones that a contact may be in, as one text: names in order, joined by "|". A number that maps to several zones
 * may be called only while the window is open in all of them, so contacts with the same set share one place in the
 * queue's index.
 */
export const ZoneSet = Schema.String.pipe(Schema.brand("ZoneSet"))
export type ZoneSet = typeof ZoneSet.Type

/** The set of some zones, the same whatever their order and repetition. */
export const zoneSet = (zones: ReadonlyArray<Zone>): ZoneSet => [...new Set(zones)].toSorted().join("|") as ZoneSet

/** The zones of a set. */
export const zonesIn = (set: ZoneSet): ReadonlyArray<Zone> => set === "" ? [] : set.split("|") as Array<Zone>

const named = new Map<string, Option.Option<DateTime.TimeZone.Named>>()
const zoneOf = (name: string) => {
  let zone = named.get(name)
  if (zone === undefined) {
    zone = DateTime.zoneMakeNamed(name)
    named.set(name, zone)
  }
  return zone
}

/** Whether the runtime's time zone data knows the name. Fixed offsets such as "+05:30" are not zones: they know no DST. */
export const isZone = (name: string): boolean => /^[A-Za-z]/u.test(name) && Option.isSome(zoneOf(name))

/** The wall clock somewhere: day of the week (0 = Sunday), minute of the day, and what was subtracted to get to UTC. */
export interface LocalTime {
  readonly weekday: number
  readonly minute: number
  /** Milliseconds that the local clock is ahead of UTC. */
  readonly offset: number
}

const minuteMs = 60_000
const dayMs = 86_400_000

const offsetAt = (instant: number, zone: Zone): number =>
  DateTime.zonedOffset(DateTime.makeZonedUnsafe(instant, { timeZone: Option.getOrThrow(zoneOf(zone)) }))

/** What the clock on the wall shows at an instant (ms UTC): total and unique, DST or not. */
export const localTime = (instant: number, zone: Zone): LocalTime => {
  const offset = offsetAt(instant, zone)
  const local = instant + offset
  const day = Math.floor(local / dayMs)
  return { weekday: ((day + 4) % 7 + 7) % 7, minute: Math.floor((local - day * dayMs) / minuteMs), offset }
}

/**
 * The instants, of the days from `from` to `until` (ms UTC), at which the zone's clock may come to show the given
 * minute of the day: under the offset before and after any change of that day, and at the change itself, where the
 * clock jumps. Each is a candidate to be tested with {@link localTime}; none that counts is missing.
 */
export const instantsOf = (minute: number, from: number, until: number, zone: Zone): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (let day = Math.floor(from / dayMs) - 1; day <= Math.floor(until / dayMs) + 1; day++) {
    const start = day * dayMs
    const before = offsetAt(start - dayMs / 2, zone)
    const after = offsetAt(start + 1.5 * dayMs, zone)
    found.push(start + minute * minuteMs - before)
    if (after !== before) {
      found.push(start + minute * minuteMs - after, changeBetween(start - dayMs / 2, start + 1.5 * dayMs, zone))
    }
  }
  return found
}

/** The first instant after a change of offset that lies between two instants; by bisection to the minute. */
const changeBetween = (low: number, high: number, zone: Zone): number => {
  const before = offsetAt(low, zone)
  let unchanged = low
  let changed = high
  while (changed - unchanged > minuteMs) {
    const middle = Math.floor((unchanged + changed) / 2 / minuteMs) * minuteMs
    if (offsetAt(middle, zone) === before) unchanged = middle
    else changed = middle
  }
  return changed
}

/**
 * The instant (ms UTC) of a local time such as 2026-12-01T09:00 in a zone; `undefined` where it is not a date and time.
 * A time that DST skips is the same time after the jump; one that it repeats is the first of the two.
 */
export const instantOf = (local: string, zone: Zone): number | undefined => {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/u.exec(local)
  if (match === null) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0))
  const inRange = month! >= 1 && month! <= 12 && day! >= 1 && day! <= daysIn(year!, month!) &&
    hour! <= 23 && minute! <= 59 && second! <= 59
  if (!inRange) return undefined
  return DateTime.toEpochMillis(DateTime.makeZonedUnsafe(
    { year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second: second! },
    { timeZone: Option.getOrThrow(zoneOf(zone)), adjustForTimeZone: true, disambiguation: "compatible" }
  ))
}

const daysIn = (year: number, month: number): number => {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
}
