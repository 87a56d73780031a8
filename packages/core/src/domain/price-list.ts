import { Schema } from "effect"
import type { Phone } from "./phone.ts"
import { defaultTariff, freeTariff, Tariff } from "./tariff.ts"

/** The tariff of the numbers that begin with some digits, for some time. */
export const Price = Schema.Struct({
  /** "+91" for a country, "+9198" for a part of it, the empty text for everywhere. */
  prefix: Schema.String.pipe(Schema.check(Schema.isPattern(/^$|^\+[1-9]\d{0,14}$/u, {
    message: "must be the first digits of a number in E.164 form, such as +91, or empty"
  }))),
  /** In force from this instant on (ms UTC); null since ever. */
  from: Schema.NullOr(Schema.Int),
  /** Not in force any more from this instant on (ms UTC); null for ever. */
  until: Schema.NullOr(Schema.Int),
  tariff: Tariff
}).annotate({ identifier: "Price" })
export interface Price extends Schema.Schema.Type<typeof Price> {}

/**
 * What calls cost, by destination. Two prices of one prefix cannot come into force at the same instant: only the order in
 * which they stand would say which of them counts.
 */
export const PriceList = Schema.NonEmptyArray(Price).pipe(
  Schema.check(Schema.makeFilter((prices) => {
    const starts = prices.map(({ from, prefix }) => `${prefix} ${from}`)
    const again = starts.findIndex((start, index) => starts.indexOf(start) < index)
    return again === -1 ||
      { path: [again, "from"], issue: "another price holds for the same prefix from the same instant" }
  }))
).annotate({ identifier: "PriceList" })
export type PriceList = typeof PriceList.Type

/** One tariff for all destinations. */
export const flat = (tariff: Tariff): PriceList => [{ prefix: "", from: null, until: null, tariff }]

/** One credit a minute everywhere. */
export const defaultPrices = flat(defaultTariff)

/** Everything is free. */
export const freePrices = flat(freeTariff)

const inForce = ({ from, until }: Price, now: number) =>
  (from === null || from <= now) && (until === null || now < until)

/**
 * The tariff of a call at an instant (ms UTC): that of the longest prefix in force, and of several for the same prefix
 * the one that came into force last. `undefined` where there is none: such a number is not dialed.
 */
export const tariffFor = (prices: PriceList, phone: Phone | string, now: number): Tariff | undefined =>
  prices
    .filter((price) => phone.startsWith(price.prefix) && inForce(price, now))
    .toSorted((a, b) => b.prefix.length - a.prefix.length || (b.from ?? -Infinity) - (a.from ?? -Infinity))[0]?.tariff

/**
 * The first tariff that a phone has in a span of time, from an instant up to, and without, another (ms UTC): the one in
 * force at its beginning, or else the first that is planned. `undefined` where the phone cannot be dialed in all of it.
 */
export const firstTariff = (
  prices: PriceList,
  phone: Phone | string,
  from: number,
  until: number
): Tariff | undefined => {
  const planned = nextTariffAt(prices, phone, from) ?? Infinity
  return tariffFor(prices, phone, from) ?? (planned < until ? tariffFor(prices, phone, planned) : undefined)
}

/** The first instant (ms UTC) after another at which a phone has a tariff again; `undefined` where none is planned. */
export const nextTariffAt = (prices: PriceList, phone: Phone | string, now: number): number | undefined =>
  prices
    .flatMap(({ from, prefix, until }) =>
      from !== null && from > now && (until === null || from < until) && phone.startsWith(prefix) ? [from] : []
    )
    .toSorted((a, b) => a - b)[0]
