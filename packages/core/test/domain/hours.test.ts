import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { hoursFor } from "../../src/domain/calling-policy.ts"
import {
  areOpen,
  Closure,
  type Hours,
  LegalHours,
  legalHours,
  nextOpen,
  usFederal,
  whyClosed
} from "../../src/domain/hours.ts"
import { everyDay, type Window } from "../../src/domain/window.ts"
import { sameZone, Zone, zoneSet, zonesIn } from "../../src/domain/zone.ts"
import { clocks, zones } from "./clocks.ts"
import { day, hour, minute, policy, utc } from "./given.ts"
import { hoursOf, look, minuteOf, place, scan, timeOf, window } from "./hours-scan.ts"

const plain = (window: Window, zones = utc, closures: ReadonlyArray<Closure> = []): Hours => ({
  window,
  closures,
  zones
})
const newYork = zoneSet([Zone.make("America/New_York")])
const changes = clocks.flatMap(({ changes }) => changes)

describe("hours", () => {
  it("are tried in at least forty zones, at every change of their clocks in two years", () => {
    expect(zones.length).toBeGreaterThanOrEqual(40)
    expect(changes.length).toBeGreaterThan(120)
  })

  it("are open exactly in the minutes that the walls of all their zones say, DST or not", () => {
    fc.assert(
      fc.property(place, ({ instant, posted }) => {
        const open = look(posted)
        const hours = posted.map(hoursOf)
        for (const at of [instant, instant + 7 * hour, instant + 31 * hour]) {
          expect(areOpen(hours, at)).toBe(open(at))
          expect(whyClosed(hours, at) === undefined).toBe(open(at))
        }
      }),
      { numRuns: 1000 }
    )
  })

  it("open next when a look at every minute says so, DST or not", () => {
    fc.assert(
      fc.property(place, ({ instant, posted }) => {
        const next = nextOpen(posted.map(hoursOf), instant)
        const seen = scan(posted, instant, 9)
        if (seen === undefined) expect(next === undefined || next > instant + 9 * day).toBe(true)
        else expect(next).toBe(seen)
      }),
      { numRuns: 300 }
    )
  })

  for (const wall of clocks) {
    it(`in ${wall.zone} are those of every minute around each of its ${wall.changes.length} changes`, () => {
      for (const change of [Date.UTC(2026, 5, 15), ...wall.changes]) {
        for (const from of ["00:00", "00:30", "01:30", "02:00", "02:15", "23:30", "24:00"]) {
          const to = from === "24:00" ? "00:45" : timeOf((minuteOf(from) + 45) % 1440)
          const posted = [{ walls: [wall], window: everyDay(from, to), closures: [] }]
          const hours = posted.map(hoursOf)
          const open = look(posted)
          for (let at = change - 4 * hour; at < change + 4 * hour; at += minute) {
            if (areOpen(hours, at) !== open(at)) expect.fail(`${from} is wrong at ${new Date(at).toISOString()}`)
          }
          for (const instant of [change - 5 * hour, change - 1, change + 50 * minute]) {
            expect(nextOpen(hours, instant), `${from} from ${instant}`).toBe(scan(posted, instant, 9))
          }
        }
      }
    })
  }

  it("whose first hour is skipped open when the clocks have jumped", () => {
    expect(nextOpen([plain(everyDay("02:30", "04:00"), newYork)], Date.UTC(2026, 2, 8, 5))).toBe(
      Date.UTC(2026, 2, 8, 7)
    )
    const cairo = zoneSet([Zone.make("Africa/Cairo")])
    const friday: Window = [{ days: ["friday"], from: "00:00", to: "08:00" }]
    expect(nextOpen([plain(friday, cairo)], Date.UTC(2026, 3, 23, 12))).toBe(Date.UTC(2026, 3, 23, 22))
  })

  it("that are skipped as a whole open a day later", () => {
    expect(nextOpen([plain(everyDay("02:00", "03:00"), newYork)], Date.UTC(2026, 2, 8, 5)))
      .toBe(Date.UTC(2026, 2, 9, 6))
  })

  it("in an hour that is repeated open at the first of the two, and twice", () => {
    const hours = [plain(everyDay("01:30", "01:45"), newYork)]
    expect(nextOpen(hours, Date.UTC(2026, 10, 1, 4))).toBe(Date.UTC(2026, 10, 1, 5, 30))
    expect(nextOpen(hours, Date.UTC(2026, 10, 1, 5, 45))).toBe(Date.UTC(2026, 10, 1, 6, 30))
  })

  it("over midnight belong to the day on which they open", () => {
    const hours = [plain([{ days: ["friday"], from: "22:00", to: "02:00" }])]
    const friday = Date.UTC(2026, 2, 6)
    expect([1, 23, 25, 26].map((n) => areOpen(hours, friday + n * hour))).toEqual([false, true, true, false])
  })

  it("are closed where the zone is not known, and say so", () => {
    const hours = [plain(everyDay("00:00", "24:00"), zoneSet([]))]
    expect(areOpen(hours, 0)).toBe(false)
    expect(nextOpen(hours, 0)).toBeUndefined()
    expect(whyClosed(hours, 0)).toEqual({ reason: "the zone of the contact is not known", version: "" })
  })

  it("that are never open in all zones at once never open", () => {
    const apart = zoneSet([Zone.make("Asia/Kolkata"), Zone.make("America/New_York")])
    expect(nextOpen([plain(everyDay("09:00", "18:00"), apart)], Date.UTC(2026, 0, 1))).toBeUndefined()
  })
})

