/** What may stand between cells, the commonest first. */
const delimiters = [",", ";", "\t", "|"]

/** Records that are looked at. */
const enough = 50

/** What a text says of its delimiter; `skip` is the length of a first line that only names it. */
export interface Delimiter {
  readonly delimiter: string
  readonly skip: number
}

const named = /^sep=([,;\t|])[ \t]*(?:\r\n|\r|\n|$)/iu

/** How often each delimiter stands outside quotes in each record; blank lines are no records. */
const countByRecord = (text: string): ReadonlyArray<ReadonlyArray<number>> => {
  const records: Array<ReadonlyArray<number>> = []
  let counts = delimiters.map(() => 0)
  let blank = true
  let quoted = false
  let cellBegins = true
  for (let at = 0; at < text.length && records.length < enough; at++) {
    const char = text[at]!
    const delimiter = delimiters.indexOf(char)
    if (quoted) {
      if (char === "\"" && text[at + 1] === "\"") at++
      else if (char === "\"") quoted = false
    } else if (char === "\n" || char === "\r") {
      if (!blank) records.push(counts)
      counts = delimiters.map(() => 0)
      blank = true
      cellBegins = true
    } else if (delimiter >= 0) {
      counts[delimiter]!++
      blank &&= char === "\t"
      cellBegins = true
    } else if (char === "\"" && cellBegins) {
      quoted = true
      blank = false
    } else if (char.trim() !== "") {
      cellBegins = false
      blank = false
    }
  }
  return records.length === 0 ? [counts] : records
}

/**
 * What separates the cells of a file, from its first lines: the delimiter of which most records have as many as the
 * header has, then the one that the header has more of, then the commoner one. A header without any is one column.
 * Excel's own first line "sep=;" is believed.
 */
export const detectDelimiter = (text: string): Delimiter => {
  const first = named.exec(text)
  if (first !== null) return { delimiter: first[1]!, skip: first[0].length }
  const records = countByRecord(text)
  const header = records[0]!
  const ranked = delimiters
    .map((delimiter, index) => ({
      delimiter,
      inHeader: header[index]!,
      alike: records.filter((counts) => counts[index] === header[index]).length
    }))
    .filter(({ inHeader }) => inHeader > 0)
    .toSorted((a, b) => b.alike - a.alike || b.inHeader - a.inHeader)
  return { delimiter: ranked[0]?.delimiter ?? ",", skip: 0 }
}
