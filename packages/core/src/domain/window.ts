import { Schema } from "effect"

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