describe("a closed date", () => {
  const friday = Date.UTC(2026, 11, 25)
  const christmas = { date: "2026-12-25", name: "Christmas" }
  const hours = (closures: ReadonlyArray<Closure>, window = everyDay("09:00", "20:00")) => [
    plain(window, utc, closures)
  ]

  it("is closed from midnight to midnight, also to a span of the evening before", () => {
    const overnight = hours([christmas], everyDay("22:00", "02:00"))
    expect(areOpen(overnight, friday - 1)).toBe(true)
    expect([0, 1, 22, 23].map((n) => areOpen(overnight, friday + n * hour))).toEqual([false, false, false, false])
    expect(areOpen(overnight, friday + day)).toBe(true)
    expect(nextOpen(hours([christmas]), friday)).toBe(friday + day + 9 * hour)
  })

  it("may have hours of its own, also where the window has none", () => {
    const own = hours([{ ...christmas, spans: [{ from: "06:00", to: "07:00" }] }])
    expect([6, 7, 9].map((n) => areOpen(own, friday + n * hour))).toEqual([true, false, false])
  })

  it("that stands twice is open only in the hours of both", () => {
    const spans = (from: string, to: string) => ({ ...christmas, spans: [{ from, to }] })
    const both = hours([spans("09:00", "12:00"), spans("11:00", "14:00")])
    expect([10, 11, 12].map((n) => areOpen(both, friday + n * hour))).toEqual([false, true, false])
    expect(nextOpen(hours([spans("09:00", "12:00"), christmas]), friday)).toBe(friday + day + 9 * hour)
  })

  it("is the date on the wall of the zone", () => {
    const kiritimati = zoneSet([Zone.make("Pacific/Kiritimati")])
    const there = [plain(everyDay("00:00", "24:00"), kiritimati, [christmas])]
    expect([-15, -14, 9, 10].map((n) => areOpen(there, friday + n * hour))).toEqual([true, false, false, true])
  })

  it("is named where it is the reason", () => {
    expect(whyClosed(hours([christmas]), friday + 10 * hour)?.reason).toBe("2026-12-25, Christmas, is closed in UTC")
    expect(whyClosed(hours([]), friday)?.reason).toBe("the window is closed in UTC")
  })

  it("must be a day that the calendar has, with spans that end after they begin", () => {
    const is = Schema.is(Closure)
    for (const date of ["2026-02-29", "2026-13-01", "2026-1-1", "tomorrow"]) expect(is({ date })).toBe(false)
    expect(is({ date: "2028-02-29" })).toBe(true)
    expect(is({ date: "2026-12-25", spans: [{ from: "10:00", to: "10:00" }] })).toBe(false)
    expect(is({ date: "2026-12-25", spans: [{ from: "22:00", to: "24:00" }] })).toBe(true)
  })
})

