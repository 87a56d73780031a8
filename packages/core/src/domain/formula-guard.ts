/**
 * Where a spreadsheet may see a formula begin, by OWASP's list: signs, tab, CR, LF and their wide forms, at the beginning
 * of a cell; and behind what another country's spreadsheet takes for the end of one, quoted or not.
 */
const formula = /(?=[=+\-@\t\r\n|%＝＋－＠])(?<=(?:^|[;|\t\r\n])"*)/gu

/** The apostrophes that were put there. */
const apostrophes = /'(?=[=+\-@\t\r\n|%＝＋－＠])(?<=(?:^|[;|\t\r\n])"*')/gu

/** A cell of which no spreadsheet makes a formula: an apostrophe stands before what could be one. */
export const guardFormulas = (cell: string): string => cell.replace(formula, "'")

/** A cell as it was before {@link guardFormulas}. */
export const unguardFormulas = (cell: string): string => cell.replace(apostrophes, "")
