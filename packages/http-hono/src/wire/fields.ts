import { microCreditsPerCredit, WebhookUrl, Zone } from "@campanile/core"
import { Schema } from "effect"
import { instantIn, readTime } from "../dates.ts"

/** A field that must be there, with what is said of it in the OpenAPI document. */
export const required = <S extends Schema.Top>(
  schema: S,
  description: string,
  ...examples: ReadonlyArray<S["Type"]>
): S["Rebuild"] => schema.pipe(Schema.annotateKey({ description, ...(examples.length === 0 ? {} : { examples }) }))

/** A field that may be there. */
export const optional = <S extends Schema.Top>(
  schema: S,
  description: string,
  ...examples: ReadonlyArray<S["Type"]>
): Schema.optionalKey<S>["Rebuild"] => required(Schema.optionalKey(schema), description, ...examples)

/** What is wrong with a text that some databases cannot keep, in words for whoever sent it. */
const brokenText = (text: string): string | undefined => {
  if (text.includes("\0")) return "must be without zero characters (U+0000)"
  const half = /\p{Surrogate}/u.exec(text)?.[0].charCodeAt(0).toString(16).toUpperCase()
  return half === undefined
    ? undefined
    : `must be whole characters: half of one stands alone (U+${half}), as where an emoji was cut in two`
}

/** A text of at most so many characters, all of them whole. */
export const text = (max: number) =>
  Schema.String.pipe(
    Schema.check(
      Schema.makeFilter((value) => brokenText(value) ?? true),
      Schema.isMaxLength(max)
    )
  )

/** A name that people read. */
export const Title = text(200).pipe(Schema.check(Schema.isPattern(/\S/u, { message: "must not be empty" })))

/** An http or https address. */
export const WebUrl = text(2000).pipe(
  Schema.check(
    Schema.isPattern(/^https?:\/\/[^\s/]\S*$/u, { message: "must be an http or https URL" }),
    Schema.makeFilter((url) => URL.canParse(url) || "must be an http or https URL")
  )
)

/** An address at which messages are taken, by the domain's own rules: it has no user and no password. */
export const HookUrl = WebUrl.pipe(
  Schema.check(
    Schema.makeFilter((url) => Schema.is(WebhookUrl)(url) || "must have no user and no password")
  )
)

/** A mail address. */
export const MailAddress = text(320).pipe(
  Schema.check(Schema.isPattern(/^[^\s@]+@[^\s@]+$/u, { message: "must be a mail address" }))
)

/** An instant as it is answered: ISO 8601 in UTC. */
export const Instant = Schema.String.annotate({ format: "date-time" })

/** An instant that may be missing. */
export const NullableInstant = Schema.NullOr(Instant)

/** The ISO text of an instant (ms UTC). */
export const iso = (instant: number): string => new Date(instant).toISOString()

/** The ISO text of an instant (ms UTC) that may be missing. */
export const isoOrNull = (instant: number | null): string | null => instant === null ? null : iso(instant)

const utc = Zone.make("UTC")

/** An instant as clients give it: ISO 8601 with an offset from UTC. Decoded it is that text; {@link instantOf} reads it. */
export const GivenInstant = Schema.String.annotate({ format: "date-time" }).pipe(Schema.check(
  Schema.makeFilter((written) =>
    instantOf(written) !== undefined || "must be an instant with its offset from UTC, such as 2026-12-31T18:00:00Z"
  )
))

/** The instant (ms UTC) that a text with an offset means. */
export const instantOf = (written: string): number | undefined => {
  const time = readTime(written)
  return time?.offset === undefined ? undefined : instantIn(time, utc)
}

/** An instant that may be missing, in ms UTC. */
export const instantOrNull = (written: string | null | undefined): number | null =>
  written === null || written === undefined ? null : instantOf(written) ?? null

/** A whole number in a range. */
export const whole = (minimum: number, maximum: number) =>
  Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum, maximum })))

/** Credits in a range; fractions down to a millionth. */
export const credits = (minimum: number, maximum: number) =>
  Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum, maximum })))

/** Credits from micro-credits: decimal on the wire, integers inside. */
export const creditsOf = (micro: number): number => micro / microCreditsPerCredit

/** Micro-credits from credits, rounded to the nearest. */
export const microCreditsOf = (credits: number): number => Math.round(credits * microCreditsPerCredit)
