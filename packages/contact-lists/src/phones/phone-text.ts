/** What spreadsheets and phone books put before a number that is none of it. */
const clutter: ReadonlyArray<readonly [RegExp, string]> = [
  // Marks for the direction of writing come along when a number is copied from a phone book.
  [/\p{Cf}/gu, ""],
  // ="0123" keeps a spreadsheet from reading a number; an apostrophe does the same.
  [/^\s*="(.*)"\s*$/u, "$1"],
  [/^[\s'‘’`]+/u, ""],
  [/^tel:\s*/iu, ""],
  [/^[([]\s*([+＋]\s*\d{1,3})\s*[)\]]/u, "$1 "],
  // A column of numbers with an empty cell is made a column of fractions by some programs.
  [/^([+＋]?\d{6,})\.0+$/u, "$1"]
]

/** The text of a phone number without what is not part of it; empty where there is none. */
export const cleanPhoneText = (text: string): string =>
  clutter.reduce((cleaned, [found, replacement]) => cleaned.replace(found, replacement), text).trim()

/** Digits and what people put between them; no letters, so that 9.19877E+11, of which digits are lost, is none. */
const written = /^[+＋]?[\p{Nd}\s().[\]/\-‐-―−－．（）]*$/u

/** Whether a cleaned text could be a number at all. */
export const looksLikeNumber = (text: string): boolean => written.test(text) && /\p{Nd}/u.test(text)
