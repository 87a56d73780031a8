import { Schema } from "effect"
import fc from "fast-check"
import { Closure, type Hours } from "../../src/domain/hours.ts"
import { weekdays, Window, type WindowSpan } from "../../src/domain/window.ts"
import { Zone, zoneSet } from "../../src/domain/zone.ts"
import { clocks, type WallClock } from "./clocks.ts"
import { day, hour, minute } from "./given.ts"

/** Minutes of the day at a time such as 09:30. */
export const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** The time at a minute of the day. */
export const timeOf = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`

/** Hours on the clocks of some walls, with nothing of the engine in them. */
export interface Posted {
  readonly window: Window
  readonly closures: ReadonlyArray<Closure>
  readonly walls: ReadonlyArray<WallClock>
}

/** The set of the zones of some walls. */
export const setOf = (walls: ReadonlyArray<WallClock>) => zoneSet(walls.map(({ zone }) => Zone.make(zone)))

/** The same as the engine takes it. */
export const hoursOf = ({ closures, walls, window }: Posted): Hours => ({ window, closures, zones: setOf(walls) })

/** The window as a week of minutes, each open or not. */
const weekOf = (window: ReadonlyArray<WindowSpan>): ReadonlyArray<boolean> => {
  const week = Array.from({ length: 10_080 }, () => false)
  for (const { days, from, to } of window) {
    const begins = minuteOf(from)
    const ends = minuteOf(to) + (minuteOf(to) > begins ? 0 : 1440)
    for (const name of days) {
      for (let at = begins; at < ends; at++) week[(weekdays.indexOf(name) * 1440 + at) % 10_080] = true
    }
  }
  return week
}

/** Whether some hours are open, by the minute that each wall shows. */
export const look = (all: ReadonlyArray<Posted>): (instant: number) => boolean => {
  const read = all.map((posted) => ({ ...posted, week: weekOf(posted.window) }))
  return (instant) =>
    read.every(({ closures, walls, week }) =>
      walls.every((wall) => {
        const now = wall.minuteOfWeek(instant)
        const today = closures.filter(({ date }) => date === wall.date(instant))
        return today.length === 0
          ? week[now]
          : today.every(({ spans = [] }) =>
            spans.some(({ from, to }) => minuteOf(from) <= now % 1440 && now % 1440 < minuteOf(to))
          )
      })
    )
}

/** The first open minute of the next days, by looking at each. */
export const scan = (all: ReadonlyArray<Posted>, instant: number, days: number): number | undefined => {
  const open = look(all)
  if (open(instant)) return instant
  const first = Math.ceil(instant / minute) * minute
  for (let at = first; at <= instant + days * day; at += minute) if (open(at)) return at
  return undefined
}

const special = fc.constantFrom(0, 1, 30, 59, 60, 90, 119, 120, 121, 150, 180, 181, 540, 1380, 1410, 1439)
const time = fc.oneof(special, fc.integer({ min: 0, max: 1439 }))
const end = fc.oneof(time, fc.constant(1440))
const span = fc.record({
  days: fc.subarray([...weekdays], { minLength: 1 }),
  from: end.map(timeOf),
  to: end.map(timeOf)
})

/** Any window of up to four spans. */
export const window = fc.array(span, { minLength: 1, maxLength: 4 })
  .map((spans) => Schema.decodeUnknownSync(Window)(spans))

const daySpan = fc.uniqueArray(end, { minLength: 2, maxLength: 2 })
  .map((two) => two.toSorted((a, b) => a - b))
  .map(([from, to]) => ({ from: timeOf(from!), to: timeOf(to!) }))

const closureNear = (instant: number) =>
  fc.record({
    date: fc.integer({ min: -2, max: 4 }).map((days) => new Date(instant + days * day).toISOString().slice(0, 10)),
    spans: fc.array(daySpan, { maxLength: 2 })
  }, { requiredKeys: ["date"] }).map((closure) => Schema.decodeUnknownSync(Closure)(closure))

/** Some hours, and an instant that is mostly near a change of one of their clocks. */
export const place = fc.array(fc.uniqueArray(fc.constantFrom(...clocks), { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 2
}).chain((groups) =>
  fc.tuple(
    fc.constantFrom(Date.UTC(2026, 5, 15), ...groups.flat().flatMap(({ changes }) => changes)),
    fc.oneof(fc.integer({ min: -3 * hour, max: 3 * hour }), fc.integer({ min: -2 * day, max: 2 * day }))
  ).chain(([change, distance]) =>
    fc.record({
      instant: fc.constant(change + distance),
      posted: fc.tuple(...groups.map((walls) =>
        fc.record({
          walls: fc.constant(walls),
          window,
          closures: fc.array(closureNear(change), { maxLength: 3 })
        })
      ))
    })
  )
)
