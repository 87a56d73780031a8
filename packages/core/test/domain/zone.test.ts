import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { instantOf, isZone, localTime, Zone, zoneSet, zonesIn } from "../../src/domain/zone.ts"
import { clocks, zones } from "./clocks.ts"
import { hour, minute } from "./given.ts"

const zone = (name: string) => Zone.make(name)

describe("zones", () => {
  it("are the names of the IANA database, and nothing else", () => {
    for (const name of [...zones, "Asia/Calcutta", "US/Eastern"]) expect(isZone(name)).toBe(true)
    for (const name of ["", "+05:30", "Mars/Olympus", "Asia/", "IST2"]) expect(isZone(name)).toBe(false)
    expect(Schema.is(Zone)("Nowhere/Land")).toBe(false)
  })

  it("of a set are the same whatever their order and repetition", () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...zones), { maxLength: 4 }), (names) => {
      const set = zoneSet(names.map(zone))
      expect(zoneSet([...names, ...names].toReversed().map(zone))).toBe(set)
      expect(zonesIn(set)).toEqual([...new Set(names)].toSorted())
    }))
  })

  it("show the same time as the platform's calendar, also around every change of 2026 and 2027", () => {
    expect(clocks.flatMap(({ changes }) => changes).length).toBeGreaterThan(30)
    for (const { changes, minuteOfWeek, zone: name } of clocks) {
      for (const change of [Date.UTC(2026, 5, 15), ...changes]) {
        for (const at of [-25 * hour, -hour, -1, 0, 1, 30 * minute, 3 * hour, 26 * hour].map((ms) => change + ms)) {
          const { minute, weekday } = localTime(at, zone(name))
          expect(weekday * 1440 + minute, `${name} at ${at}`).toBe(minuteOfWeek(at))
        }
      }
    }
  })

  it("know days before 1970", () => {
    expect(localTime(Date.UTC(1969, 11, 31, 23, 59), zone("UTC"))).toMatchObject({ weekday: 3, minute: 1439 })
  })
})

describe("the instant of a local time", () => {
  it("is the one at which the clock on the wall shows it", () => {
    const clock = fc.constantFrom(...clocks)
    const local = fc.integer({ min: Date.UTC(2026, 0, 1) / minute, max: Date.UTC(2027, 11, 30) / minute })
    fc.assert(fc.property(clock, local, ({ minuteOfWeek, zone: name }, minutes) => {
      const text = new Date(minutes * minute).toISOString().slice(0, 16)
      const instant = instantOf(text, zone(name))!
      const wanted = ((minutes + 4 * 1440) % 10_080 + 10_080) % 10_080
      const shown = minuteOfWeek(instant)
      // A time that is skipped is the same time after the jump, which is an hour or two later.
      expect([0, 30, 60, 120]).toContain((shown - wanted + 10_080) % 10_080)
      if (shown !== wanted) expect(minuteOfWeek(instant - 3 * hour) < wanted || wanted < 180).toBe(true)
    }))
  })

  it("is after the jump where it is skipped, and the first of two where it is repeated", () => {
    const newYork = zone("America/New_York")
    expect(instantOf("2026-03-08T02:30", newYork)).toBe(Date.UTC(2026, 2, 8, 7, 30))
    expect(instantOf("2026-11-01T01:30", newYork)).toBe(Date.UTC(2026, 10, 1, 5, 30))
    expect(instantOf("2026-12-01T09:00:30", zone("Asia/Kolkata"))).toBe(Date.UTC(2026, 11, 1, 3, 30, 30))
  })

  it("is none of what is no date and time", () => {
    const texts = [
      "",
      "2026-12-01",
      "2026-02-29T09:00",
      "2026-13-01T09:00",
      "2026-12-01T24:00",
      "2026-04-31T00:00",
      "x"
    ]
    for (const text of texts) expect(instantOf(text, zone("UTC"))).toBeUndefined()
    expect(instantOf("2028-02-29T00:00", zone("UTC"))).toBe(Date.UTC(2028, 1, 29))
  })
})
