import { instantOf, Zone } from "@campanile/core"

/** A date and a time of the day as somebody wrote them. */
export interface WrittenTime {
  /** YYYY-MM-DDTHH:MM, with seconds where they were given. */
  readonly local: string
  /** Minutes ahead of UTC where the text says so; otherwise it is meant in a zone that is told elsewhere. */
  readonly offset: number | undefined
}

const dayFirst = /^(\d{2})\/(\d{2})\/(\d{4}),?\s+(\d{2}:\d{2}(?::\d{2})?)$/u
const isoTime = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?$/u
const utc = Zone.make("UTC")

const offsetOf = (text: string): number | undefined => {
  if (text === "Z") return 0
  const hours = Number(text.slice(1, 3))
  const minutes = Number(text.slice(-2))
  return hours > 14 || minutes > 59 ? undefined : (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes)
}

const written = (text: string): WrittenTime | undefined => {
  const slashed = dayFirst.exec(text)
  if (slashed !== null) {
    const [, day, month, year, time] = slashed
    return { local: `${year}-${month}-${day}T${time}`, offset: undefined }
  }
  const iso = isoTime.exec(text)
  if (iso === null) return undefined
  const [, date, time, zone] = iso
  const offset = zone === undefined ? undefined : offsetOf(zone)
  return zone !== undefined && offset === undefined ? undefined : { local: `${date}T${time}`, offset }
}

/**
 * The time that a text means: `DD/MM/YYYY, HH:MM`, `YYYY-MM-DDTHH:MM`, or the latter with an offset from UTC;
 * `undefined` where it is none of these, or no such day exists.
 */
export const readTime = (text: string): WrittenTime | undefined => {
  const time = written(text.trim())
  return time === undefined || instantOf(time.local, utc) === undefined ? undefined : time
}

/**
 * The instant (ms UTC) of a time, in a zone where it has no offset of its own. A time that DST skips is the same time
 * after the jump; one that it repeats is the first of the two.
 */
export const instantIn = (time: WrittenTime, zone: Zone): number | undefined => {
  const instant = instantOf(time.local, time.offset === undefined ? zone : utc)
  return instant === undefined ? undefined : instant - (time.offset ?? 0) * 60_000
}
