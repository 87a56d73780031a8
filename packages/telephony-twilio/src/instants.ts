/** "Tue, 31 Aug 2010 20:36:28 +0000": RFC 2822 as Twilio writes it. Parsers of `Date` would also take much else. */
const form = /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:[+-]\d{4}|GMT|UTC)$/u

/** An instant of Twilio's (ms UTC); undefined for a text that is none. */
export const instantOf = (value: string): number | undefined => {
  if (!form.test(value)) return undefined
  const instant = Date.parse(value)
  return Number.isNaN(instant) ? undefined : instant
}

/** An instant (ms UTC) as Twilio writes it, in whole seconds. */
export const rfc2822 = (instant: number): string => new Date(instant).toUTCString().replace("GMT", "+0000")

/** A header `Retry-After` as milliseconds from now: seconds, or a date. Undefined for anything else. */
export const retryAfterOf = (value: string | undefined, now: number): number | undefined => {
  if (value === undefined) return undefined
  if (/^\d{1,9}(?:\.\d+)?$/u.test(value.trim())) return Math.ceil(Number(value) * 1000)
  const instant = instantOf(value.trim())
  return instant === undefined ? undefined : Math.max(0, instant - now)
}
