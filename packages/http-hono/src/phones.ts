import { invalidInput, type Phone, PhoneNumbers, type PhoneProblem } from "@campanile/core"
import { Effect, Result } from "effect"

const problems: Record<PhoneProblem, string> = {
  phone_missing: "is required",
  phone_not_a_number: "is not a phone number",
  phone_rounded: "was rounded by a spreadsheet and has lost digits",
  phone_too_short: "has too few digits",
  phone_too_long: "has too many digits",
  phone_no_country: "needs its country code, such as +91",
  phone_invalid: "cannot exist in its country"
}

/** The phone that a field of a request means, which must be written with its country code. */
export const readPhone = Effect.fnUntraced(function*(text: string, field: string) {
  const numbers = yield* PhoneNumbers
  const phone: Result.Result<Phone, PhoneProblem> = numbers.parse(text, undefined)
  return Result.isSuccess(phone) ? phone.success : yield* invalidInput(field, problems[phone.failure])
})

/** A text of a query in which a plus sign at the beginning was not encoded, and came as a blank. */
export const withPlus = (text: string): string => text.replace(/^ /u, "+")
