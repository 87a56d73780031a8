import { type Phone, Zone } from "@campanile/core"
import { Schema } from "effect"
import { getCountries, getCountryCallingCode } from "libphonenumber-js/max"
import { countryZones } from "./country-zones.ts"
import { anywhereInNorthAmerica, areaZones } from "./nanp-zones.ts"
import { regionZones } from "./region-zones.ts"
import { zoneCorrections } from "./zone-corrections.ts"

/** A locale that lists the zones of its region: a property in Node 22, a method from Node 24. */
interface Regional {
  readonly timeZones?: ReadonlyArray<string>
  readonly getTimeZones?: () => ReadonlyArray<string> | undefined
}

/** The zones that the runtime lists for a country; they come with its copy of the tz database. */
export const runtimeZones = (country: string): ReadonlyArray<string> => {
  const locale: Intl.Locale & Regional = new Intl.Locale(`und-${country}`)
  return locale.getTimeZones?.() ?? locale.timeZones ?? []
}

const words = (text: string): ReadonlyArray<string> => text.trim().split(/\s+/u)

/** Zones by calling code, from all countries that share it; North America has its own list. */
const byCallingCode = (): Map<string, Set<string>> => {
  const zones = new Map<string, Set<string>>()
  for (const country of getCountries()) {
    const code = getCountryCallingCode(country)
    const known = zones.get(code) ?? new Set<string>()
    for (const zone of countryZones[country] ?? runtimeZones(country)) known.add(zone)
    zones.set(code, known)
  }
  return zones
}

/** Everything that is known, by the beginning of a number without its plus. */
const beginnings = (): Map<string, ReadonlyArray<string>> => {
  const found = new Map<string, ReadonlyArray<string>>()
  for (const [code, zones] of byCallingCode()) found.set(code, [...zones])
  found.set("1", anywhereInNorthAmerica)
  for (const { areas, zones } of areaZones) for (const area of words(areas)) found.set(`1${area}`, zones)
  for (const [begin, zones] of regionZones) for (const beginning of words(begin)) found.set(beginning, zones)
  for (const { beginnings, zones } of zoneCorrections) for (const begin of words(beginnings)) found.set(begin, zones)
  return found
}

const decode = Schema.decodeSync(Schema.Array(Zone))

/** Everything that is known, decoded. */
const load = () => {
  const zones = new Map([...beginnings()].map(([beginning, zones]) => [beginning, decode(zones)]))
  return { zones, longest: Math.max(...[...zones.keys()].map((beginning) => beginning.length)) }
}

let loaded: ReturnType<typeof load> | undefined

/**
 * Loads what is known of zones, once in a process, and answers from it: the zones in which the owner of a number may be,
 * by the longest beginning of the number that is known. A number of no country, such as a satellite's, has none.
 */
export const makeZoneFinder = (): (phone: Phone) => ReadonlyArray<Zone> => {
  const { longest, zones } = loaded ??= load()
  return (phone) => {
    for (let length = longest; length > 0; length--) {
      const found = zones.get(phone.slice(1, 1 + length))
      if (found !== undefined) return found
    }
    return []
  }
}
