/** What stands at a place of a text where a record begins. */
export type Cut =
  /** A whole record; it ends before the line end, or at the end of the text. */
  | {
    readonly kind: "record"
    readonly cells: ReadonlyArray<string>
    readonly end: number
    readonly strayQuote: boolean
  }
  /** The text ends within a quoted cell that opens at `quote`. */
  | { readonly kind: "open"; readonly quote: number }
  /** Something stands between a closing quote and the next delimiter. */
  | { readonly kind: "broken"; readonly at: number }

const isLineEnd = (char: string | undefined) => char === "\n" || char === "\r"

const afterBlanks = (text: string, from: number, delimiter: string): number => {
  let at = from
  while (at < text.length && text[at] !== delimiter && !isLineEnd(text[at]) && text[at]!.trim() === "") at++
  return at
}

const closingQuote = (text: string, from: number): number => {
  let at = text.indexOf("\"", from)
  while (at >= 0 && text[at + 1] === "\"") at = text.indexOf("\"", at + 2)
  return at
}

const endOfCell = (text: string, from: number, delimiter: string): number => {
  let at = from
  while (at < text.length && text[at] !== delimiter && !isLineEnd(text[at])) at++
  return at
}

/**
 * Cuts one record out of a text, by RFC 4180 with blanks allowed around quotes. A quote within a cell that does not
 * begin with one is taken as it is (5" pipe) and noted; text after a closing quote is broken, because nobody can say
 * what was meant.
 */
export const cutRecord = (text: string, start: number, delimiter: string): Cut => {
  const cells: Array<string> = []
  let strayQuote = false
  for (let at = start;;) {
    const quote = afterBlanks(text, at, delimiter)
    let end: number
    if (text[quote] === "\"") {
      const close = closingQuote(text, quote + 1)
      if (close < 0) return { kind: "open", quote }
      end = afterBlanks(text, close + 1, delimiter)
      if (end < text.length && text[end] !== delimiter && !isLineEnd(text[end])) return { kind: "broken", at: end }
      cells.push(text.slice(quote + 1, close).replaceAll("\"\"", "\"").trim())
    } else {
      end = endOfCell(text, at, delimiter)
      const cell = text.slice(at, end).trim()
      strayQuote ||= cell.includes("\"")
      cells.push(cell)
    }
    if (text[end] !== delimiter) return { kind: "record", cells, end, strayQuote }
    at = end + 1
  }
}

/** How many line ends a part of a text has: LF, CR, or both together as one. */
export const countLineEnds = (text: string, from: number, to: number): number => {
  let count = 0
  for (let at = from; at < to; at++) {
    const char = text[at]
    if (char === "\n" || (char === "\r" && text[at + 1] !== "\n")) count++
  }
  return count
}
