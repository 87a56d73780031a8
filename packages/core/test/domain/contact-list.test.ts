import { Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  duplicateRow,
  failedList,
  findPhoneColumn,
  findZoneColumn,
  type Header,
  headerProblem,
  type Reading,
  readRow,
  rowOf
} from "../../src/domain/contact-list.ts"
import { rowText } from "../../src/domain/row-text.ts"
import { Zone, zoneSet } from "../../src/domain/zone.ts"
import { list, phone, utc } from "./given.ts"

const header: Header = { columns: ["name", "phone", "zone"], phoneColumn: "phone", zoneColumn: "zone" }

const reading: Reading = {
  phone: (text) =>
    text === "1" ? Result.succeed(phone(1)) : Result.fail(text === "" ? "phone_missing" : "phone_invalid"),
  zonesOf: () => [],
  fallback: Zone.make("UTC")
}

const read = (cells: ReadonlyArray<string>, over: Partial<Reading> = {}) =>
  readRow(header, { ...reading, ...over }, 5, cells, 4)

describe("a header", () => {
  it("names its phone column as people do", () => {
    for (const name of ["Mobile Number", "phone_number", "PHONE", "mobile-no", "Tel", "MSISDN"]) {
      expect(findPhoneColumn(["name", name])).toBe(name)
      expect(headerProblem(["name", name])).toBeUndefined()
    }
    expect(findPhoneColumn(["number", "phone"])).toBe("phone")
    expect(findPhoneColumn(["name", "city"])).toBeUndefined()
  })

  it("may name a zone column", () => {
    expect(["Time Zone", "timezone", "TZ"].map((name) => findZoneColumn(["phone", name]))).toEqual([
      "Time Zone",
      "timezone",
      "TZ"
    ])
    expect(findZoneColumn(["phone"])).toBeUndefined()
  })

  it("that cannot be used says why", () => {
    expect(headerProblem([])).toMatch(/empty/u)
    expect(headerProblem(["phone", ""])).toMatch(/column 2/u)
    expect(headerProblem(["", "phone"])).toMatch(/column 1/u)
    expect(headerProblem(["phone", "name", "name"])).toMatch(/"name" stands in the header twice/u)
    expect(headerProblem(["name", "city"])).toMatch(/no phone column.*name, city/u)
  })
})

describe("a row", () => {
  it("becomes a contact, with its cells by column", () => {
    expect(read(["Ana", "1", "Asia/Kolkata"])).toMatchObject({
      success: { number: 4, line: 5, phone: phone(1), zones: "Asia/Kolkata", variables: { name: "Ana", phone: "1" } }
    })
  })

  it("has its zone from its column, else from its number, else it is the fallback", () => {
    const zonesOf = () => [Zone.make("Europe/Paris"), Zone.make("Europe/Berlin")]
    const zones = (result: ReturnType<typeof read>) => Result.getOrThrow(result).zones
    expect(zones(read(["", "1", "Asia/Dubai"], { zonesOf }))).toBe("Asia/Dubai")
    expect(zones(read(["", "1", ""], { zonesOf }))).toBe(zoneSet(zonesOf()))
    expect(zones(read(["", "1", ""]))).toBe("UTC")
  })

  it("that cannot be accepted says where and why", () => {
    const wrong = (cells: ReadonlyArray<string>) => Result.getOrThrow(Result.flip(read(cells)))
    expect(wrong(["Ana", "1"])).toMatchObject({ code: "too_few_cells", column: "", line: 5, text: "Ana,1" })
    expect(wrong(["Ana", "1", "", "x"])).toMatchObject({ code: "too_many_cells" })
    expect(wrong(["Ana", "", ""])).toMatchObject({ code: "phone_missing", column: "phone" })
    expect(wrong(["Ana", "x", ""])).toMatchObject({ code: "phone_invalid", column: "phone" })
    expect(wrong(["Ana", "1", "Mars"])).toMatchObject({ code: "zone_unknown", column: "zone" })
  })

  it("is a contact or a rejected row, whatever it holds", () => {
    fc.assert(fc.property(fc.array(fc.string(), { maxLength: 5 }), (cells) => {
      const result = read(cells)
      if (Result.isFailure(result)) expect(result.failure).toMatchObject({ line: 5, text: rowText(cells) })
      else expect(result.success.zones).not.toBe("")
    }))
  })

  it("keeps each cell under its column, whatever the columns are called", () => {
    const odd = fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "0", "valueOf")
    fc.assert(fc.property(fc.uniqueArray(fc.oneof(odd, fc.string()).filter((name) => name !== "phone")), (names) => {
      const columns = ["phone", ...names]
      const cells = ["1", ...names.map((_, index) => `cell ${index}`)]
      const result = readRow({ columns, phoneColumn: "phone", zoneColumn: undefined }, reading, 5, cells, 4)
      const { variables } = Result.getOrThrow(result)
      expect(new Map(Object.entries(variables))).toEqual(new Map(columns.map((name, index) => [name, cells[index]])))
    }))
  })

  it("whose phone the list has already is rejected with its text", () => {
    const contact = { number: 2, line: 3, phone: phone(1), zones: utc, variables: {} }
    expect(duplicateRow(list, contact, "1,Ana")).toMatchObject({
      line: 3,
      column: "phone",
      code: "duplicate_phone",
      text: "1,Ana"
    })
  })
})

describe("a list", () => {
  it("that failed has no rows and a reason", () => {
    const failed = failedList({ ...list, status: "importing", accepted: 4, rejected: 2 }, "broken")
    expect(failed).toEqual({ ...list, status: "failed", accepted: 0, rejected: 0, reason: "broken" })
  })

  it("gives each contact's cells by column, the phone too", () => {
    const contact = { number: 2, line: 3, phone: phone(1), zones: utc, variables: { name: "Ana" } }
    expect(rowOf(list, contact)).toEqual({ phone: phone(1), name: "Ana" })
  })
})
