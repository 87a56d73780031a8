import { Equal, Schema } from "effect"
import { ClockTime, weekdays, Window } from "./window.ts"
import { dateOf, isDay, localTime, offsetAt, weekdayOf, type Zone, type ZoneSet, zonesIn } from "./zone.ts"

/** A day by its date on the wall calendar, YYYY-MM-DD. */
const LocalDate = Schema.String.pipe(
  Schema.check(
    Schema.isPattern(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/u, {
      message: "must be a date as YYYY-MM-DD, such as 2026-12-25"
    }),
    Schema.makeFilter((date) =>
      isDay(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8))) ||
      "must be a day that the calendar has"
    )
  )
)

/** Hours of one day that do not go over midnight. */
const DaySpan = Schema.Struct({ from: ClockTime, to: ClockTime }).pipe(
  Schema.check(Schema.makeFilter(({ from, to }) => from < to || "must end after it begins, on the same day"))
)

/**
 * A date on which the usual hours do not hold: a holiday, a state of emergency, a day with hours of its own. It is
 * closed from midnight to midnight but for its own hours; what the window had there, also from the evening before, is
 * void. Of several for one date each can only narrow the others.
 */
export const Closure = Schema.Struct({
  date: LocalDate,
  /** The hours in which people may be called all the same; none where the day is closed. */
  spans: Schema.optionalKey(Schema.Array(DaySpan)),
  /** What a person recognises it by. */
  name: Schema.optionalKey(Schema.String)
}).annotate({ identifier: "Closure" })
export interface Closure extends Schema.Schema.Type<typeof Closure> {}

/**
 * Hours that a law sets, as data with its source and date, never as code: tables of such rules disagree and change. A
 * campaign chooses those that hold for its calls; they can only narrow its window, and are always read on the clock of
 * the zone the contact is in. The id of one that comes with the engine stands for that one alone, so that the record of
 * a call names no law that it was not.
 */
export const LegalHours = Schema.Struct({
  /** A short name, such as "us-federal". It stands in the record of each call that it held back. */
  id: Schema.String.pipe(Schema.check(Schema.isPattern(/^[a-z0-9][a-z0-9-]{0,63}$/u, {
    message: "must be a short name of small letters, digits and dashes"
  }))),
  title: Schema.String,
  /** Where the rule stands. */
  source: Schema.String,
  /** The day on which somebody last compared it with its source. */
  asOf: LocalDate,
  window: Window,
  closures: Schema.optionalKey(Schema.Array(Closure))
}).pipe(
  Schema.check(
    Schema.makeFilter((rule) =>
      bearsItsOwnName(rule) || { path: ["id"], issue: "is that of a rule set which comes with the engine, and differs" }
    )
  )
).annotate({ identifier: "LegalHours" })
export interface LegalHours extends Schema.Schema.Type<typeof LegalHours> {}

/**
 * No telephone solicitation before 8 in the morning or after 9 in the evening, local time at the called party's
 * location: 47 CFR 64.1200(c)(1), and the same in 16 CFR 310.4(c). States may ask for less.
 */
export const usFederal: LegalHours = {
  id: "us-federal",
  title: "United States: federal calling hours",
  source: "47 CFR 64.1200(c)(1)",
  asOf: "2026-11-01",
  window: [{ days: [...weekdays], from: "08:00", to: "21:00" }]
}

/** The rule sets that come with the engine, by their id. */
export const legalHours: ReadonlyMap<string, LegalHours> = new Map([[usFederal.id, usFederal]])

const bearsItsOwnName = (rule: { readonly id: string }): boolean => {
  const shipped = legalHours.get(rule.id)
  return shipped === undefined || Equal.equals({ closures: [], ...rule }, { closures: [], ...shipped })
}

/** A window and its closed dates, read on the clocks of some zones. */
export interface Hours {
  readonly window: Window
  readonly closures: ReadonlyArray<Closure>
  readonly zones: ZoneSet
  /** The legal rule set that they come from, with its date; absent for a window that somebody chose. */
  readonly rule?: string
}

const minuteMs = 60_000
const dayMs = 86_400_000

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Minutes of a day, from the first up to, and without, the second. */
type Minutes = readonly [from: number, to: number]

const within = (some: ReadonlyArray<Minutes>, others: ReadonlyArray<Minutes>): ReadonlyArray<Minutes> =>
  some.flatMap(([from, to]) => others.map(([first, last]): Minutes => [Math.max(from, first), Math.min(to, last)]))

