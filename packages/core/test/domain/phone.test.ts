import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Country, Phone } from "../../src/domain/phone.ts"

describe("phones", () => {
  it("are a plus sign and 7 to 15 digits, the first of which is not zero", () => {
    const digits = fc.integer({ min: 7, max: 15 }).chain((length) =>
      fc.integer({ min: 10 ** (length - 1), max: 10 ** length - 1 })
    )
    fc.assert(fc.property(digits, (digits) => {
      expect(Schema.is(Phone)(`+${digits}`)).toBe(true)
      expect(Schema.is(Phone)(`${digits}`)).toBe(false)
      expect(Schema.is(Phone)(`+0${digits}`)).toBe(false)
    }))
    for (const text of ["", "+", "+123456", "+1234567890123456", "+1 415 555 0123", "+1415555012x", "+14155550123\n"]) {
      expect(Schema.is(Phone)(text)).toBe(false)
    }
  })

  it("say what is wrong in words", () => {
    expect(() => Schema.decodeUnknownSync(Phone)("12")).toThrow(/E\.164/u)
  })
})

it("countries are two capital letters", () => {
  expect(["IN", "in", "IND", "", "1N"].map((code) => Schema.is(Country)(code))).toEqual([
    true,
    false,
    false,
    false,
    false
  ])
})
