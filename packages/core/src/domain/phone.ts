import { Schema } from "effect"

/** A telephone number in the international form of ITU-T E.164: a plus sign and at most 15 digits. */
export const Phone = Schema.String.pipe(
  Schema.check(
    Schema.isPattern(/^\+[1-9]\d{6,14}$/u, { message: "must be a phone number in E.164 form, such as +14155550123" })
  ),
  Schema.brand("Phone")
)
export type Phone = typeof Phone.Type

/** Country codes of two digits; 1 and 7 have one, all others three (ITU-T E.164, list of assigned country codes). */
const twoDigits = /^\+(?:2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/u

/** The country code of a number, with its plus sign: "+1" for all of the North American plan, "+44", "+353". */
export const countryCode = (phone: Phone): string =>
  phone.slice(0, /^\+[17]/u.test(phone) ? 2 : twoDigits.test(phone) ? 3 : 4)

/** A country by its ISO 3166-1 alpha-2 code, in capitals. */
export const Country = Schema.String.pipe(
  Schema.check(
    Schema.isPattern(/^[A-Z]{2}$/u, { message: "must be a country code of two capital letters, such as IN" })
  ),
  Schema.brand("Country")
)
export type Country = typeof Country.Type

/** Why a text is not a number that can be dialed. */
export const PhoneProblem = Schema.Literals([
  "phone_missing",
  "phone_not_a_number",
  "phone_rounded",
  "phone_too_short",
  "phone_too_long",
  "phone_no_country",
  "phone_invalid"
])
export type PhoneProblem = typeof PhoneProblem.Type