/** When hours are open on a day of the wall calendar, that many days after 1 January 1970; spans may overlap or be empty. */
const openOn = ({ closures, window }: Hours, day: number): ReadonlyArray<Minutes> => {
  const date = closures.length === 0 ? "" : dateOf(day)
  const closed = closures.filter((closure) => closure.date === date)
  if (closed.length > 0) {
    return closed
      .map(({ spans = [] }): ReadonlyArray<Minutes> => spans.map(({ from, to }) => [minutesOf(from), minutesOf(to)]))
      .reduce(within)
  }
  const today = weekdays[weekdayOf(day)]!
  const yesterday = weekdays[weekdayOf(day - 1)]!
  const open: Array<Minutes> = []
  for (const { days, from, to } of window) {
    const opens = minutesOf(from)
    const closes = minutesOf(to)
    if (days.includes(today)) open.push([opens, opens < closes ? closes : 1440])
    if (opens >= closes && days.includes(yesterday)) open.push([0, closes])
  }
  return open
}

const isOpenAt = (hours: Hours, zone: Zone, instant: number): boolean => {
  const local = instant + offsetAt(instant, zone).offset
  const day = Math.floor(local / dayMs)
  const minute = (local - day * dayMs) / minuteMs
  return openOn(hours, day).some(([from, to]) => from <= minute && minute < to)
}

/**
 * Whether all the hours are open at an instant (ms UTC), each in every one of its zones. Hours without a zone are
 * closed: nobody is called at a time of day that we do not know.
 */
export const areOpen = (all: ReadonlyArray<Hours>, instant: number): boolean =>
  all.every((hours) => hours.zones !== "" && zonesIn(hours.zones).every((zone) => isOpenAt(hours, zone, instant)))

/** What keeps hours closed at an instant (ms UTC), in words and by rule; `undefined` while all of them are open. */
export const whyClosed = (
  all: ReadonlyArray<Hours>,
  instant: number
): { readonly reason: string; readonly version: string } | undefined => {
  for (const hours of all) {
    const { closures, rule: version = "", zones } = hours
    if (zones === "") return { reason: "the zone of the contact is not known", version }
    const zone = zonesIn(zones).find((one) => !isOpenAt(hours, one, instant))
    if (zone === undefined) continue
    const { date } = localTime(instant, zone)
    const closure = closures.find((one) => one.date === date)
    const what = closure === undefined
      ? version === "" ? "the window" : `the hours of ${version}`
      : `${date}${closure.name === undefined ? "" : `, ${closure.name},`}`
    return { reason: `${what} ${version !== "" && closure === undefined ? "are" : "is"} closed in ${zone}`, version }
  }
  return undefined
}

/** How far ahead an opening is looked for: a bit over a year, so that no row of closed dates ends the search. */
const horizonMs = 400 * dayMs

/**
 * The first instant (ms UTC), not before the given one, at which all the hours are open; `undefined` where that does
 * not happen within 400 days, as with zones in which it is never day at the same time.
 *
 * A span whose first hour DST skips opens when the clocks have jumped; one that it repeats opens at the first of the
 * two.
 */
export const nextOpen = (all: ReadonlyArray<Hours>, instant: number): number | undefined => {
  if (all.some(({ zones }) => zones === "")) return undefined
  const clocks = all.flatMap((hours) => zonesIn(hours.zones).map((zone) => ({ hours, zone })))
  let at = instant
  for (let open = 0; open < clocks.length;) {
    for (const { hours, zone } of clocks) {
      const next = nextOpenAt(hours, zone, at, instant + horizonMs)
      if (next === undefined) return undefined
      open = next === at ? open + 1 : 1
      at = next
      if (open >= clocks.length) break
    }
  }
  return at
}

/** The first open instant on one clock, from one instant on and before another. */
const nextOpenAt = (hours: Hours, zone: Zone, from: number, before: number): number | undefined => {
  for (let at = from; at < before;) {
    const { offset, until } = offsetAt(at, zone)
    const day = Math.floor((at + offset) / dayMs)
    const midnight = day * dayMs - offset
    const end = Math.min(until, midnight + dayMs)
    let first = end
    for (const [opens, closes] of openOn(hours, day)) {
      const opening = Math.max(at, midnight + opens * minuteMs)
      if (opening < first && opening < midnight + closes * minuteMs) first = opening
    }
    if (first < end) return first < before ? first : undefined
    at = end
  }
  return undefined
}
