const needsEscape = /[\\\t\n\r]/u

const escapes: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" }

const escaped = (text: string) =>
  needsEscape.test(text) ? text.replaceAll(/[\\\t\n\r]/gu, (sign) => escapes[sign]!) : text

const field = (value: unknown) =>
  typeof value === "string"
    ? escaped(value)
    : value === null || value === undefined
    ? String.raw`\N`
    : typeof value === "number"
    ? String(value)
    : JSON.stringify(value)

/** Rows as the text that `copy … from stdin` reads: a line each, with tabs between the values. */
export const copyText = (rows: ReadonlyArray<ReadonlyArray<unknown>>): string => {
  let text = ""
  for (const row of rows) {
    for (let n = 0; n < row.length; n++) text += n === 0 ? field(row[n]) : `\t${field(row[n])}`
    text += "\n"
  }
  return text
}
