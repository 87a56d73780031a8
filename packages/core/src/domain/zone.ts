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

/** A zone that the runtime knows, and what was asked of its clock so far. */
interface Clock {
  readonly zone: DateTime.TimeZone.Named
  /** By the days since 1970 in UTC: the offset that holds all day, or the change of offset that is in it. */
  readonly days: Map<number, number | Change>
}

/** A change of a zone's offset (ms): from the instant `at` on, it is `to`. */
interface Change {
  readonly at: number
  readonly from: number
  readonly to: number
}

/** So many names and days are remembered, for names come from files of other people, and a day costs two questions. */
const mostNames = 2000
const mostDays = 2000

const named = new Map<string, Clock | undefined>()
const clocks = new Map<string, Clock>()

const clockOf = (name: string): Clock | undefined => {
  if (named.has(name)) return named.get(name)
  const zone = Option.getOrUndefined(DateTime.zoneMakeNamed(name))
  const clock = zone === undefined
    ? undefined
    : clocks.get(zone.id) ?? { zone, days: new Map<number, number | Change>() }
  if (clock !== undefined) clocks.set(clock.zone.id, clock)
  if (named.size >= mostNames) named.clear()
  named.set(name, clock)
  return clock
}

const knownClock = (name: string): Clock => {
  const clock = clockOf(name)
  if (clock === undefined) throw new RangeError(`${name} is not a time zone`)
  return clock
}

/** Whether the runtime's time zone data knows the name. Fixed offsets such as "+05:30" are not zones: they know no DST. */
export const isZone = (name: string): boolean => /^[A-Za-z]/u.test(name) && clockOf(name) !== undefined

/**
 * Whether two names mean the same zone, as Asia/Calcutta and Asia/Kolkata do: the IANA database renames zones, and keeps
 * the old names as links. A runtime that does not tell where a link leads keeps the two apart, which changes no hours.
 */
export const sameZone = (a: Zone, b: Zone): boolean => knownClock(a) === knownClock(b)

/**
 * The set of some zones, the same whatever their order and repetition. Names stay as they were given; of several names
 * of the same zone the first in the order of the alphabet stands for all.
 */
export const zoneSet = (zones: ReadonlyArray<Zone>): ZoneSet => {
  const names: Array<Zone> = []
  for (const zone of zones.toSorted()) if (!names.some((name) => sameZone(name, zone))) names.push(zone)
  return names.join("|") as ZoneSet
}

/** The zones of a set. */
export const zonesIn = (set: ZoneSet): ReadonlyArray<Zone> => set === "" ? [] : set.split("|") as Array<Zone>

/** The wall clock somewhere: day of the week (0 = Sunday), minute of the day, and what was subtracted to get to UTC. */
interface LocalTime {
  readonly weekday: number
  readonly minute: number
  /** The day as YYYY-MM-DD. */
  readonly date: string
  /** Milliseconds that the local clock is ahead of UTC. */
  readonly offset: number
}

const minuteMs = 60_000
const dayMs = 86_400_000

const ask = ({ zone }: Clock, instant: number): number =>
  DateTime.zonedOffset(DateTime.makeZonedUnsafe(instant, { timeZone: zone }))

/** The offset of a day in UTC. No zone has two changes in one day: since 1970 there were seven between any two. */
const lookUp = (clock: Clock, day: number): number | Change => {
  const from = ask(clock, day * dayMs)
  const to = ask(clock, (day + 1) * dayMs)
  if (from === to) return from
  let before = day * dayMs
  let at = before + dayMs
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2)
    if (ask(clock, middle) === from) before = middle
    else at = middle
  }
  return { at, from, to }
}

const onDay = (clock: Clock, day: number): number | Change => {
  let known = clock.days.get(day)
  if (known === undefined) {
    known = lookUp(clock, day)
    if (clock.days.size >= mostDays) clock.days.clear()
    clock.days.set(day, known)
  }
  return known
}

/** A zone's distance from UTC (ms ahead) at an instant, and an instant up to which it surely stays the same (ms UTC). */
export const offsetAt = (instant: number, zone: Zone): { readonly offset: number; readonly until: number } => {
  const day = Math.floor(instant / dayMs)
  const known = onDay(knownClock(zone), day)
  const until = (day + 1) * dayMs
  return typeof known === "number"
    ? { offset: known, until }
    : instant < known.at
    ? { offset: known.from, until: known.at }
    : { offset: known.to, until }
}

const dates = new Map<number, string>()

/** The date of a day that is so many days after 1 January 1970. */
export const dateOf = (day: number): string => {
  let date = dates.get(day)
  if (date === undefined) {
    date = DateTime.formatIsoDateUtc(DateTime.makeUnsafe(day * dayMs))
    if (dates.size >= mostDays) dates.clear()
    dates.set(day, date)
  }
  return date
}

/** The day of the week, 0 for Sunday, of a day that is so many days after 1 January 1970. */
export const weekdayOf = (day: number): number => ((day + 4) % 7 + 7) % 7

/** What the clock on the wall shows at an instant (ms UTC): total and unique, DST or not. */
export const localTime = (instant: number, zone: Zone): LocalTime => {
  const { offset } = offsetAt(instant, zone)
  const local = instant + offset
  const day = Math.floor(local / dayMs)
  return {
    weekday: weekdayOf(day),
    minute: Math.floor((local - day * dayMs) / minuteMs),
    date: dateOf(day),
    offset
  }
}

/**
 * The instant (ms UTC) of a local time such as 2026-12-01T09:00 in a zone; `undefined` where it is not a date and time.
 * A time that DST skips is the same time after the jump; one that it repeats is the first of the two.
 */
export const instantOf = (local: string, zone: Zone): number | undefined => {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/u.exec(local)
  if (match === null) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0))
  if (!isDay(year!, month!, day!) || hour! > 23 || minute! > 59 || second! > 59) return undefined
  return DateTime.toEpochMillis(DateTime.makeZonedUnsafe(
    { year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second: second! },
    { timeZone: knownClock(zone).zone, adjustForTimeZone: true, disambiguation: "compatible" }
  ))
}

/** Whether the calendar has such a day. */
export const isDay = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)

const daysIn = (year: number, month: number): number => {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
}
