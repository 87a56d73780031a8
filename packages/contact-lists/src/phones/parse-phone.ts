import { type Country, Phone, type PhoneProblem } from "@campanile/core"
import { Result, Schema } from "effect"
import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  validatePhoneNumberLength
} from "libphonenumber-js/max"
import { isFiction } from "./fiction.ts"
import { isInNewArea } from "./new-areas.ts"
import { cleanPhoneText, looksLikeNumber, readScientific } from "./phone-text.ts"
import { usualPhone } from "./usual-phone.ts"

const isPhone = Schema.is(Phone)

const optionsFor = (country: CountryCode | undefined) =>
  country === undefined ? { extract: false } as const : { defaultCountry: country, extract: false } as const

/** The number that a text means, if there can be such a number. */
const numberIn = (text: string, country: CountryCode | undefined): Phone | undefined => {
  const parsed = parsePhoneNumberFromString(text, optionsFor(country))
  if (parsed === undefined) return undefined
  const number: string = parsed.number
  return isPhone(number) && (parsed.isValid() || isFiction(number) || isInNewArea(number)) ? number : undefined
}

/** Why a text, of digits and what stands between them, is no number. */
const problemOf = (text: string, country: CountryCode | undefined): PhoneProblem => {
  const international = text.startsWith("+")
  if (country === undefined && !international) return "phone_no_country"
  if ((text.match(/\d/gu)?.length ?? 0) < 3) return "phone_too_short"
  switch (validatePhoneNumberLength(text, optionsFor(country))) {
    case "NOT_A_NUMBER":
      return "phone_not_a_number"
    case "TOO_SHORT":
      return "phone_too_short"
    case "TOO_LONG":
      return "phone_too_long"
    default:
      return "phone_invalid"
  }
}

/** Reads a phone number with the library alone. */
const readPhone = (text: string, country: CountryCode | undefined): Result.Result<Phone, PhoneProblem> => {
  const plain = cleanPhoneText(text)
  const exact = readScientific(plain)
  if (exact === null) return Result.fail("phone_rounded")
  const cleaned = exact ?? plain
  if (cleaned === "") return Result.fail("phone_missing")
  if (!looksLikeNumber(cleaned)) return Result.fail("phone_not_a_number")
  const international = cleaned.startsWith("00") ? `+${cleaned.slice(2)}` : undefined
  const number = (international === undefined ? undefined : numberIn(international, undefined)) ??
    numberIn(cleaned, country)
  return number === undefined ? Result.fail(problemOf(international ?? cleaned, country)) : Result.succeed(number)
}

const supported = (country: Country | undefined): CountryCode | undefined =>
  country !== undefined && isSupportedCountry(country) ? country : undefined

/** {@link parsePhone} by the library alone: slower, and what the other has to say. */
export const parsePhoneByLibrary = (text: string, defaultCountry: Country | undefined) =>
  readPhone(text, supported(defaultCountry))

/**
 * Reads a phone number as people write it in lists. A number that begins with 00 is international, as the ITU
 * recommends, before it is tried as one of the default country, whose prefix may be another. What the numbering plan of
 * its country does not know is not accepted, unless its regulator keeps it for fiction or its area code is new: a wrong
 * number is a call to a stranger, or is paid for nothing.
 */
export const parsePhone = (text: string, defaultCountry: Country | undefined): Result.Result<Phone, PhoneProblem> => {
  const country = supported(defaultCountry)
  const known = usualPhone(text, country)
  return known === undefined ? readPhone(text, country) : Result.succeed(known)
}
