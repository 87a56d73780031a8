import { Schema } from "effect"
import { instantsOf, localTime, type ZoneSet, zonesIn } from "./zone.ts"

/** Days of the week in the order in which they are counted here: 0 is Sunday. */
export const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const

/** A day of the week, in English and lower case. */
export const Weekday = Schema.Literals(weekdays)
export type Weekday = typeof Weekday.Type

/** A time of the day on the wall clock, HH:MM; 24:00 is the end of the day. */
export const ClockTime = Schema.String.pipe(
  Schema.check(
    Schema.isPattern(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/u, {
      message: "must be a time of day as HH:MM, such as 09:30"
    })
  )
)

/**
 * Hours of some days in which people may be called: from the first time up to, and without, the second. Where the
 * second is not later than the first, the span goes over midnight and belongs to the day on which it opens.
 */
export const WindowSpan = Schema.Struct({
  days: Schema.NonEmptyArray(Weekday),
  from: ClockTime,
  to: ClockTime
})
export interface WindowSpan extends Schema.Schema.Type<typeof WindowSpan> {}

/**
 * The window: when a person may be called, on the clock of the zone the person is in. It is the union of its spans;
 * days without one are closed.
 */
export const Window = Schema.NonEmptyArray(WindowSpan).annotate({ identifier: "Window" })
export type Window = typeof Window.Type

/** The same hours on every day of the week. */
export const everyDay = (from: string, to: string): Window => [{ days: [...weekdays], from, to }]

/**
 * The window of campaigns that are saved without one: 09:00 to 20:00 on every day. It lies inside the hours that the
 * stricter rules of the United States (08:00 or 09:00 to 20:00) and India (09:00 to 21:00) allow, and is shown on the
 * campaign like any other.
 */
export const defaultWindow: Window = everyDay("09:00", "20:00")

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

const isOpenAt = (window: Window, weekday: number, minute: number): boolean =>
  window.some((span) => {
    const from = minutesOf(span.from)
    const to = minutesOf(span.to)
    const on = (day: number) => span.days.includes(weekdays[(day + 7) % 7]!)
    return from < to
      ? on(weekday) && from <= minute && minute < to
      : (on(weekday) && from <= minute) || (on(weekday - 1) && minute < to)
  })

/**
 * Whether the window is open at an instant (ms UTC) in every zone of the set. An empty set is an unknown zone: closed,
 * for nobody is called at an hour that we do not know.
 */
export const isOpen = (window: Window, zones: ZoneSet, instant: number): boolean => {
  const all = zonesIn(zones)
  return all.length > 0 && all.every((zone) => {
    const local = localTime(instant, zone)
    return isOpenAt(window, local.weekday, local.minute)
  })
}

const horizonMs = 9 * 86_400_000

/**
 * The first instant (ms UTC), not before the given one, at which the window is open in every zone of the set;
 * `undefined` where that does not happen within nine days (a weekly window that never opens in all zones at once).
 *
 * A span whose first hour is skipped by DST opens when the clocks have jumped; one that is repeated opens at the first
 * of the two.
 */
export const nextOpening = (window: Window, zones: ZoneSet, instant: number): number | undefined => {
  if (isOpen(window, zones, instant)) return instant
  const openings = new Set<number>()
  for (const zone of zonesIn(zones)) {
    for (const span of window) {
      for (const at of instantsOf(minutesOf(span.from), instant, instant + horizonMs, zone)) openings.add(at)
    }
  }
  return [...openings]
    .filter((at) => at > instant && at <= instant + horizonMs)
    .toSorted((a, b) => a - b)
    .find((at) => isOpen(window, zones, at))
}
