import { Schema } from "effect"
import type { CallingPolicy } from "./calling-policy.ts"
import { type PriceList, tariffFor } from "./price-list.ts"
import type { Progress } from "./progress.ts"
import { cost, MicroCredits, type Tariff } from "./tariff.ts"

/** What the calls that are still to be made may cost, beside what there is to pay for them. Micro-credits. */
export const Estimate = Schema.Struct({
  /** Every person answers once, and talks for a minute. What a start asks to be available. */
  expected: MicroCredits,
  /** Every attempt that can be charged lasts as long as it may. */
  worst: MicroCredits,
  /** What the workspace has free: what attempts in progress hold is not in it. */
  available: MicroCredits,
  /** What of the campaign's budget is neither spent nor held; null without one. */
  budgetLeft: Schema.NullOr(MicroCredits),
  /**
   * Whether both pay for what is expected. A start asks for the credits alone: a budget that pays for less is a limit
   * that somebody chose.
   */
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

/**
 * The estimate for a list, by the tariffs of its contacts. Only voicemail can be both charged and tried again.
 *
 * Before there are calls it is for the whole list; then, with the campaign's progress, for the calls that wait: what is
 * in progress has its money already. Of the waiting calls only their number is known, so theirs is the share of what
 * the list costs that they have of its contacts: exact under one price, and near it where those of each price get on
 * alike.
 */
export const estimate = (
  priced: ReadonlyArray<Priced>,
  policy: CallingPolicy,
  available: number,
  begun?: Pick<Progress, "byStatus" | "spent" | "held">
): Estimate => {
  const { delays, attempts, times } = policy.retry
  const charged = delays.voicemail === undefined ? 1 : Math.min(attempts, 1 + (times?.voicemail ?? attempts))
  const share = begun === undefined ? 1 : shareOf(priced, begun.byStatus.registered + begun.byStatus.retry)
  const total = (seconds: number) =>
    Math.round(
      share * priced.reduce(
        (sum, { contacts, tariff }) => sum + (tariff === undefined ? 0 : contacts * cost(tariff, seconds)),
        0
      )
    )
  const expected = total(Math.min(conversationSeconds, policy.maxCallSeconds))
  const worst = charged * total(policy.maxCallSeconds)
  const used = begun === undefined ? 0 : begun.spent + begun.held
  const budgetLeft = policy.budget === null ? null : Math.max(0, policy.budget - used)
  const sufficient = Math.min(available, budgetLeft ?? Infinity) >= expected
  return { expected, worst, available, budgetLeft, sufficient }
}

const shareOf = (priced: ReadonlyArray<Priced>, waiting: number): number => {
  const all = priced.reduce((sum, { contacts }) => sum + contacts, 0)
  return all === 0 ? 0 : waiting / all
}
