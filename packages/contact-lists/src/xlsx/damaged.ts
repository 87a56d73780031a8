import { ListUnreadable } from "@campanile/core"

/** What is said of a workbook that breaks the rules of its format: what was noticed, and what to do. */
export const damagedReason = (what: string): string =>
  `the workbook is damaged: ${what}; open it in the program that made it and save it again`

/** A workbook that breaks the rules of its format. */
export const damaged = (what: string): ListUnreadable => new ListUnreadable({ reason: damagedReason(what), line: null })
