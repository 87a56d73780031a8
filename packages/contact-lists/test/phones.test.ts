import { Country, type Phone, PhoneNumbers, type PhoneProblem } from "@campanile/core"
import { Effect, Result } from "effect"
import fc from "fast-check"
import { getCountries, parsePhoneNumberFromString } from "libphonenumber-js/max"
import { describe, expect, it } from "vitest"
import { phoneNumbers } from "../src/index.ts"
import { fictionRanges } from "../src/phones/fiction.ts"
import { newAreas } from "../src/phones/new-areas.ts"
import { areaZones } from "../src/zones/nanp-zones.ts"

const numbers = Effect.runSync(Effect.provide(Effect.map(PhoneNumbers, (numbers) => numbers), phoneNumbers))

const parse = (text: string, country?: string): Phone | PhoneProblem =>
  Result.merge(numbers.parse(text, country === undefined ? undefined : Country.make(country)))

describe("a number", () => {
  it.each([
    ["+919876543210"],
    ["+91 98765 43210"],
    ["+91-98765-43210"],
    ["+91.98765.43210"],
    ["(+91) 98765 43210"],
    ["+91 (0)98765 43210"],
    ["98765 43210"],
    ["098765–43210"],
    ["919876543210"],
    ["0091 98765 43210"],
    ["tel:+91-98765-43210"],
    ["TEL: 9876543210"],
    ["'9876543210"],
    ["’9876543210"],
    ["=\"9876543210\""],
    ["9876543210.0"],
    [" \u00a0+91\u00a098765\u00a043210\t"],
    ["\u202a+91 98765 43210\u202c"],
    ["919876543210,00"],
    ["9.19876543210E+11"],
    ["9.1987654321000E+11"],
    ["9,19876543210e11"],
    ["919,876,543,210"],
    ["919'876'543'210"],
    ["+91\u202f98765\u2007432\u00a010"],
    ["+91‑98765‒43210"],
    ["+91−98765﹣43210"],
    ["＋91 98765 43210"],
    ["'+91 98765 43210"],
    ["९८७६५४३२१०"],
    ["𝟗𝟖𝟕𝟔𝟓𝟒𝟑𝟐𝟏𝟎"],
    ["９８７６５４３２１０"],
    ["٩٨٧٦٥٤٣٢١٠"]
  ])("of India may be written %j", (text) => {
    expect(parse(text, "IN")).toBe("+919876543210")
  })

  it.each([
    ["US", "(415) 555-0123", "+14155550123"],
    ["US", "1 415 555 0123", "+14155550123"],
    ["US", "011 44 20 7946 0123", "+442079460123"],
    ["US", "0044 20 7946 0123", "+442079460123"],
    ["GB", "020 7946 0123", "+442079460123"],
    ["DE", "030/23125 000", "+493023125000"],
    ["BR", "00 15 44 20 7946 0123", "+442079460123"],
    ["IT", "+39 06 1234 5678", "+390612345678"],
    ["IN", "+44 20 7946 0123", "+442079460123"]
  ])("with default country %s may be written %j", (country, text, number) => {
    expect(parse(text, country)).toBe(number)
  })

  it("needs no default country when it has its own", () => {
    expect(parse("+1 415-555-0123")).toBe("+14155550123")
    expect(parse("00 1 415-555-0123")).toBe("+14155550123")
  })

  it("of no country, such as an international freephone number, is a number", () => {
    expect(parse("+800 1234 5678")).toBe("+80012345678")
  })
})

describe("what is no number", () => {
  it.each<[PhoneProblem, string, string | undefined]>([
    ["phone_missing", "", "IN"],
    ["phone_missing", " \u00a0 ", "IN"],
    ["phone_missing", "'", "IN"],
    ["phone_not_a_number", "n/a", "IN"],
    ["phone_not_a_number", "-", "IN"],
    ["phone_not_a_number", "+", "IN"],
    ["phone_not_a_number", "98765E43210", "IN"],
    ["phone_not_a_number", "9876543210,9876543211", "IN"],
    ["phone_rounded", "9.19877E+11", "IN"],
    ["phone_rounded", "9,19877E+11", "DE"],
    ["phone_rounded", "9.19877e11", "IN"],
    ["phone_rounded", "'+9.1987654321E+11", undefined],
    ["phone_rounded", "9.198765432105E+11", "IN"],
    ["phone_not_a_number", "1-800-FLOWERS", "US"],
    ["phone_not_a_number", "+91 98765 43210 ext. 5", "IN"],
    ["phone_not_a_number", "9876543210,,5", "IN"],
    ["phone_not_a_number", "98765+43210", "IN"],
    ["phone_not_a_number", "98765*43210", "IN"],
    ["phone_too_short", "12", "IN"],
    ["phone_too_short", "98765", "IN"],
    ["phone_too_short", "+91 98765", undefined],
    ["phone_too_short", "555-0123", "US"],
    ["phone_too_short", "00", undefined],
    ["phone_too_long", "415 555 0123 4", "US"],
    ["phone_too_long", "98765 43210 / 98765 43211", "IN"],
    ["phone_too_long", "+1415555012345678901", undefined],
    ["phone_no_country", "98765 43210", undefined],
    ["phone_no_country", "919876543210", undefined],
    ["phone_no_country", "98765 43210", "ZZ"],
    ["phone_invalid", "+1 555 555 0123", undefined],
    ["phone_invalid", "+999 12345678", undefined],
    ["phone_invalid", "98765432101", "IN"],
    ["phone_invalid", "14155550123", "IN"],
    ["phone_invalid", "+44 7700 100", undefined]
  ])("is %s: %j (%s)", (problem, text, country) => {
    expect(parse(text, country)).toBe(problem)
  })
})

