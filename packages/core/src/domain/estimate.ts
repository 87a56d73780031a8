import { Schema } from "effect"
import type { CallingPolicy } from "./calling-policy.ts"
import { firstTariff, type PriceList } from "./price-list.ts"
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
  sufficient: Schema.Boolean,
  /** Contacts that are still to be called. */
  contacts: Schema.Int,
  /** Those of them for whom there is no price: they are in neither sum, and wait until there is one. */
  unpriced: Schema.Int
}).annotate({ identifier: "Estimate" })
export interface Estimate extends Schema.Schema.Type<typeof Estimate> {}

const conversationSeconds = 60

/**
 * Micro-credits that must be there for a person before calling begins, by the tariff of their number and the seconds that
 * a call may last: those of an answer and a minute.
 */
export const expectedCost = (tariff: Tariff, maxCallSeconds: number): number =>
  cost(tariff, Math.min(conversationSeconds, maxCallSeconds))

/** How many contacts there are of one tariff; `undefined` for those that no tariff covers, who are not called. */
interface Priced {
  readonly contacts: number
  readonly tariff: Tariff | undefined
}

/**
 * Contacts by the first tariff that they have between two instants (ms UTC), from how many have phones that begin with
 * each prefix of a price list: those of a longer prefix are not counted again under the shorter ones that it begins with.
 */
export const priced = (
  counts: ReadonlyMap<string, number>,
  prices: PriceList,
  from: number,
  until: number
): ReadonlyArray<Priced> => {
  const prefixes = [...counts.keys()]
  return prefixes.map((prefix) => {
    const longer = prefixes.filter((other) => other !== prefix && other.startsWith(prefix))
    const next = longer.filter((one) => !longer.some((other) => other !== one && one.startsWith(other)))
    const contacts = next.reduce((left, other) => left - counts.get(other)!, counts.get(prefix)!)
    return { contacts, tariff: firstTariff(prices, prefix, from, until) }
  })
}

/**
 * The estimate for a list, by the tariffs of its contacts. Only voicemail can be both charged and tried again.
 *
 * Before there are calls it is for the whole list; then, with the campaign's progress, for the calls that wait: what is
 * in progress has its money already. Of the waiting calls only their number is known. Contacts without a price are not
 * called, so they are taken to wait to the last; the others cost the share of what the list costs that they have of its
 * priced contacts: exact under one price, and near it where those of each price get on alike.
 */
export const estimate = (
  priced: ReadonlyArray<Priced>,
  policy: CallingPolicy,
  available: number,
  begun?: Pick<Progress, "byStatus" | "spent" | "held">
): Estimate => {
  const { delays, attempts, times } = policy.retry
  const charged = delays.voicemail === undefined ? 1 : Math.min(attempts, 1 + (times?.voicemail ?? attempts))
  const listed = contactsIn(priced)
  const without = contactsIn(priced.filter(({ tariff }) => tariff === undefined))
  const contacts = begun === undefined ? listed : begun.byStatus.registered + begun.byStatus.retry
  const unpriced = Math.min(contacts, without)
  const share = listed === without ? 0 : (contacts - unpriced) / (listed - without)
  const total = (costOf: (tariff: Tariff, seconds: number) => number) =>
    Math.round(
      share * priced.reduce(
        (sum, { contacts, tariff }) =>
          sum + (tariff === undefined ? 0 : contacts * costOf(tariff, policy.maxCallSeconds)),
        0
      )
    )
  const expected = total(expectedCost)
  const worst = charged * total(cost)
  const used = begun === undefined ? 0 : begun.spent + begun.held
  const budgetLeft = policy.budget === null ? null : Math.max(0, policy.budget - used)
  const sufficient = Math.min(available, budgetLeft ?? Infinity) >= expected
  return { expected, worst, available, budgetLeft, sufficient, contacts, unpriced }
}

const contactsIn = (priced: ReadonlyArray<Priced>): number => priced.reduce((sum, { contacts }) => sum + contacts, 0)
