/** Numbers that a regulator keeps for films, books and examples: nobody will ever be reached by them. */
export interface FictionRange {
  /** How they begin, in E.164. */
  readonly begin: string
  /** How many digits follow. */
  readonly digits: number
  /** Who keeps them so, and where that is written. */
  readonly source: string
}

/**
 * The ranges kept for fiction that the library does not hold for valid, because it lists what may be given to
 * subscribers (libphonenumber-js 1.13.16, looked at in November 2026). Demos and documentation use such numbers, so
 * they count as numbers here. Most ranges of the kind are valid for the library already, among them 555-0100 to
 * 555-0199 of each North American area code, and stand in no list.
 */
export const fictionRanges: ReadonlyArray<FictionRange> = [
  { begin: "+447700900", digits: 3, source: "Ofcom, Telephone numbers for drama use: mobile" },
  { begin: "+441632960", digits: 3, source: "Ofcom, Telephone numbers for drama use: no area" },
  { begin: "+441154960", digits: 3, source: "Ofcom, Telephone numbers for drama use: Nottingham" },
  {
    begin: "+3363998",
    digits: 4,
    source: "Arcep, decision 2018-0881 on the national numbering plan: audiovisual works"
  },
  { begin: "+3532091", digits: 5, source: "ComReg 15/136, Numbering Conditions of Use: drama numbers" }
]

/** Whether a number in E.164 is kept for fiction though the library does not know it. */
export const isFiction = (number: string): boolean =>
  fictionRanges.some(({ begin, digits }) => number.length === begin.length + digits && number.startsWith(begin))
