import type { CountryCode } from "libphonenumber-js/max"
import metadata from "libphonenumber-js/max/metadata"

/** What the library knows of a country's numbers, with its patterns compiled once. */
export interface NumberingPlan {
  readonly country: CountryCode
  readonly callingCode: string
  /** What is dialed there before an international number. */
  readonly international: RegExp
  /** What may stand before a number that is dialed within the country; `undefined` where nothing does. */
  readonly prefix: RegExp | undefined
  /** Whether a number is rewritten by its prefix, and not only cut. */
  readonly rewrites: boolean
  /** How numbers of a country begin that shares its calling code; `undefined` where its kinds tell. */
  readonly leading: RegExp | undefined
  readonly general: RegExp
  /** The lengths that any number of the country may have. */
  readonly lengths: ReadonlyArray<number>
  readonly kinds: ReadonlyArray<{ readonly pattern: RegExp; readonly lengths: ReadonlyArray<number> }>
}

/** Where the library's metadata (version 4) keeps each part of a plan. */
const at = {
  callingCode: 0,
  international: 1,
  general: 2,
  lengths: 3,
  nationalPrefix: 5,
  prefixForParsing: 7,
  rewriting: 8,
  leading: 10,
  kinds: 11
}

const textAt = (part: unknown, index: number): string => {
  const value: unknown = Array.isArray(part) ? part[index] : undefined
  return typeof value === "string" ? value : ""
}

const listAt = (part: unknown, index: number): ReadonlyArray<unknown> => {
  const value: unknown = Array.isArray(part) ? part[index] : undefined
  return Array.isArray(value) ? value : []
}

const numbersAt = (part: unknown, index: number): ReadonlyArray<number> =>
  listAt(part, index).filter((value) => typeof value === "number")

const beginning = (pattern: string) => pattern === "" ? undefined : new RegExp(`^(?:${pattern})`, "u")

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`, "u")

const readPlan = (country: CountryCode): NumberingPlan => {
  const plan: unknown = metadata.countries[country]
  const lengths = numbersAt(plan, at.lengths)
  const kinds = listAt(plan, at.kinds).filter((kind) => textAt(kind, 0) !== "")
  return {
    country,
    callingCode: textAt(plan, at.callingCode),
    international: whole(`(?:${textAt(plan, at.international)}).*`),
    prefix: beginning(textAt(plan, at.prefixForParsing) || textAt(plan, at.nationalPrefix)),
    rewrites: textAt(plan, at.rewriting) !== "",
    leading: beginning(textAt(plan, at.leading)),
    general: whole(textAt(plan, at.general)),
    lengths,
    kinds: kinds.map((kind) => {
      const own = numbersAt(kind, 1)
      return { pattern: whole(textAt(kind, 0)), lengths: own.length === 0 ? lengths : own }
    })
  }
}

const plans = new Map<CountryCode, NumberingPlan>()

/** The plan of a country. */
export const planOf = (country: CountryCode): NumberingPlan => {
  let plan = plans.get(country)
  if (plan === undefined) {
    plan = readPlan(country)
    plans.set(country, plan)
  }
  return plan
}

const byCallingCode = new Map<string, ReadonlyArray<NumberingPlan>>()

/** The plans of the countries that have a calling code, the one first that speaks for all; none of one of no country. */
export const plansOf = (callingCode: string): ReadonlyArray<NumberingPlan> => {
  let found = byCallingCode.get(callingCode)
  if (found === undefined) {
    found = (metadata.country_calling_codes[callingCode] ?? []).map(planOf)
    byCallingCode.set(callingCode, found)
  }
  return found
}
