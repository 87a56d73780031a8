import type { TwilioSettings } from "@campanile/telephony-twilio"
import { Redacted, Result } from "effect"
import { type Database, database, databaseHints, withHints, withoutPassword } from "./database.ts"
import { number, oneOf, readSettings, type Setting, type Sources, wholeNumber, WrongSettings } from "./settings.ts"
import { twilioOf, twilioSettings } from "./twilio-settings.ts"

/** How a server runs. */
export interface Configuration {
  readonly database: Database
  /** 0 for any that is free. */
  readonly port: number
  /** The address to listen on; undefined for all of them. */
  readonly host: string | undefined
  readonly carrier: "simulated" | "twilio"
  /** The file in which the simulated carrier keeps its record; undefined for the place that goes with the database. */
  readonly carrierJournal: string | undefined
  /** The account to dial through, where the carrier is Twilio. */
  readonly twilio: TwilioSettings | undefined
  /** Where carriers and people reach the server from outside, where that is not what it sees of itself. */
  readonly publicUrl: string | undefined
  /** Opens the routes of the operator; without it they are closed. */
  readonly adminKey: Redacted.Redacted | undefined
  /** Asked before each dial, with the secret that signs what it is asked; undefined for nobody. */
  readonly preDial: { readonly url: string; readonly secret: Redacted.Redacted } | undefined
  readonly log: "pretty" | "json"
  /** For trying out: how fast time goes by. */
  readonly speed: number
  /** For trying out: the instant (ms UTC) at which time begins; undefined for the real one. */
  readonly clockStart: number | undefined
  /**
   * For trying out: the real instant (ms UTC) at which time began, so that processes agree on it; undefined for that at
   * which this one began.
   */
  readonly clockOrigin: number | undefined
}

const carrier: Setting<"simulated" | "twilio"> = {
  flag: "carrier",
  env: "CAMPANILE_CARRIER",
  otherwise: "simulated",
  read: oneOf("simulated", "twilio")
}

const carrierJournal: Setting<string | undefined> = {
  env: "CAMPANILE_CARRIER_JOURNAL",
  otherwise: undefined,
  read: Result.succeed
}

const publicUrl: Setting<string | undefined> = {
  flag: "public-url",
  env: "CAMPANILE_PUBLIC_URL",
  otherwise: undefined,
  read: (text) =>
    URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol)
      ? Result.succeed(text.replace(/\/+$/u, ""))
      : Result.fail(`must be an http or https URL, not "${withoutPassword(text)}"`)
}

const adminKey: Setting<Redacted.Redacted | undefined> = {
  env: "CAMPANILE_ADMIN_KEY",
  otherwise: undefined,
  read: (text) =>
    text.length < 16 || /\s/u.test(text)
      ? Result.fail("must have at least 16 characters, and no blanks among them")
      : Result.succeed(Redacted.make(text))
}

const preDialUrl: Setting<string | undefined> = {
  env: "CAMPANILE_PRE_DIAL_URL",
  otherwise: undefined,
  read: (text) =>
    URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol)
      ? Result.succeed(text)
      : Result.fail(`must be an http or https URL, not "${withoutPassword(text)}"`)
}

const preDialSecret: Setting<Redacted.Redacted | undefined> = {
  env: "CAMPANILE_PRE_DIAL_SECRET",
  otherwise: undefined,
  read: (text) =>
    text.startsWith("whsec_") && !/^whsec_(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u.test(text)
      ? Result.fail("must be Base64 after whsec_")
      : text.length < 24 || /\s/u.test(text)
      ? Result.fail("must have at least 24 characters, and no blanks among them")
      : Result.succeed(Redacted.make(text))
}

const instant = (text: string): Result.Result<number, string> => {
  const value = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{3})?)?Z$/u.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(value)
    ? Result.fail(`must be an instant in UTC, such as 2026-03-03T08:30Z, not "${text}"`)
    : Result.succeed(value)
}

const settings = {
  database,
  databaseHints,
  port: { flag: "port", env: "PORT", otherwise: 4321, read: wholeNumber(0, 65_535) } satisfies Setting<number>,
  host: {
    flag: "host",
    env: "HOST",
    otherwise: undefined,
    read: (text) =>
      /^\S+$/u.test(text) ? Result.succeed(text) : Result.fail(`must be an address or a host name, not "${text}"`)
  } satisfies Setting<string | undefined>,
  carrier,
  carrierJournal,
  publicUrl,
  adminKey,
  preDialUrl,
  preDialSecret,
  log: { flag: "log", env: "CAMPANILE_LOG", otherwise: "pretty", read: oneOf("pretty", "json") } satisfies Setting<
    "pretty" | "json"
  >,
  speed: { flag: "speed", otherwise: 1, read: number(0.1, 3600) } satisfies Setting<number>,
  clockStart: { flag: "clock-start", otherwise: undefined, read: instant } satisfies Setting<number | undefined>,
  clockOrigin: { flag: "clock-origin", otherwise: undefined, read: instant } satisfies Setting<number | undefined>
}

/** The two settings of the pre-dial hook, which are needed together. */
const hookOf = (
  url: string | undefined,
  secret: Redacted.Redacted | undefined
): Result.Result<Configuration["preDial"], WrongSettings> => {
  const without = (missing: string, given: string) =>
    Result.fail(new WrongSettings({ problems: [{ setting: missing, reason: `is needed where ${given} is set` }] }))
  if (url === undefined) {
    return secret === undefined
      ? Result.succeed(undefined)
      : without("CAMPANILE_PRE_DIAL_URL", "CAMPANILE_PRE_DIAL_SECRET")
  }
  return secret === undefined
    ? without("CAMPANILE_PRE_DIAL_SECRET", "CAMPANILE_PRE_DIAL_URL")
    : Result.succeed({ url, secret })
}

const problemsOf = (result: Result.Result<unknown, WrongSettings>) =>
  Result.isFailure(result) ? result.failure.problems : []

/** The account to dial through, where Twilio is the carrier; what else is wrong stands in its way no more than it must. */
const accountOf = (sources: Sources): Result.Result<TwilioSettings | undefined, WrongSettings> =>
  Result.flatMap(
    readSettings(twilioSettings, sources),
    (account) => {
      const chosen = readSettings({ carrier }, sources)
      if (Result.isFailure(chosen) || chosen.success.carrier !== "twilio") return Result.succeed(undefined)
      const address = readSettings({ publicUrl }, sources)
      return twilioOf(account, Result.isFailure(address) ? "https://wrong.example" : address.success.publicUrl)
    }
  )

/** The configuration of a server, or every setting that is wrong. */
export const configuration = (sources: Sources): Result.Result<Configuration, WrongSettings> => {
  const read = readSettings(settings, sources)
  const twilio = accountOf(sources)
  if (Result.isFailure(read)) {
    return Result.fail(new WrongSettings({ problems: [...read.failure.problems, ...problemsOf(twilio)] }))
  }
  const { database: given, databaseHints: hints, preDialSecret, preDialUrl, ...others } = read.success
  const preDial = hookOf(preDialUrl, preDialSecret)
  if (Result.isFailure(preDial) || Result.isFailure(twilio)) {
    return Result.fail(new WrongSettings({ problems: [...problemsOf(preDial), ...problemsOf(twilio)] }))
  }
  return Result.succeed({
    ...others,
    database: withHints(given, hints),
    preDial: preDial.success,
    twilio: twilio.success
  })
}
