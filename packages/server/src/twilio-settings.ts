import type { MachineDetection } from "@campanile/core"
import { type TwilioSettings, wrongTwilioSettings } from "@campanile/telephony-twilio"
import { Redacted, Result } from "effect"
import { number, oneOf, type Setting, type Values, WrongSettings } from "./settings.ts"

const any = (text: string): Result.Result<string | undefined, string> => Result.succeed(text)
const secret = (text: string): Result.Result<Redacted.Redacted | undefined, string> =>
  Result.succeed(Redacted.make(text))

/** What is set of an account at Twilio, for a server that dials through it. What is secret has no flag. */
export const twilioSettings = {
  accountSid: { env: "TWILIO_ACCOUNT_SID", otherwise: undefined, read: any } satisfies Setting<string | undefined>,
  authToken: { env: "TWILIO_AUTH_TOKEN", otherwise: undefined, read: secret } satisfies Setting<
    Redacted.Redacted | undefined
  >,
  apiKeySid: { env: "TWILIO_API_KEY_SID", otherwise: undefined, read: any } satisfies Setting<string | undefined>,
  apiKeySecret: { env: "TWILIO_API_KEY_SECRET", otherwise: undefined, read: secret } satisfies Setting<
    Redacted.Redacted | undefined
  >,
  apiUrl: { env: "TWILIO_API_URL", otherwise: undefined, read: any } satisfies Setting<string | undefined>,
  cps: { env: "TWILIO_CPS", otherwise: undefined, read: number(0.001, 1000) } satisfies Setting<number | undefined>,
  machineDetection: {
    env: "TWILIO_MACHINE_DETECTION",
    otherwise: undefined,
    read: oneOf("off", "sync", "async", "untilBeep")
  } satisfies Setting<MachineDetection | undefined>,
  trustedProxies: {
    env: "CAMPANILE_TRUSTED_PROXIES",
    otherwise: [],
    read: (text) => Result.succeed(text.split(",").map((part) => part.trim()).filter((part) => part !== ""))
  } satisfies Setting<ReadonlyArray<string>>
}

/** The variables, by the names that the adapter has for what they set. */
const variables: Readonly<Record<string, string>> = {
  accountSid: "TWILIO_ACCOUNT_SID",
  authToken: "TWILIO_AUTH_TOKEN",
  apiUrl: "TWILIO_API_URL",
  cps: "TWILIO_CPS",
  publicUrl: "CAMPANILE_PUBLIC_URL",
  trustedProxies: "CAMPANILE_TRUSTED_PROXIES"
}

/** An account out of what is set, or everything that is missing or wrong. */
export const twilioOf = (
  given: Values<typeof twilioSettings>,
  publicUrl: string | undefined
): Result.Result<TwilioSettings, WrongSettings> => {
  const { accountSid, apiKeySecret, apiKeySid, apiUrl, authToken, cps, machineDetection, trustedProxies } = given
  const needed = (setting: string, value: unknown, where = "CAMPANILE_CARRIER is twilio") =>
    value === undefined ? [{ setting, reason: `is needed where ${where}` }] : []
  const missing = [
    ...needed("TWILIO_ACCOUNT_SID", accountSid),
    ...needed("TWILIO_AUTH_TOKEN", authToken),
    ...needed("CAMPANILE_PUBLIC_URL", publicUrl),
    ...(apiKeySid === undefined ? [] : needed("TWILIO_API_KEY_SECRET", apiKeySecret, "TWILIO_API_KEY_SID is set")),
    ...(apiKeySecret === undefined ? [] : needed("TWILIO_API_KEY_SID", apiKeySid, "TWILIO_API_KEY_SECRET is set"))
  ]
  const settings: TwilioSettings = {
    accountSid: accountSid ?? `AC${"0".repeat(32)}`,
    authToken: authToken ?? Redacted.make("missing"),
    publicUrl: publicUrl ?? "https://missing.example",
    trustedProxies,
    ...(apiKeySid === undefined || apiKeySecret === undefined
      ? {}
      : { apiKey: { sid: apiKeySid, secret: apiKeySecret } }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
    ...(cps === undefined ? {} : { cps }),
    ...(machineDetection === undefined ? {} : { machineDetection })
  }
  const wrong = wrongTwilioSettings(settings).map(({ problem, setting }) => ({
    setting: variables[setting] ?? setting,
    reason: problem
  }))
  const problems = [...missing, ...wrong]
  return problems.length === 0 ? Result.succeed(settings) : Result.fail(new WrongSettings({ problems }))
}
