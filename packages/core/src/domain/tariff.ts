import { Schema } from "effect"

/** Money in the engine: whole micro-credits, a million to the credit. Integers, so that sums are exact. */
export const MicroCredits = Schema.Int.pipe(
  Schema.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))
)

/** Micro-credits in a credit. */
export const microCreditsPerCredit = 1_000_000

/**
 * What a call costs: a fee once it is answered, and a rate for the time it lasts, counted in increments that are begun
 * (60/60, 30/6, 1/1 …, as the trade writes them). An unanswered attempt costs nothing.
 */
export const Tariff = Schema.Struct({
  /** Micro-credits for each answered attempt. */
  connectFee: MicroCredits,
  /** Micro-credits for a minute. */
  ratePerMinute: MicroCredits,
  /** Seconds that are charged at least. */
  firstIncrement: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 3600 }))),
  /** Seconds by which the charged time grows after that. */
  nextIncrement: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 3600 })))
}).annotate({ identifier: "Tariff" })
export interface Tariff extends Schema.Schema.Type<typeof Tariff> {}

/** One credit a minute, every begun minute counted. */
export const defaultTariff: Tariff = {
  connectFee: 0,
  ratePerMinute: microCreditsPerCredit,
  firstIncrement: 60,
  nextIncrement: 60
}

/** Calls cost nothing: for those who embed the engine and keep their own accounts. */
export const freeTariff: Tariff = { ...defaultTariff, ratePerMinute: 0 }

/** The seconds that are charged for a connection of so many seconds. */
export const chargedSeconds = (tariff: Tariff, seconds: number): number =>
  tariff.firstIncrement +
  Math.max(0, Math.ceil((seconds - tariff.firstIncrement) / tariff.nextIncrement)) * tariff.nextIncrement

/** What an answered attempt of so many seconds costs, in micro-credits, rounded up. */
export const cost = (tariff: Tariff, seconds: number): number =>
  tariff.connectFee + Math.ceil(chargedSeconds(tariff, seconds) * tariff.ratePerMinute / 60)

/**
 * The seconds that an amount of micro-credits pays for, at most `wanted`; 0 where it does not even pay for the first
 * increment. They are the hard time limit of the call, so that no call can cost more than is held for it.
 */
export const fundedSeconds = (tariff: Tariff, available: number, wanted: number): number => {
  if (cost(tariff, wanted) <= available) return wanted
  const paid = Math.floor((available - tariff.connectFee) * 60 / Math.max(1, tariff.ratePerMinute))
  if (available < tariff.connectFee || paid < tariff.firstIncrement) return 0
  const more = Math.floor((paid - tariff.firstIncrement) / tariff.nextIncrement) * tariff.nextIncrement
  return Math.min(wanted, tariff.firstIncrement + more)
}
