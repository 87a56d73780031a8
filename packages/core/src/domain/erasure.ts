import { Schema } from "effect"
import type { Call } from "./call.ts"
import type { Message } from "./message.ts"
import type { Phone } from "./phone.ts"
import { Removed } from "./retention.ts"

/**
 * What stands where the phone of an erased person stood, in calls and attempts that the books need: no number that can be
 * dialed. Nothing that waits or lives has it.
 */
export const erasedPhone = "erased" as Phone

/** How a call is closed that waited for a person who is erased. */
export const erasedCall: Pick<Call, "status" | "subStatus"> = { status: "canceled", subStatus: "erased" }

/** A call of an erased person: what is counted of it, and nothing that leads to whom it was. */
export const withoutPerson = (
  call: Call,
  closing: Partial<Pick<Call, "status" | "subStatus" | "updatedAt">>
): Call => ({
  ...call,
  ...closing,
  phone: erasedPhone,
  contact: null
})

type Value = Message["payload"][string]

const blanked = (value: Value, phone: Phone): Value => {
  if (typeof value === "string") return value.replaceAll(phone, erasedPhone)
  if (Array.isArray(value)) return value.map((one: Value) => blanked(one, phone))
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, blanked(one, phone)]))
    : value
}

/** The body of a message without a phone, wherever it stands in it. The message itself still has to be told. */
export const withoutPhone = (payload: Message["payload"], phone: Phone): Message["payload"] =>
  Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, blanked(value, phone)]))

/** A country code has at most three digits. */
const countryDigits = 3

/**
 * Whether a row as it was read has a phone in one of its cells, in whatever way it was written: with blanks and signs,
 * with or without its country code and the zeros in front. A cell without a plus sign that agrees with the end of the
 * number, but for a country code at the most, is taken for it.
 */
export const mentions = (text: string, phone: Phone): boolean => {
  const digits = phone.slice(1)
  return text.split(/[,;\t]/u).some((cell) => {
    const written = cell.replaceAll(/[^\d+]/gu, "")
    const own = written.replace(/^[+0]+/u, "")
    return /^(?:\+|00)/u.test(written)
      ? own === digits
      : own.length >= Math.max(6, digits.length - countryDigits) && digits.endsWith(own)
  })
}

/** What is to become of suppressions of exactly the phone of a person who is erased. */
export const SuppressionsOfErased = Schema.Literals(["keep", "lift"])
export type SuppressionsOfErased = typeof SuppressionsOfErased.Type

/**
 * What was found of a person: calls, attempts and messages are blanked, everything else is removed. `closed` of the calls
 * had waited. Suppressions were kept or lifted, as it was asked for.
 */
export const Erased = Schema.Struct({
  ...Removed.fields,
  closed: Schema.Int,
  suppressions: Schema.Int
}).annotate({ identifier: "Erased" })
export interface Erased extends Schema.Schema.Type<typeof Erased> {}
