import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { everyDay, isOpen, nextOpening, weekdays, Window, type WindowSpan } from "../../src/domain/window.ts"
import { Zone, zoneSet } from "../../src/domain/zone.ts"
import { clocks, type WallClock } from "./clocks.ts"
import { day, hour, minute } from "./given.ts"

const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

const timeOf = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`

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

/** The first open minute of the next nine days, by looking at each. */
const scan = (window: Window, in_: ReadonlyArray<WallClock>, instant: number): number | undefined => {
  const week = weekOf(window)
  const open = (at: number) => in_.every(({ minuteOfWeek }) => week[minuteOfWeek(at)])
  if (open(instant)) return instant
  const first = Math.ceil(instant / minute) * minute
  for (let at = first; at <= instant + 9 * day; at += minute) if (open(at)) return at
  return undefined
}

const setOf = (in_: ReadonlyArray<WallClock>) => zoneSet(in_.map(({ zone }) => Zone.make(zone)))

const special = fc.constantFrom(0, 1, 30, 59, 60, 90, 119, 120, 121, 150, 180, 181, 540, 1380, 1410, 1439)
const time = fc.oneof(special, fc.integer({ min: 0, max: 1439 }))
const span = fc.record({
  days: fc.subarray([...weekdays], { minLength: 1 }),
  from: fc.oneof(time, fc.constant(1440)).map(timeOf),
  to: fc.oneof(time, fc.constant(1440)).map(timeOf)
})
const window = fc.array(span, { minLength: 1, maxLength: 3 }).map((spans) => Schema.decodeUnknownSync(Window)(spans))

const places = fc.uniqueArray(fc.constantFrom(...clocks), { minLength: 1, maxLength: 2 }).chain((in_) => {
  const changes = in_.flatMap((clock) => clock.changes)
  return fc.record({
    in_: fc.constant(in_),
    instant: fc.tuple(
      fc.constantFrom(Date.UTC(2026, 5, 15), ...changes),
      fc.integer({ min: -2 * day, max: 2 * day })
    ).map(([change, distance]) => change + distance)
  })
})

describe("windows", () => {
  it("are open exactly in the minutes that a week of minutes says, DST or not", () => {
    fc.assert(
      fc.property(window, places, (hours, { in_, instant }) => {
        const week = weekOf(hours)
        for (const at of [instant, instant + 7 * hour, instant + 31 * hour]) {
          expect(isOpen(hours, setOf(in_), at)).toBe(in_.every(({ minuteOfWeek }) => week[minuteOfWeek(at)]))
        }
      }),
      { numRuns: 300 }
    )
  })

  it("open next when a look at every minute says so, DST or not", () => {
    fc.assert(
      fc.property(window, places, (hours, { in_, instant }) => {
        expect(nextOpening(hours, setOf(in_), instant)).toBe(scan(hours, in_, instant))
      }),
      { numRuns: 400 }
    )
  })

  it("open next to every change of the clock of 2026 and 2027 when a look at every minute says so", () => {
    for (const clock of clocks) {
      for (const change of clock.changes) {
        for (const from of ["00:00", "00:30", "01:30", "02:00", "02:15", "23:30", "24:00"]) {
          const hours = everyDay(from, from === "24:00" ? "00:45" : timeOf((minuteOf(from) + 45) % 1440))
          for (const instant of [change - 5 * hour, change - 1, change + 50 * minute]) {
            const expected = scan(hours, [clock], instant)
            expect(nextOpening(hours, setOf([clock]), instant), `${clock.zone} ${from} ${instant}`).toBe(expected)
          }
        }
      }
    }
  })

  it("whose first hour is skipped open when the clocks have jumped", () => {
    const newYork = zoneSet([Zone.make("America/New_York")])
    const hours = everyDay("02:30", "04:00")
    expect(nextOpening(hours, newYork, Date.UTC(2026, 2, 8, 5))).toBe(Date.UTC(2026, 2, 8, 7))
  })

  it("in an hour that is repeated open at the first of the two", () => {
    const newYork = zoneSet([Zone.make("America/New_York")])
    const hours = everyDay("01:30", "01:45")
    expect(nextOpening(hours, newYork, Date.UTC(2026, 10, 1, 4))).toBe(Date.UTC(2026, 10, 1, 5, 30))
    expect(nextOpening(hours, newYork, Date.UTC(2026, 10, 1, 5, 45))).toBe(Date.UTC(2026, 10, 1, 6, 30))
  })

  it("over midnight belong to the day on which they open", () => {
    const utc = zoneSet([Zone.make("UTC")])
    const hours: Window = [{ days: ["friday"], from: "22:00", to: "02:00" }]
    const friday = Date.UTC(2026, 2, 6)
    expect(isOpen(hours, utc, friday + hour)).toBe(false)
    expect(isOpen(hours, utc, friday + 23 * hour)).toBe(true)
    expect(isOpen(hours, utc, friday + 25 * hour)).toBe(true)
    expect(isOpen(hours, utc, friday + 26 * hour)).toBe(false)
  })

  it("are closed where the zone is not known", () => {
    expect(isOpen(everyDay("00:00", "24:00"), zoneSet([]), 0)).toBe(false)
    expect(nextOpening(everyDay("00:00", "24:00"), zoneSet([]), 0)).toBeUndefined()
  })

  it("that are never open in all zones at once never open", () => {
    const apart = zoneSet([Zone.make("Asia/Kolkata"), Zone.make("America/New_York")])
    expect(nextOpening(everyDay("09:00", "18:00"), apart, Date.UTC(2026, 0, 1))).toBeUndefined()
  })

  it("refuse times that are none", () => {
    const is = Schema.is(Window)
    for (const from of ["9:00", "24:01", "12:60", "", "noon"]) {
      expect(is([{ days: ["monday"], from, to: "18:00" }])).toBe(false)
    }
    expect(is([])).toBe(false)
    expect(is([{ days: [], from: "09:00", to: "18:00" }])).toBe(false)
    expect(is([{ days: ["monday"], from: "09:00", to: "24:00" }])).toBe(true)
  })
})
