import { type Zone, type ZoneSet, zonesIn } from "@campanile/core"
import fc from "fast-check"
import { expect, it } from "vitest"
import { instantIn, readTime } from "../src/dates.ts"

const instant = (text: string, zone: string) => {
  const time = readTime(text)
  const at = time === undefined ? undefined : instantIn(time, zone as Zone)
  return at === undefined ? undefined : new Date(at).toISOString()
}

it.each([
  ["24/11/2026, 09:00", "Asia/Kolkata", "2026-11-24T03:30:00.000Z"],
  ["24/11/2026 09:00", "Asia/Kolkata", "2026-11-24T03:30:00.000Z"],
  ["2026-11-24T09:00", "Asia/Kolkata", "2026-11-24T03:30:00.000Z"],
  ["2026-11-24 09:00:30", "Asia/Kolkata", "2026-11-24T03:30:30.000Z"],
  ["2026-11-24T09:00Z", "Asia/Kolkata", "2026-11-24T09:00:00.000Z"],
  ["2026-11-24T09:00:00.123Z", "Asia/Kolkata", "2026-11-24T09:00:00.000Z"],
  ["2026-11-24T09:00-05:00", "Asia/Kolkata", "2026-11-24T14:00:00.000Z"],
  ["2026-11-24T09:00+0530", "America/New_York", "2026-11-24T03:30:00.000Z"],
  ["08/03/2026, 02:30", "America/New_York", "2026-03-08T07:30:00.000Z"],
  ["01/11/2026, 01:30", "America/New_York", "2026-11-01T05:30:00.000Z"]
])("%s in %s is %s", (text, zone, expected) => expect(instant(text, zone)).toBe(expected))

it.each([
  "",
  "soon",
  "11/24/2026, 09:00",
  "31/02/2026, 09:00",
  "2026-13-01T09:00",
  "2026-11-24",
  "2026-11-24T24:00",
  "2026-11-24T09:00+99:00",
  "2026-11-24T09:00 Asia/Kolkata",
  "1e9"
])("\"%s\" is no time", (text) => expect(readTime(text)).toBeUndefined())

it("both forms of a time mean the same, in every zone", () => {
  const zones = zonesIn("Africa/Cairo|America/New_York|Asia/Kathmandu|Australia/Lord_Howe|Pacific/Apia" as ZoneSet)
  const minute = fc.integer({ min: 0, max: 30 * 365 * 1440 }).map((minutes) =>
    new Date(Date.UTC(2020) + minutes * 60_000)
  )
  fc.assert(fc.property(minute, fc.constantFrom(...zones), (date, zone) => {
    const [year, month, day, time] = date.toISOString().slice(0, 16).split(/[-T]/u)
    const slashed = instant(`${day}/${month}/${year}, ${time}`, zone)
    expect(slashed).toBeDefined()
    expect(slashed).toBe(instant(`${year}-${month}-${day}T${time}`, zone))
    expect(instant(`${date.toISOString().slice(0, 16)}Z`, zone)).toBe(date.toISOString())
  }))
})

it("any text is a time or none, and never a fault", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{2}\/\d{2}\/\d{4}, \d{2}:\d{2}$/u)), (text) => {
    const at = instant(text, "Asia/Kolkata")
    if (at !== undefined) expect(at).toMatch(/^\d{4}-/u)
  }))
})
