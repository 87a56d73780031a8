import { findPhoneColumn, findZoneColumn, isZone } from "@campanile/core"
import { Result } from "effect"
import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { parsePhone } from "../src/phones/parse-phone.ts"
import { makeZoneFinder } from "../src/zones/zone-finder.ts"
import { readChunks } from "./reading.ts"

const file = readChunks([readFileSync(new URL("../../../examples/data/appointments.csv", import.meta.url))])
const [header, ...rows] = file.rows
const columns = header!.cells
const at = (column: string | undefined) => columns.indexOf(column ?? "")
const phoneAt = at(findPhoneColumn(columns))
const zoneAt = at(findZoneColumn(columns))
const phones = rows.flatMap(({ broken, cells }) => {
  const phone = broken === undefined ? Result.getOrUndefined(parsePhone(cells[phoneAt]!, undefined)) : undefined
  return phone === undefined ? [] : [phone]
})

/** What examples/data/README.md says that regulators keep for fiction. */
const kept = [
  /^\+1[2-9]\d\d55501\d\d$/u,
  /^\+447700900\d{3}$/u,
  /^\+442079460\d{3}$/u,
  /^\+44(?:131|161)4960\d{3}$/u,
  /^\+44(?:2920180|2896496)\d{3}$/u,
  /^\+61[237](?:5550|7010)\d{4}$/u,
  /^\+61491(?:570(?:006|156|157|158|159|110|313|737)|571(?:266|491|804)|572(?:549|665|983)|573(?:770|087))$/u,
  /^\+49(?:3023125|6990009|4066969|2214710|8999998)\d{3}$/u,
  /^\+4917139200\d\d$/u,
  /^\+33(?:63998|19900|46571|53649)\d{4}$/u,
  /^\+46(?:7017406(?:0[5-9]|[1-9]\d)|3139006\d\d|8465004\d\d|4062804\d\d)$/u,
  /^\+3532091\d{5}$/u
]

it("has the columns that a campaign of appointments asks for", () => {
  expect(columns).toEqual(["Mobile Number", "callee_name", "appointment_date", "clinic", "timezone"])
  expect(rows).toHaveLength(302)
  expect(file.unreadable).toBeUndefined()
})

it("can reach nobody: every number is kept for fiction", () => {
  expect(phones.filter((phone) => !kept.some((range) => range.test(phone)))).toEqual([])
  expect(phones.length).toBeGreaterThan(290)
})

it("tells a zone for every number, by its column or by itself, in many parts of the world", () => {
  const zonesOf = makeZoneFinder()
  for (const phone of phones) expect(zonesOf(phone), phone).not.toHaveLength(0)
  const named = rows.map(({ cells }) => cells[zoneAt]!).filter((zone) => zone !== undefined && isZone(zone))
  expect(new Set(named).size).toBeGreaterThan(20)
  expect(rows.filter(({ cells }) => cells[zoneAt] === "").length).toBeGreaterThan(150)
})

it("is broken in a dozen of the ways in which real files are", () => {
  const line = (number: number) => rows.find((row) => row.line === number)!
  const problem = (number: number) => Result.getFailure(parsePhone(line(number).cells[phoneAt]!, undefined))
  expect([16, 39, 63, 90, 135, 223, 269].map((number) => problem(number))).toMatchObject(
    [
      "phone_missing",
      "phone_not_a_number",
      "phone_too_short",
      "phone_rounded",
      "phone_no_country",
      "phone_too_long",
      "phone_invalid"
    ].map((value) => ({ value }))
  )
  expect(line(111).cells).toEqual(line(24).cells)
  expect(isZone(line(154).cells[zoneAt]!)).toBe(false)
  expect([178, 201].map((number) => line(number).cells.length)).toEqual([3, 6])
  expect(line(246).broken).toBeDefined()
})
