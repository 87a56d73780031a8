import {
  type CallingPolicy,
  ClockTime,
  Closure,
  defaultWindow,
  LegalHours,
  legalHours,
  Weekday,
  weekdays,
  type Window
} from "@campanile/core"
import { Schema } from "effect"
import { optional, required, text } from "./fields.ts"

/** Hours of some days. */
export const CallSlot = Schema.Struct({
  days: optional(Schema.NonEmptyArray(Weekday), "The days. Default: every day.", ["monday", "tuesday"]),
  start: required(ClockTime, "From when on people may be called.", "09:00"),
  end: required(
    ClockTime,
    "From when on they may not be called any more. Not later than the start it is meant on the next day.",
    "18:00"
  )
}).annotate({ identifier: "CallSlot", description: "Hours of some days." })

const DaySlot = Schema.Struct({ start: ClockTime, end: ClockTime }).pipe(
  Schema.check(
    Schema.makeFilter(({ end, start }) =>
      start < end || { path: ["end"], issue: "must be later than the start, on the same day" }
    )
  )
)

/** A date on which the usual hours do not hold. */
export const WireClosure = Schema.Struct({
  date: required(Closure.fields.date, "The day, on the clock on which the hours are read.", "2026-12-25"),
  name: optional(text(200), "What a person recognises it by.", "Christmas"),
  slots: optional(Schema.Array(DaySlot), "Hours in which people may be called all the same. Default: none.")
}).annotate({ identifier: "Closure", description: "A date on which the usual hours do not hold." })

const LegalHoursData = Schema.Struct({
  id: required(LegalHours.fields.id, "A short name; it stands in the record of each call that it held back."),
  title: required(text(200), "What people call it."),
  source: required(text(500), "Where the rule stands."),
  as_of: required(LegalHours.fields.asOf, "The day on which somebody last compared it with its source."),
  call_slots: required(Schema.NonEmptyArray(CallSlot), "The hours that it allows."),
  closures: optional(Schema.Array(WireClosure), "Dates on which those do not hold.")
})

/** A rule set that comes with the engine, by its id, or one as data. */
export const WireLegalHours = Schema.Union([Schema.Literals([...legalHours.keys()]), LegalHoursData])

/** A closed date as it is shown. */
export const ShownClosure = Schema.Struct({
  date: Schema.String,
  name: Schema.optionalKey(Schema.String),
  slots: Schema.optionalKey(Schema.Array(Schema.Struct({ start: Schema.String, end: Schema.String })))
})

/** Hours as they are shown. */
export const ShownSlot = Schema.Struct({
  days: Schema.Array(Schema.String),
  start: Schema.String,
  end: Schema.String
})

/** A rule set as it is shown. */
export const ShownLegalHours = Schema.Struct({
  id: Schema.String,
  title: Schema.String,
  source: Schema.String,
  as_of: Schema.String,
  call_slots: Schema.Array(ShownSlot),
  closures: Schema.Array(ShownClosure)
})

/** A window from its slots. */
export const windowOf = ([first, ...others]: readonly [Slot, ...ReadonlyArray<Slot>]): Window => [
  spanOf(first),
  ...others.map(spanOf)
]

type Slot = typeof CallSlot.Type

const spanOf = ({ days, end, start }: Slot): Window[number] => ({ days: days ?? weekdays, from: start, to: end })

/** A window as slots. */
export const slotsOf = (window: Window): ReadonlyArray<typeof ShownSlot.Type> =>
  window.map(({ days, from, to }) => ({ days, start: from, end: to }))

/** The hours that people mean who mention only some of their parts: the rest is of the only span there is, or usual. */
export const spanWith = (
  parts: { readonly start: string | undefined; readonly end: string | undefined; readonly days: Slot["days"] },
  before: Window | undefined
): Window => {
  const [only, ...others] = before ?? defaultWindow
  const [usual] = others.length === 0 ? [only] : defaultWindow
  return [{ days: parts.days ?? usual.days, from: parts.start ?? usual.from, to: parts.end ?? usual.to }]
}

/** A closed date as the engine has it. */
export const closureOf = ({ date, name, slots }: typeof WireClosure.Type): Closure => ({
  date,
  ...(name === undefined ? {} : { name }),
  ...(slots === undefined ? {} : { spans: slots.map(({ end, start }) => ({ from: start, to: end })) })
})

/** A closed date as it is shown. */
export const shownClosure = ({ date, name, spans }: Closure): typeof ShownClosure.Type => ({
  date,
  ...(name === undefined ? {} : { name }),
  ...(spans === undefined ? {} : { slots: spans.map(({ from, to }) => ({ start: from, end: to })) })
})

/** A rule set as the engine has it. */
export const legalHoursOf = (
  given: typeof WireLegalHours.Type
): CallingPolicy["legalHours"] => {
  if (typeof given === "string") {
    const known = legalHours.get(given)
    return known === undefined ? [] : [known]
  }
  const { as_of, call_slots, closures, id, source, title } = given
  return [{
    id,
    title,
    source,
    asOf: as_of,
    window: windowOf(call_slots),
    ...(closures === undefined ? {} : { closures: closures.map(closureOf) })
  }]
}

/** A rule set as it is shown. */
export const shownLegalHours = ({ asOf, closures = [], id, source, title, window }: LegalHours) => ({
  id,
  title,
  source,
  as_of: asOf,
  call_slots: slotsOf(window),
  closures: closures.map(shownClosure)
})