describe("legal hours", () => {
  const kolkata = Zone.make("Asia/Kolkata")

  it("come with a source and a date, by their id", () => {
    for (const [id, rule] of legalHours) {
      expect(rule.id).toBe(id)
      expect(Schema.is(LegalHours)(rule)).toBe(true)
      expect(rule.source).not.toBe("")
    }
    expect(legalHours.get("us-federal")).toBe(usFederal)
  })

  it("let nobody be called before 8 and from 21 on, where the contact is", () => {
    const legal = { ...policy, window: everyDay("00:00", "24:00"), legalHours: [usFederal] }
    const hours = hoursFor(legal, newYork, kolkata)
    const midnight = Date.UTC(2026, 6, 1, 4)
    const open = [7.99, 8, 20.99, 21].map((n) => areOpen(hours, midnight + n * hour))
    expect(open).toEqual([false, true, true, false])
    expect(whyClosed(hours, midnight)).toEqual({
      reason: "the hours of us-federal@2026-11-01 are closed in America/New_York",
      version: "us-federal@2026-11-01"
    })
  })

  it("are read on the contact's clock, also where the window is read on the campaign's", () => {
    const legal = { ...policy, windowZone: "campaign", window: everyDay("09:00", "10:00"), legalHours: [usFederal] }
    const hours = hoursFor({ ...legal, windowZone: "campaign" }, newYork, kolkata)
    expect(hours.map(({ zones }) => zones)).toEqual(["Asia/Kolkata", "America/New_York"])
    expect(nextOpen(hours, Date.UTC(2026, 0, 1))).toBeUndefined()
    const fromApi = hoursFor({ ...legal, windowZone: "campaign" }, newYork, null)
    expect(fromApi.map(({ zones }) => zones)).toEqual(["America/New_York", "America/New_York"])
  })

  it("only narrow: whatever rules are chosen, no closed minute of the window opens", () => {
    const rule = fc.tuple(window, fc.boolean()).map(([window, closed]): LegalHours => ({
      ...usFederal,
      window,
      closures: closed ? [{ date: "2026-06-15", spans: [{ from: "00:00", to: "24:00" }] }] : []
    }))
    const at = fc.integer({ min: Date.UTC(2026, 5, 14), max: Date.UTC(2026, 5, 17) })
    const somewhere = fc.constantFrom(...clocks).map(({ zone }) => zoneSet([Zone.make(zone)]))
    fc.assert(fc.property(window, fc.array(rule, { maxLength: 2 }), somewhere, at, (window, rules, zones, at) => {
      const without = hoursFor({ ...policy, window }, zones, kolkata)
      const narrowed = hoursFor({ ...policy, window, legalHours: rules }, zones, kolkata)
      if (areOpen(narrowed, at)) expect(areOpen(without, at)).toBe(true)
      const next = nextOpen(narrowed, at)
      if (next !== undefined) expect(next).toBeGreaterThanOrEqual(nextOpen(without, at)!)
    }))
  })
})

describe("names of zones", () => {
  const pairs = [
    ["Asia/Calcutta", "Asia/Kolkata"],
    ["Europe/Kiev", "Europe/Kyiv"],
    ["US/Eastern", "America/New_York"],
    ["Asia/Saigon", "Asia/Ho_Chi_Minh"],
    ["Asia/Katmandu", "Asia/Kathmandu"]
  ] as const

  it("that mean the same zone are the same, whichever is given", () => {
    for (const [old, current] of pairs) {
      expect(sameZone(Zone.make(old), Zone.make(current)), old).toBe(true)
      expect(zonesIn(zoneSet([Zone.make(old), Zone.make(current)]))).toHaveLength(1)
    }
    expect(sameZone(Zone.make("Asia/Kolkata"), Zone.make("Asia/Kathmandu"))).toBe(false)
  })

  it("stay as they were given", () => {
    for (const name of pairs.flat()) expect(zoneSet([Zone.make(name)])).toBe(name)
  })
})
