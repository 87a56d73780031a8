import { isZone, Phone, PhoneNumbers, Zone, zoneSet } from "@campanile/core"
import { Effect } from "effect"
import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from "libphonenumber-js/max"
import { describe, expect, it } from "vitest"
import { phoneNumbers } from "../src/index.ts"
import { countryZones } from "../src/zones/country-zones.ts"
import { anywhereInNorthAmerica, areaZones } from "../src/zones/nanp-zones.ts"
import { regionZones } from "../src/zones/region-zones.ts"
import { zoneCorrections } from "../src/zones/zone-corrections.ts"
import { runtimeZones } from "../src/zones/zone-finder.ts"

const numbers = Effect.runSync(Effect.provide(Effect.map(PhoneNumbers, (numbers) => numbers), phoneNumbers))
const zonesOf = (phone: string) => numbers.zonesOf(Phone.make(phone))

const halfDays = Array.from({ length: 3 * 366 * 2 }, (_, index) => Date.UTC(2026, 10, 1) + index * 43_200_000)
const clocks = new Map<string, string>()

/** What the clock of a zone shows over three years from November 2026, as one text to compare. */
const clockOf = (zone: string): string => {
  let clock = clocks.get(zone)
  if (clock === undefined) {
    const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" })
    clock = halfDays.map((instant) => format.format(instant).replace(/^.*GMT/u, "")).join()
    clocks.set(zone, clock)
  }
  return clock
}

describe("the zones of a number", () => {
  it.each([
    ["+12125550100", ["America/New_York"]],
    ["+14155550123", ["America/Los_Angeles"]],
    ["+14165550123", ["America/Toronto"]],
    ["+16025550123", ["America/Phoenix"]],
    ["+447700900123", ["Europe/London"]],
    ["+447911123456", ["Europe/London"]],
    ["+919876543210", ["Asia/Kolkata"]],
    ["+4915228817386", ["Europe/Berlin"]],
    ["+5511961234567", ["America/Sao_Paulo"]],
    ["+5592961234567", ["America/Manaus"]],
    ["+61280101234", ["Australia/Sydney"]],
    ["+61870101234", ["Australia/Adelaide", "Australia/Darwin", "Australia/Sydney"]],
    ["+6421123456", ["Pacific/Auckland", "Pacific/Chatham"]],
    ["+77012345678", ["Asia/Almaty"]],
    ["+12425550123", ["America/Nassau"]],
    ["+16715550123", ["Pacific/Guam"]]
  ])("%s are those of its place", (phone, zones) => {
    expect(zonesOf(phone)).toEqual(zones)
  })

  it("are right where Google's prefix map is not", () => {
    expect(zonesOf("+16895550123")).toEqual(["America/New_York"])
    expect(zonesOf("+353871234567")).toEqual(["Europe/Dublin"])
    expect(zonesOf("+353209123456")).toEqual(["Europe/Dublin"])
    expect(zonesOf("+18505550123")).toEqual(["America/New_York", "America/Chicago"])
    expect(zonesOf("+14485550123")).toEqual(["America/New_York", "America/Chicago"])
    expect(zonesOf("+14365550123")).toEqual(["America/New_York"])
    expect(zonesOf("+18615550123")).toEqual(["America/Chicago"])
    expect(zonesOf("+211912345678")).toEqual(["Africa/Juba"])
    expect(zonesOf("+213551234567")).toEqual(["Africa/Algiers"])
  })

  it("are all of its country where it does not tell", () => {
    expect(zonesOf("+61491570156")).toEqual([...countryZones["AU"]!, "Indian/Cocos", "Indian/Christmas"])
    expect(zonesOf("+6281234567890")).toEqual(countryZones["ID"])
  })

  it("are everywhere in North America for toll-free and unknown area codes, and leave hours in which to call", () => {
    expect(zonesOf("+18005550199")).toEqual(anywhereInNorthAmerica)
    expect(zonesOf("+18885550123")).toEqual(anywhereInNorthAmerica)
    expect(zonesOf("+15005550006")).toEqual(anywhereInNorthAmerica)
    expect(zonesOf("+12325550123")).toEqual(anywhereInNorthAmerica)

    const hour = (zone: string, instant: number) =>
      Number(new Intl.DateTimeFormat("en", { timeZone: zone, hour: "2-digit", hourCycle: "h23" }).format(instant))
    const open = Array.from({ length: 24 }, (_, index) => Date.UTC(2027, 0, 15, index))
      .filter((instant) => anywhereInNorthAmerica.every((zone) => hour(zone, instant) >= 9 && hour(zone, instant) < 21))
    expect(open.length).toBeGreaterThanOrEqual(4)
  })

  it("are none where nothing is known of it", () => {
    for (const phone of ["+870776123456", "+8821330065500", "+80012345678", "+9991234567"]) {
      expect(zonesOf(phone)).toEqual([])
    }
  })
})

