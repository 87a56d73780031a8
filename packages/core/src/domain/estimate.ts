import { Schema } from "effect"
import type { CallingPolicy } from "./calling-policy.ts"
import { type PriceList, tariffFor } from "./price-list.ts"
import { cost, MicroCredits, type Tariff } from "./tariff.ts"

/** What calling a list may cost, beside what there is to pay for it. Micro-credits. */
export const Estimate = Schema.Struct({
  /** Every contact answers once, and talks for a minute. What a start asks to be available. */
  expected: MicroCredits,
  /** Every attempt that can be charged lasts as long as it may. */
  worst: MicroCredits,
  available: MicroCredits,
  sufficient: Schema.Boolean
}).annotate({ identifier: "Estimate" })
export interface Estimate extends Schema.Schema.Type<typeof Estimate> {}

const conversationSeconds = 60

/** How many contacts there are of one tariff; `undefined` for those that no tariff covers, which cost nothing. */
export interface Priced {
  readonly contacts: number
  readonly tariff: Tariff | undefined
}

/**
 * Contacts by their tariff, from how many have phones that begin with each prefix of a price list: those of a longer
 * prefix are not counted again under the shorter ones that it begins with.
 */
export const priced = (counts: ReadonlyMap<string, number>, prices: PriceList, now: number): ReadonlyArray<Priced> => {
  const prefixes = [...counts.keys()]
  return prefixes.map((prefix) => {
    const longer = prefixes.filter((other) => other !== prefix && other.startsWith(prefix))
    const next = longer.filter((one) => !longer.some((other) => other !== one && one.startsWith(other)))
    const contacts = next.reduce((left, other) => left - counts.get(other)!, counts.get(prefix)!)
    return { contacts, tariff: tariffFor(prices, prefix, now) }
  })
}

/** The estimate for a list, by the tariffs of its contacts. Only voicemail can be both charged and tried again. */
export const estimate = (priced: ReadonlyArray<Priced>, policy: CallingPolicy, available: number): Estimate => {
  const { delays, attempts, times } = policy.retry
  const charged = delays.voicemail === undefined ? 1 : Math.min(attempts, 1 + (times?.voicemail ?? attempts))
  const total = (seconds: number) =>
    priced.reduce((sum, { contacts, tariff }) => sum + (tariff === undefined ? 0 : contacts * cost(tariff, seconds)), 0)
  const expected = total(Math.min(conversationSeconds, policy.maxCallSeconds))
  const worst = charged * total(policy.maxCallSeconds)
  return { expected, worst, available, sufficient: available >= expected }
}
