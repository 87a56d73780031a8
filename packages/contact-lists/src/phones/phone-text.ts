/** Where each run of ten digits begins, for the scripts that have been seen; the digit is the distance to it. */
const zeros = new Map<string, number>()

/** The value of a decimal digit of any script: scripts have their ten in a row, some several rows of ten. */
const digitOf = (char: string): string => {
  let begin = zeros.get(char)
  const code = char.codePointAt(0)!
  if (begin === undefined) {
    begin = code
    while (/\p{Nd}/u.test(String.fromCodePoint(begin - 1))) begin--
    zeros.set(char, begin)
  }
  return String((code - begin) % 10)
}

/** What spreadsheets and phone books put before a number that is none of it. */
const clutter: ReadonlyArray<readonly [RegExp, string | ((found: string) => string)]> = [
  // Marks for the direction of writing come along when a number is copied from a phone book.
  [/\p{Cf}/gu, ""],
  [/[^\P{Nd}0-9]/gu, digitOf],
  [/[\p{Pd}\u2043\u2212]/gu, "-"],
  [/[＋﹢]/gu, "+"],
  [/\s+/gu, " "],
  // ="0123" keeps a spreadsheet from reading a number; an apostrophe does the same.
  [/^\s*="(.*)"\s*$/u, "$1"],
  [/^[\s'‘’`]+/u, ""],
  [/^tel:\s*/iu, ""],
  [/^[([]\s*(\+\s*\d{1,3})\s*[)\]]/u, "$1 "],
  // A column of numbers with an empty cell is made a column of fractions by some programs.
  [/^(\+?\d{6,})[.,]0+$/u, "$1"],
  // Groups of thousands.
  [/^\+?\d{1,3}([,'’])\d{3}(?:\1\d{3})+$/u, (found) => found.replace(/[,'’]/gu, "")]
]

const replaced = (text: string, [found, replacement]: (typeof clutter)[number]): string =>
  typeof replacement === "string" ? text.replace(found, replacement) : text.replace(found, replacement)

/** The text of a phone number without what is not part of it; empty where there is none. */
export const cleanPhoneText = (text: string): string => clutter.reduce(replaced, text).trim()

/** Digits and what people put between them; no letters. */
const written = /^\+?[\d\s().[\]/\-．（）]*$/u

/** Whether a cleaned text could be a number at all. */
export const looksLikeNumber = (text: string): boolean => written.test(text) && /\d/u.test(text)

/** A number as spreadsheets show it where it does not fit: 9.19877E+11. */
const scientific = /^(\+?)(\d)(?:[.,](\d+))?E\+?(\d{1,2})$/iu

/**
 * The digits of a number in scientific notation, if all of them are written; null where they are not, and `undefined`
 * where it is no such number. What stands there is what the sheet showed: a shorter one may end in zeros, or
 * may have been cut, so it is not guessed.
 */
export const readScientific = (text: string): string | null | undefined => {
  const match = scientific.exec(text)
  if (match === null) return undefined
  const [, plus, first, rest = "", exponent] = match
  const digits = first! + rest
  const length = Number(exponent) + 1
  return digits.length >= length && /^0*$/u.test(digits.slice(length)) ? plus! + digits.slice(0, length) : null
}
