import { Redacted } from "effect"
import { type FakeOdds, usualFakeOdds } from "./fate.ts"
import type { FakeCallbackRates, FakeFaultRates } from "./faults.ts"
import type { FakeRecord } from "./record.ts"

/** How a fake Twilio behaves. What is left out is as at Twilio, or as phones usually are. */
export interface FakeTwilioOptions {
  /** The same seed tells the same story. */
  readonly seed?: string
  readonly accountSid?: string
  readonly authToken?: string
  /** The address and port to listen on; 127.0.0.1 and any that is free. */
  readonly host?: string
  readonly port?: number
  /** Calls per second that the account starts; the others wait in the queue. By the clock, whatever the speed. */
  readonly cps?: number
  /** How many times faster than in life phones ring and people talk. */
  readonly speed?: number
  readonly odds?: FakeOdds
  /** The odds at one phone, where they are not the same for all. */
  readonly oddsOf?: (phone: string) => FakeOdds
  /** Caller numbers of the account; any where nothing is said. */
  readonly numbers?: ReadonlyArray<string>
  /** Twilio's code with which a phone is refused. */
  readonly refuse?: (phone: string) => number | undefined
  readonly faults?: FakeFaultRates
  readonly callbacks?: FakeCallbackRates
  /** Milliseconds from the end of a call until its price is known, and until its requests can be asked for. */
  readonly priceAfter?: number
  readonly requestsAfter?: number
  /** Where its record goes, so that it outlives this process. */
  readonly keep?: (record: FakeRecord) => void
}

/** The options with nothing left out. */
export interface FakeTwilioSettings extends Required<Omit<FakeTwilioOptions, "authToken" | "numbers">> {
  readonly authToken: Redacted.Redacted
  readonly numbers: ReadonlyArray<string> | undefined
}

/** Fills in what was left out. */
export const fakeSettings = (options: FakeTwilioOptions): FakeTwilioSettings => {
  const odds = options.odds ?? usualFakeOdds
  return {
    seed: options.seed ?? "campanile",
    accountSid: options.accountSid ?? `AC${"f".repeat(32)}`,
    authToken: Redacted.make(options.authToken ?? "fake-auth-token"),
    host: options.host ?? "127.0.0.1",
    port: options.port ?? 0,
    cps: options.cps ?? 1,
    speed: options.speed ?? 1,
    odds,
    oddsOf: options.oddsOf ?? (() => odds),
    numbers: options.numbers,
    refuse: options.refuse ?? (() => undefined),
    faults: options.faults ?? {},
    callbacks: options.callbacks ?? {},
    priceAfter: options.priceAfter ?? 60_000,
    requestsAfter: options.requestsAfter ?? 15 * 60_000,
    keep: options.keep ?? (() => {})
  }
}
