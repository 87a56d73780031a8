/** How a number in a cell is to be read: what its format makes of it for whoever looks at the sheet. */
export interface NumberFormat {
  /** It shows a day. */
  readonly date: boolean
  /** It shows a time of day, or, as `[h]:mm`, how long something takes. */
  readonly time: boolean | "elapsed"
  /** So many digits at least, with zeros before, as 00000 shows postal codes and 0#" "##" "##" "##" "## French phones. */
  readonly digits: number
  /** A plus, and perhaps digits, that stand before the number, as in "+91 "0000000000; otherwise empty. */
  readonly prefix: string
}

/** A number as it is. */
export const plainNumber: NumberFormat = { date: false, time: false, digits: 0, prefix: "" }

/**
 * The formats that have a number but no code in the file, where they show days or times (ECMA-376, part 1, 18.8.30); those
 * that show days in one language and times in another, as both.
 */
const builtIn: ReadonlyArray<readonly [from: number, to: number, code: string]> = [
  [14, 17, "d"],
  [18, 21, "h"],
  [22, 22, "d h"],
  [27, 31, "d"],
  [32, 33, "h"],
  [34, 35, "d h"],
  [36, 36, "d"],
  [45, 45, "h"],
  [46, 46, "[h]"],
  [47, 47, "h"],
  [50, 54, "d"],
  [55, 56, "d h"],
  [57, 58, "d"]
]

/** Text within a code, which stands for itself: in quotes, after a backslash, as wide as a letter, or filling the cell. */
const literal = /"[^"]*"?|\\.|_.|\*./gu

/** What stands before the first digit of a code, without the signs that make it text. */
const prefixOf = (code: string): string => {
  const before = /^(?:"[^"]*"|\\.|[^0#"\\])*/u.exec(code)![0].replace(/["\\\s]/gu, "")
  return /^\+\d*$/u.test(before) ? before : ""
}

/** What a format code says of positive numbers. */
export const readFormatCode = (code: string): NumberFormat => {
  const first = code.replace(literal, (found) => found.replaceAll(";", " ")).split(";")[0]!
  const elapsed = /\[(?:h+|m+|s+)\]/iu.test(first)
  const bare = first.replace(literal, "").replace(/\[[^\]]*\]/gu, "").toLowerCase()
  const digits = bare.replace(/[\s()+-]/gu, "")
  if (/^[0#]+$/u.test(digits)) {
    const least = digits.includes("0") ? digits.length - digits.indexOf("0") : 0
    return { ...plainNumber, digits: least, prefix: prefixOf(first) }
  }
  const time = elapsed || /[hs]|am\/pm|a\/p/u.test(bare)
  const days = bare.replace(/am\/pm|a\/p|general/gu, "")
  const date = !elapsed && (/[yd]/u.test(days) || (!time && days.includes("m")))
  return date || time ? { ...plainNumber, date, time: elapsed ? "elapsed" : time } : plainNumber
}

/** What the number of a format says; `code` is what the file gives for it. */
export const formatOf = (id: number, code: string | undefined): NumberFormat => {
  const known = code ?? builtIn.find(([from, to]) => id >= from && id <= to)?.[2]
  return known === undefined ? plainNumber : readFormatCode(known)
}
