import { Price as EnginePrice, type PriceList, type Tariff } from "@campanile/core"
import { Schema } from "effect"
import {
  credits,
  creditsOf,
  GivenInstant,
  instantOrNull,
  isoOrNull,
  microCreditsOf,
  NullableInstant,
  optional,
  required,
  whole
} from "./fields.ts"

/** What a call costs. */
export const WireTariff = Schema.Struct({
  connect_fee: required(credits(0, 1000), "Credits for each answered call.", 0),
  rate_per_minute: required(credits(0, 1000), "Credits for a minute.", 1),
  first_increment: required(whole(1, 3600), "Seconds that are charged at least.", 60),
  next_increment: required(whole(1, 3600), "Seconds by which the charged time grows after that.", 60)
})

/** What calls to some destinations cost, for some time. */
export const Price = Schema.Struct({
  prefix: required(
    EnginePrice.fields.prefix,
    "The first digits of the numbers, the longest that fits counts; the empty text for everywhere.",
    "+91"
  ),
  from: optional(Schema.NullOr(GivenInstant), "In force from this instant on; null, the default, since ever."),
  until: optional(Schema.NullOr(GivenInstant), "Not in force any more from then on; null, the default, for ever."),
  ...WireTariff.fields
}).pipe(
  Schema.check(Schema.makeFilter(({ from, until }) => {
    const [begins, ends] = [instantOrNull(from), instantOrNull(until)]
    return begins === null || ends === null || begins < ends || { path: ["until"], issue: "must be after from" }
  }))
).annotate({ identifier: "Price", description: "What calls to some destinations cost, for some time." })

/** A price as it is shown. */
export const ShownPrice = Schema.Struct({
  prefix: required(Schema.String, "The first digits of the numbers; the empty text is everywhere."),
  from: required(NullableInstant, "In force from this instant on; null since ever."),
  until: required(NullableInstant, "Not in force any more from then on; null for ever."),
  ...WireTariff.fields
}).annotate({ identifier: "ShownPrice" })

/** A tariff as the engine has it. */
export const tariffOf = (given: typeof WireTariff.Type): Tariff => ({
  connectFee: microCreditsOf(given.connect_fee),
  ratePerMinute: microCreditsOf(given.rate_per_minute),
  firstIncrement: given.first_increment,
  nextIncrement: given.next_increment
})

/** A tariff as it is shown. */
export const shownTariff = (tariff: Tariff): typeof WireTariff.Type => ({
  connect_fee: creditsOf(tariff.connectFee),
  rate_per_minute: creditsOf(tariff.ratePerMinute),
  first_increment: tariff.firstIncrement,
  next_increment: tariff.nextIncrement
})

const priceOf = (given: typeof Price.Type): PriceList[number] => ({
  prefix: given.prefix,
  from: instantOrNull(given.from),
  until: instantOrNull(given.until),
  tariff: tariffOf(given)
})

/** A price list as the engine has it. */
export const pricesOf = (
  [first, ...others]: readonly [typeof Price.Type, ...ReadonlyArray<typeof Price.Type>]
): PriceList => [
  priceOf(first),
  ...others.map(priceOf)
]

/** A price as it is shown. */
export const shownPrice = ({ from, prefix, tariff, until }: PriceList[number]): typeof ShownPrice.Type => ({
  prefix,
  from: isoOrNull(from),
  until: isoOrNull(until),
  ...shownTariff(tariff)
})