describe("known errors of sources", () => {
  const beginningsOf = (correction: (typeof zoneCorrections)[number]) => correction.beginnings.split(" ")

  it("are corrected, with source, reason and a day on which that was looked at", () => {
    for (const correction of zoneCorrections) {
      for (const begin of beginningsOf(correction)) expect(zonesOf(`+${begin}2550123`), begin).toEqual(correction.zones)
      for (const zone of correction.zones) expect(isZone(zone), zone).toBe(true)
      expect(correction.source).toMatch(/ \d{4}-\d\d-\d\d$/u)
      expect(correction.why.length).toBeGreaterThan(20)
      expect(Date.parse(correction.checked)).not.toBeNaN()
    }
  })

  it("are each corrected once", () => {
    const all = zoneCorrections.flatMap(beginningsOf)
    expect(all.filter((begin, index) => all.indexOf(begin) !== index)).toEqual([])
  })

  it("of NANPA's report are still in the table that is made from it, or the correction can go", () => {
    const reported = (area: string) =>
      areaZones.find(({ areas }) => areas.trim().split(/\s+/u).includes(area))?.zones ?? []
    for (const correction of zoneCorrections.filter(({ source }) => source.startsWith("NANPA"))) {
      for (const begin of beginningsOf(correction)) {
        const zones = reported(begin.slice(1))
        expect(zones.length, begin).toBeGreaterThan(0)
        expect(correction.zones.length, begin).toBeGreaterThan(zones.length)
        expect(correction.zones, begin).toEqual(expect.arrayContaining([...zones]))
      }
    }
  })

  it("leave no area code with one clock that has several", () => {
    const split = "208 219 250 270 308 418 423 541 574 605 606 620 701 709 775 785 807 812 850 867 879 906 907 928 986"
    for (const area of split.split(" ")) {
      const clocks = new Set(zonesOf(`+1${area}2550123`).map(clockOf))
      expect(clocks.size, area).toBeGreaterThan(1)
    }
  })
})

describe("names of zones", () => {
  it("are compared by the zone that they mean, and kept as they are given", () => {
    const [given, found] = [Zone.make("Asia/Calcutta"), zonesOf("+919876543210")[0]!]
    expect(found).toBe("Asia/Kolkata")
    expect(zoneSet([given])).toBe("Asia/Calcutta")
    expect(zoneSet([found])).toBe("Asia/Kolkata")
    expect(zoneSet([found, given])).toBe("Asia/Calcutta")
    expect(zoneSet([Zone.make("Europe/Kiev"), zonesOf("+380501234567")[0]!])).toBe("Europe/Kiev")
  })

  it("stand once for each zone among those of a number", () => {
    for (const phone of ["+919876543210", "+14155550123", "+61491570156", "+6281234567890", "+18005550199"]) {
      expect(zoneSet(zonesOf(phone)).split("|"), phone).toEqual(zonesOf(phone).toSorted())
    }
  })
})

describe("what is known of zones", () => {
  const unlike = (zones: ReadonlyArray<string>, all: ReadonlyArray<string>) => {
    const known = new Set(all.map(clockOf))
    return zones.filter((zone) => !known.has(clockOf(zone)))
  }

  it("has a zone for every country with a calling code, by a name that the runtime knows", () => {
    for (const country of getCountries()) {
      const zones = countryZones[country] ?? runtimeZones(country)
      expect(zones, country).not.toHaveLength(0)
      for (const zone of zones) expect(isZone(zone), zone).toBe(true)
    }
  })

  it("leaves out no clock that the runtime knows of a country, but two that are not the law there", () => {
    const left = Object.entries(countryZones)
      .flatMap(([country, zones]) => unlike(runtimeZones(country), zones))
    expect(left.toSorted()).toEqual(["Asia/Urumqi", "Europe/Simferopol"])
  })

  it("names zones by today's names", () => {
    const old = /Calcutta|Katmandu|Rangoon|Saigon|Kiev|Godthab|Faeroe|Asmera|Truk|Ponape|Enderbury|^America\/Buenos/u
    for (const country of getCountries()) {
      for (const zone of countryZones[country] ?? runtimeZones(country)) expect(zone).not.toMatch(old)
    }
  })

  it("has every area code of which the library knows a place, once", () => {
    const listed = areaZones.flatMap(({ areas }) => areas.trim().split(/\s+/u))
    expect(listed.filter((area, index) => !/^[2-9]\d\d$/u.test(area) || listed.indexOf(area) !== index)).toEqual([])
    const known = Array.from({ length: 800 }, (_, index) => String(200 + index)).filter((area) => {
      const type = parsePhoneNumberFromString(`+1${area}2345678`)?.getType()
      return type === "FIXED_LINE_OR_MOBILE" || type === "MOBILE" || type === "FIXED_LINE"
    })
    expect(known.length).toBeGreaterThan(420)
    expect(known.filter((area) => !listed.includes(area))).toEqual([])
  })

  it("puts no area where its country has no such clock", () => {
    const northAmerica = [
      "US",
      "CA",
      "BS",
      "BB",
      "AI",
      "AG",
      "VG",
      "VI",
      "KY",
      "BM",
      "GD",
      "TC",
      "JM",
      "MS",
      "MP",
      "GU"
    ]
      .concat("AS", "SX", "LC", "DM", "VC", "PR", "DO", "TT", "KN").flatMap(runtimeZones)
    for (const { zones } of areaZones) expect(unlike(zones, northAmerica)).toEqual([])

    for (const [beginnings, zones] of regionZones) {
      const countries = getCountries().filter((country) => beginnings.startsWith(getCountryCallingCode(country)))
      expect(unlike(zones, countries.flatMap(runtimeZones)), beginnings).toEqual([])
    }
  })

  it("is looked up by the longest beginning, whatever follows", () => {
    expect(zonesOf("+61891641234")).toEqual(["Indian/Christmas"])
    expect(zonesOf("+61891681234")).toEqual(["Australia/Perth", "Australia/Eucla", "Indian/Christmas", "Indian/Cocos"])
    expect(zonesOf("+61865501234")).toEqual(["Australia/Perth", "Australia/Eucla"])
  })
})
