import { Country } from "@campanile/core"
import { Result } from "effect"
import fc from "fast-check"
import { getCountries, getCountryCallingCode } from "libphonenumber-js/max"
import metadata from "libphonenumber-js/max/metadata"
import examples from "libphonenumber-js/mobile/examples"
import { expect, it } from "vitest"
import { parsePhone, parsePhoneByLibrary } from "../src/phones/parse-phone.ts"
import { usualPhone } from "../src/phones/usual-phone.ts"

const country = fc.constantFrom(...getCountries())

const digits = (least: number, most: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: least, maxLength: most }).map((all) => all.join(""))

/** The library's own example of a country, with some digits changed, one more or one less. */
const nearExample = (of: ReturnType<typeof getCountries>[number]) =>
  fc.tuple(
    fc.array(fc.tuple(fc.nat(14), fc.integer({ min: 0, max: 9 })), { maxLength: 4 }),
    fc.constantFrom("", "", "", "", "0", "7"),
    fc.constantFrom(0, 0, 0, 0, 1)
  ).map(([changes, more, less]) => {
    const number = [...examples[of] ?? "12345678"]
    for (const [place, digit] of changes) number[place % number.length] = String(digit)
    return `${number.slice(less).join("")}${more}`
  })

/** Some of the ways in which the first digits are written that stand before a number. */
const before = (of: ReturnType<typeof getCountries>[number]) => {
  const plan: ReadonlyArray<unknown> = metadata.countries[of] ?? []
  const textAt = (index: number) => typeof plan[index] === "string" ? plan[index] : "0"
  const [code, prefix] = [getCountryCallingCode(of), textAt(5)]
  const abroad = textAt(1).replace(/\D.*/u, "")
  return fc.constantFrom(
    "",
    "+",
    `+${code}`,
    code,
    prefix,
    `+${code}${prefix}`,
    `${abroad}${code}`,
    `00${code}`,
    "1",
    "0"
  )
}

const signs = fc.constantFrom("", "", "", " ", "-", ".", " (", ") ", "  ", " - ", "()")

const written = country.chain((of) =>
  fc.tuple(
    fc.constantFrom(undefined, of, of, of, "US", "GB", "IN", "DE", "AR", "KZ", "GG"),
    before(of),
    fc.oneof({ weight: 3, arbitrary: nearExample(of) }, { weight: 1, arbitrary: digits(2, 16) }),
    fc.array(signs, { maxLength: 6 })
  ).map(([among, begin, number, between]) => {
    const all = [...`${begin}${number}`]
    return { among, text: all.map((char, n) => `${char}${n % 3 === 2 ? between[(n - 2) / 3] ?? "" : ""}`).join("") }
  })
)

it("is the library's wherever it is found without it", () => {
  let found = 0
  fc.assert(
    fc.property(written, ({ among, text }) => {
      const given = among === undefined ? undefined : Country.make(among)
      if (usualPhone(text, among) !== undefined) found++
      expect(Result.merge(parsePhone(text, given))).toBe(Result.merge(parsePhoneByLibrary(text, given)))
    }),
    { numRuns: 10_000 }
  )
  expect(found).toBeGreaterThan(1000)
}, 60_000)

it("is found without the library for the example of nearly every country, with and without its code", () => {
  const missed = getCountries().filter((of) =>
    usualPhone(`+${getCountryCallingCode(of)} ${examples[of]}`, undefined) === undefined
  )
  expect(missed.length).toBeLessThan(10)
})
