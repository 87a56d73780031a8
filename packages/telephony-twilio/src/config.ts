import type { MachineDetection, Pace } from "@campanile/core"
import { Effect, Redacted, Schema } from "effect"
import { notNetworks } from "./public-url.ts"

/** What the adapter must know of an account. */
export interface TwilioConfig {
  readonly accountSid: string
  /** The account's token: signatures are made with it, and requests too, where there is no API key. */
  readonly authToken: Redacted.Redacted
  /** A key for requests alone, which can be revoked on its own. */
  readonly apiKey: { readonly sid: string; readonly secret: Redacted.Redacted } | null
  /** Where the API is, without a slash at the end. */
  readonly apiUrl: string
  /** Under which Twilio reaches this process; its requests go to `publicUrl` + `callbackPath`. */
  readonly publicUrl: string
  readonly callbackPath: string
  /** Calls per second that the account may start. Twilio queues what is above it, so it must be kept here. */
  readonly cps: number
  /** Where the assistant chooses nothing. Detection is charged apart from the call's price. */
  readonly machineDetection: MachineDetection
  /** Addresses and networks of proxies whose forwarded headers are believed. */
  readonly trustedProxies: ReadonlyArray<string>
  /** Milliseconds that a request may take in all, from its beginning to the end of its answer. */
  readonly requestTimeout: number
}

/** What most accounts have. One call a second is Twilio's default. */
export const twilioDefaults = {
  apiKey: null,
  apiUrl: "https://api.twilio.com",
  callbackPath: "/carrier/twilio",
  cps: 1,
  machineDetection: "off",
  trustedProxies: [],
  requestTimeout: 30_000
} as const satisfies Partial<TwilioConfig>

/** The pace that the account allows, for the carrier's capabilities: no burst, for Twilio would queue it. */
export const paceOf = ({ cps }: Pick<TwilioConfig, "cps">): Pace => ({ perSecond: cps, burst: 1 })

/** Settings that must be told; the others are `twilioDefaults` where they are left out. */
export type TwilioSettings =
  & Pick<TwilioConfig, "accountSid" | "authToken" | "publicUrl">
  & { readonly [Key in Exclude<keyof TwilioConfig, "accountSid" | "authToken" | "publicUrl">]?: TwilioConfig[Key] }

/** Settings with which no call can be made, each with what is wrong. */
export class WrongTwilioSettings extends Schema.TaggedError<WrongTwilioSettings>()("WrongTwilioSettings", {
  problems: Schema.Array(Schema.Struct({ setting: Schema.String, problem: Schema.String }))
}) {
  override get message(): string {
    return this.problems.map(({ problem, setting }) => `${setting} ${problem}`).join("; ")
  }
}

const isHttp = (url: string) => URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol)

const problemsOf = (config: TwilioConfig): WrongTwilioSettings["problems"] => {
  const unless = (right: boolean, setting: keyof TwilioConfig, problem: string) => right ? [] : [{ setting, problem }]
  const wrong = notNetworks(config.trustedProxies)
  return [
    ...unless(/^AC[0-9a-fA-F]{32}$/u.test(config.accountSid), "accountSid", "must be AC and 32 hexadecimal digits"),
    ...unless(Redacted.value(config.authToken) !== "", "authToken", "must not be empty"),
    ...unless(isHttp(config.apiUrl), "apiUrl", "must be an http or https URL"),
    ...unless(
      isHttp(config.publicUrl) && !/[?#]/u.test(config.publicUrl),
      "publicUrl",
      "must be an http or https URL without a query"
    ),
    ...unless(/^\/[^?#\s]*$/u.test(config.callbackPath), "callbackPath", "must be a path such as /carrier/twilio"),
    ...unless(config.cps >= 0.001 && config.cps <= 1000, "cps", "must be between 0.001 and 1000"),
    ...unless(config.requestTimeout > 0, "requestTimeout", "must be some milliseconds"),
    ...unless(wrong.length === 0, "trustedProxies", `must be addresses and networks, not ${wrong.join(", ")}`)
  ]
}

const whole = (settings: TwilioSettings): TwilioConfig => {
  const config: TwilioConfig = { ...twilioDefaults, ...settings }
  return {
    ...config,
    apiUrl: config.apiUrl.replace(/\/+$/u, ""),
    publicUrl: config.publicUrl.replace(/\/+$/u, "")
  }
}

/** Everything that is wrong with some settings, for those who name them otherwise. */
export const wrongTwilioSettings = (settings: TwilioSettings): WrongTwilioSettings["problems"] =>
  problemsOf(whole(settings))

/** The whole configuration out of what was told of it, or everything that is wrong with it. */
export const twilioConfig = (settings: TwilioSettings): Effect.Effect<TwilioConfig, WrongTwilioSettings> => {
  const config = whole(settings)
  const problems = problemsOf(config)
  return problems.length === 0 ? Effect.succeed(config) : Effect.fail(new WrongTwilioSettings({ problems }))
}
