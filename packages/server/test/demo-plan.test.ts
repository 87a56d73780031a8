import { areOpen, Zone, type ZoneSet, zoneSet } from "@campanile/core"
import { expect, it } from "vitest"
import { generatedList } from "../src/demo/generated-list.ts"
import { openingFor } from "../src/demo/opening.ts"
import { planFor, window } from "../src/demo/plan.ts"
import { promptFor } from "../src/demo/prompt.ts"

const zones = (...names: ReadonlyArray<string>) => names.map((name) => zoneSet([Zone.make(name)]))

const minute = 60_000

const isOpen = (zones: ZoneSet, at: number) => areOpen([{ window, closures: [], zones }], at)

it("begins shortly before the hours of the contacts open", () => {
  expect(openingFor(zones("Asia/Kolkata"), window)).toEqual({
    startsAt: Date.UTC(2026, 2, 3, 3, 20),
    wait: 10 * minute
  })
  expect(openingFor(zones("America/New_York"), window).startsAt).toBe(Date.UTC(2026, 2, 3, 13, 50))
})

it("finds the hour that is good for all of them", () => {
  const coasts = zones("America/Los_Angeles", "America/New_York")
  const { startsAt, wait } = openingFor(coasts, window)
  expect(coasts.map((set) => isOpen(set, startsAt + wait))).toEqual([true, true])
  expect(wait).toBe(10 * minute)
})

it("waits no longer than it must where no hour is good for all of them", () => {
  const { startsAt, wait } = openingFor(zones("Asia/Kolkata", "America/New_York"), window)
  expect(isOpen(zones("Asia/Kolkata")[0]!, startsAt + 10 * minute)).toBe(true)
  expect(isOpen(zones("America/New_York")[0]!, startsAt + wait)).toBe(true)
  expect(wait).toBe(100 * minute)
})

it("has an answer where no zone is known", () => {
  expect(openingFor([], window).wait).toBeLessThanOrEqual(10 * minute)
})

it("plans more at once for longer lists, and pays for the longest of calls with everybody", () => {
  const opening = openingFor(zones("Asia/Kolkata"), window)
  const sizes = [1, 30, 200, 2000, 20_000].map((contacts) => ({ contacts, ...planFor(contacts, opening) }))
  expect(sizes.map(({ capacity }) => capacity)).toEqual([10, 10, 10, 100, 500])
  for (const { contacts, credits, speed } of sizes) {
    expect(credits).toBeGreaterThanOrEqual(contacts * 3)
    expect(speed).toBeGreaterThanOrEqual(60)
    expect(speed).toBeLessThanOrEqual(900)
  }
})

it("makes up lists without a repeated phone", () => {
  const [header, ...rows] = generatedList(30_000).trimEnd().split("\n")
  expect(header).toBe("Mobile Number,callee_name,appointment_date,clinic,timezone")
  expect(rows).toHaveLength(30_000)
  const phones = new Set(rows.map((row) => row.split(",")[0]))
  expect(phones.size).toBe(30_000)
  expect([...phones].every((phone) => /^\+1[2-9]\d\d555\d{4}$/u.test(phone!))).toBe(true)
})

it("stays in the numbers that are kept free for fiction as long as they last", () => {
  const rows = generatedList(5000).trimEnd().split("\n").slice(1)
  expect(rows.every((row) => /^\+1\d{3}55501\d\d,/u.test(row))).toBe(true)
})

it("mixes the zones from the first rows on", () => {
  const rows = generatedList(20).trimEnd().split("\n").slice(1)
  expect(new Set(rows.map((row) => row.split(",").at(-1))).size).toBeGreaterThanOrEqual(3)
})

it("makes an assistant that says every column but where and when to call", () => {
  expect(promptFor(["Mobile Number", "callee_name", "appointment_date", "clinic", "timezone"])).toBe(
    "Hello @{{callee_name}}, this is a call from the Campanile demo. Your appointment date: @{{appointment_date}}. " +
      "Your clinic: @{{clinic}}."
  )
  expect(promptFor(["phone", "Order-No"])).toBe(
    "Hello, this is a call from the Campanile demo. Your order no: @{{Order-No}}."
  )
  expect(promptFor(["phone", "odd {braces}"])).toBe("Hello, this is a call from the Campanile demo.")
})
