import { Result, Schema } from "effect"

/** What was set on the command line or in the environment is not usable; every wrong setting is named. Exit code 2. */
export class WrongSettings extends Schema.TaggedError<WrongSettings>()("WrongSettings", {
  problems: Schema.Array(Schema.Struct({ setting: Schema.String, reason: Schema.String }))
}) {
  override get message(): string {
    return this.problems.map(({ reason, setting }) => `${setting}: ${reason}`).join("\n")
  }
}

/** Texts by name: flags that were given, or the environment. */
export type Texts = Readonly<Record<string, string | undefined>>

/** Where settings come from. A flag wins over the variable that means the same. */
export interface Sources {
  /** By name, without the dashes. */
  readonly flags: Texts
  readonly env: Texts
}

/** A setting: the flag, the variable, or both; what its text means, or in words why it means nothing. */
export interface Setting<A> {
  readonly flag?: string
  readonly env?: string
  readonly read: (text: string) => Result.Result<A, string>
  /** Where nothing is set. An empty variable counts as not set. */
  readonly otherwise: A
}

/** What some settings mean, by their names. */
export type Values<S extends Readonly<Record<string, Setting<unknown>>>> = {
  readonly [K in keyof S]: S[K] extends Setting<infer A> ? A : never
}

/** Read all settings; what is wrong with any of them is told together. */
export const readSettings = <const S extends Readonly<Record<string, Setting<unknown>>>>(
  settings: S,
  { env, flags }: Sources
): Result.Result<Values<S>, WrongSettings> => {
  const problems: Array<{ readonly setting: string; readonly reason: string }> = []
  const values: Record<string, unknown> = {}
  for (const [key, setting] of Object.entries(settings)) {
    const flag = setting.flag === undefined ? undefined : flags[setting.flag]
    const variable = setting.env === undefined ? undefined : env[setting.env]
    const text = flag ?? (variable === "" ? undefined : variable)
    const value = text === undefined ? Result.succeed(setting.otherwise) : setting.read(text)
    if (Result.isSuccess(value)) values[key] = value.success
    else problems.push({ setting: flag === undefined ? setting.env! : `--${setting.flag!}`, reason: value.failure })
  }
  return problems.length === 0
    ? Result.succeed(values as Values<S>)
    : Result.fail(new WrongSettings({ problems }))
}

/** A whole number in a range. */
export const wholeNumber = (minimum: number, maximum: number) => (text: string): Result.Result<number, string> => {
  const value = Number(text)
  return /^\d+$/u.test(text) && value >= minimum && value <= maximum
    ? Result.succeed(value)
    : Result.fail(`must be a whole number from ${minimum} to ${maximum}, not "${text}"`)
}

/** A number in a range, fractions allowed. */
export const number = (minimum: number, maximum: number) => (text: string): Result.Result<number, string> => {
  const value = Number(text)
  return text.trim() !== "" && value >= minimum && value <= maximum
    ? Result.succeed(value)
    : Result.fail(`must be a number from ${minimum} to ${maximum}, not "${text}"`)
}

/** One of some words. */
export const oneOf =
  <const Words extends ReadonlyArray<string>>(...words: Words) =>
  (text: string): Result.Result<Words[number], string> => {
    const word = words.find((word) => word === text)
    return word === undefined
      ? Result.fail(`must be ${words.map((word) => `"${word}"`).join(" or ")}, not "${text}"`)
      : Result.succeed(word)
  }
