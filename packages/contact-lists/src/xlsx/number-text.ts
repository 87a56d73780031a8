import type { NumberFormat } from "./number-formats.ts"

/** The decimal notation of a number written with an exponent or without, such as 9.19E+11. */
const withoutExponent = (text: string): string => {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/iu.exec(text)
  if (match === null) return text
  const [, sign, whole, fraction = "", exponent = "0"] = match
  const digits = whole! + fraction
  const point = whole!.length + Number(exponent)
  const before = digits.slice(0, Math.max(point, 0)).padEnd(point, "0").replace(/^0+(?=\d)/u, "") || "0"
  const after = (point < 0 ? "0".repeat(-point) : "") + digits.slice(Math.max(point, 0))
  const rest = after.replace(/0+$/u, "")
  return sign! + before + (rest === "" ? "" : `.${rest}`)
}

/** A number as digits, at the fifteen that a spreadsheet keeps: all of a phone number's, whatever the cell shows. */
const decimal = (value: number): string =>
  Number.isSafeInteger(value) ? String(value) : withoutExponent(value.toPrecision(15))

const daySeconds = 86_400
const two = (value: number) => String(value).padStart(2, "0")

const clock = (seconds: number): string => {
  const [hour, minute, second] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return `${two(hour)}:${two(minute)}${second === 0 ? "" : `:${two(second)}`}`
}

/** The day so many days into a workbook's calendar, or `undefined` outside of it. */
const dayText = (day: number, from1904: boolean): string | undefined => {
  // The calendar that begins in 1900 has a 29 February that year, which there never was; what is before it is a day off.
  if (!from1904 && day === 60) return "1900-02-29"
  const first = from1904 ? Date.UTC(1904, 0, 1) : day < 60 ? Date.UTC(1899, 11, 31) : Date.UTC(1899, 11, 30)
  const date = new Date(first + day * daySeconds * 1000)
  return date.getTime() <= Date.UTC(9999, 11, 31) ? date.toISOString().slice(0, 10) : undefined
}

/** A day, a time of day or both in the form of ISO 8601, to the second; no zone, for the sheet names none. */
const moment = (value: number, format: NumberFormat, from1904: boolean): string | undefined => {
  const seconds = Math.round(value * daySeconds)
  if (seconds < 0) return undefined
  if (format.time === "elapsed") return clock(seconds)
  const day = dayText(Math.floor(seconds / daySeconds), from1904)
  if (day === undefined) return undefined
  const time = clock(seconds % daySeconds)
  return format.date ? format.time === false ? day : `${day}T${time}` : time
}

/**
 * The text that a number in a cell stands for: a phone number with all its digits, a date in ISO 8601. What is no
 * number, or no day of the calendar, is left as it is written.
 */
export const numberText = (written: string, format: NumberFormat, from1904: boolean): string => {
  const value = Number(written)
  if (written.trim() === "" || !Number.isFinite(value)) return written
  if (format.date || format.time !== false) return moment(value, format, from1904) ?? decimal(value)
  const text = decimal(value)
  if (!/^\d+$/u.test(text)) return text
  return format.prefix + text.padStart(format.digits, "0")
}