describe("numbers kept for fiction", () => {
  it.each([
    ["NANPA", ["+12015550100", "+12125550199", "+18085550150", "+14165550123", "+16045550123"]],
    ["Ofcom", [
      "+447700900000",
      "+447700900999",
      "+442079460000",
      "+441134960999",
      "+441154960123",
      "+441614960000",
      "+441914980000",
      "+442920180000",
      "+442896496000",
      "+441632960000"
    ]],
    ["ACMA", ["+61491570156", "+61491570006", "+61255500000", "+61370109999", "+61755501234", "+61870101234"]],
    ["Bundesnetzagentur", ["+493023125000", "+496990009999", "+494066969123", "+4922147101234", "+498999998123"]],
    ["Arcep", ["+33199000000", "+33261910000", "+33353010000", "+33465710000", "+33536490000", "+33639980000"]],
    ["PTS", ["+46313900600", "+46406280499", "+46846500412", "+46701740605", "+46980319200"]],
    ["ComReg", ["+353209100000", "+353209199999"]]
  ])("by %s are numbers", (_, kept) => {
    for (const number of kept) expect(parse(number)).toBe(number)
  })

  it("are not more than is kept", () => {
    expect(parse("+44 7700 901000 0")).toBe("phone_too_long")
    expect(parse("+44 1632 961000")).toBe("phone_invalid")
    expect(parse("+353 20 8123456")).toBe("phone_invalid")
  })

  it("are listed only where the library does not know them", () => {
    for (const { begin, digits } of fictionRanges) {
      const number = parsePhoneNumberFromString(begin + "1".repeat(digits))
      expect(number?.isPossible(), begin).toBe(true)
      expect(number?.isValid(), begin).toBe(false)
    }
  })
})

describe("numbers of new area codes", () => {
  it("are numbers, if they begin as numbers there can", () => {
    expect(parse("(624) 255-0123", "US")).toBe("+16242550123")
    expect(parse("+1 457 318 0199")).toBe("+14573180199")
    expect(parse("+1 624 155 0123")).toBe("phone_invalid")
    expect(parse("+1 624 911 0123")).toBe("phone_invalid")
    expect(parse("+1 624 255 012")).toBe("phone_too_short")
    expect(parse("+1 999 255 0123")).toBe("phone_invalid")
  })

  it("are listed only where the library knows no number, and the zones are known", () => {
    const known = areaZones.flatMap(({ areas }) => areas.trim().split(/\s+/u))
    const exchanges = ["234", "255", "345", "415", "555", "762", "986"]
    for (const area of newAreas) {
      expect(known, area).toContain(area)
      expect(exchanges.some((exchange) => parsePhoneNumberFromString(`+1${area}${exchange}5678`)?.isValid()), area)
        .toBe(false)
    }
  })
})

describe("parsing", () => {
  const country = fc.option(fc.constantFrom(...getCountries(), "ZZ"), { nil: undefined })
  const digits = fc.stringMatching(/^[+0]{0,3}[ ()./-]{0,2}(?:\d[ .()-]{0,1}){3,16}$/u)

  it("never throws", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), digits, fc.stringMatching(/^[\d+() .eE,;x*#'"=/-]{0,24}$/u))
    fc.assert(
      fc.property(text, country, (text, country) => {
        expect(parse(text, country)).toMatch(/^(?:\+[1-9]\d{6,14}|phone_[a-z_]+)$/u)
      }),
      { numRuns: 2000 }
    )
  })

  it("leaves its own numbers as they are, whatever the default country", () => {
    fc.assert(
      fc.property(digits, country, country, (text, country, other) => {
        const number = parse(text, country)
        fc.pre(number.startsWith("+"))
        expect(parse(number, other)).toBe(number)
      }),
      { numRuns: 300 }
    )
  })
})
