import type { Phone } from "@campanile/core"
import type { CountryCode } from "libphonenumber-js/max"
import { type NumberingPlan, planOf, plansOf } from "./numbering-plans.ts"

/** Digits in groups, as nearly all numbers in lists are written. */
const usual = /^\+?\(?\d[\d ().-]*$/u

/** What a spreadsheet adds to a number that it took for one. */
const fraction = /^\+?\d{6,}\.0+$/u

/** Whether there is such a number in a country. */
const exists = ({ general, kinds }: NumberingPlan, number: string): boolean =>
  general.test(number) && kinds.some(({ lengths, pattern }) => lengths.includes(number.length) && pattern.test(number))

/** The country that a number belongs to, of those that share its calling code. */
const countryOf = (plans: ReadonlyArray<NumberingPlan>, number: string): NumberingPlan | undefined =>
  plans.length === 1
    ? plans[0]
    : plans.find((plan) => plan.leading === undefined ? exists(plan, number) : plan.leading.test(number))

/** A number without what is dialed before it within a country; `undefined` where that is more than to cut it off. */
const withoutPrefix = ({ prefix, rewrites }: NumberingPlan, number: string): string | undefined => {
  const found = prefix?.exec(number) ?? null
  if (found === null) return number
  return rewrites || found.length > 1 ? undefined : number.slice(found[0].length)
}

/** A number behind a calling code, in E.164, by the plan that says what may stand before it. */
const within = (plan: NumberingPlan, dialed: string): Phone | undefined => {
  const number = withoutPrefix(plan, dialed)
  if (number === undefined) return undefined
  const { callingCode } = plan
  const owner = countryOf(plansOf(callingCode), number)
  if (owner === undefined || !exists(owner, number)) return undefined
  const isWhole = number === dialed || (plan.general.test(number) && owner.lengths.includes(number.length))
  const digits = callingCode.length + number.length
  return isWhole && digits >= 7 && digits <= 15 ? `+${callingCode}${number}` as Phone : undefined
}

const international = (digits: string): Phone | undefined => {
  for (let length = 1; length <= 3; length++) {
    const [main] = plansOf(digits.slice(0, length))
    if (main !== undefined) return within(main, digits.slice(length))
  }
  return undefined
}

/** Whether digits that begin as the calling code of their country begin with it; `undefined` where that is not plain. */
const hasCallingCode = (plan: NumberingPlan, digits: string): boolean | undefined => {
  const whole = withoutPrefix(plan, digits)
  if (whole === undefined) return undefined
  if (whole.length <= plan.lengths.at(-1)! && plan.general.test(whole)) return false
  const rest = digits.slice(plan.callingCode.length)
  return whole === digits && withoutPrefix(plan, rest) === rest && plan.general.test(rest) ? true : undefined
}

const national = (country: CountryCode, digits: string): Phone | undefined => {
  const plan = planOf(country)
  if (plan.international.test(digits)) return undefined
  const isForeign = digits.startsWith(plan.callingCode) ? hasCallingCode(plan, digits) : false
  return isForeign === undefined ? undefined : isForeign ? international(digits) : within(plan, digits)
}

/**
 * The number that a text means, in E.164, where it is written as most are: an answer is the library's, found with fewer
 * steps and with patterns that are compiled once. `undefined` says nothing: the library is to be asked. It follows what
 * the library does with a text of digits and signs between them, and leaves to it all that is rare: numbers that are
 * rewritten by their prefix, carrier codes, those of no country, and whatever is wrong.
 */
export const usualPhone = (text: string, country: CountryCode | undefined): Phone | undefined => {
  if (!usual.test(text) || text.length > 30 || fraction.test(text)) return undefined
  const digits = text.replace(/\D/gu, "")
  if (text.startsWith("+")) return international(digits)
  if (text.startsWith("00")) return international(digits.slice(2))
  return country === undefined || digits.startsWith("00") ? undefined : national(country, digits)
}
