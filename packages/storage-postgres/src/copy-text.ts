const needsEscape = /[\\\t\n\r]/u

const escapes: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" }

const escaped = (text: string) =>
  needsEscape.test(text) ? text.replaceAll(/[\\\t\n\r]/gu, (sign) => escapes[sign]!) : text

const field = (value: unknown) =>
  value === null || value === undefined
    ? String.raw`\N`
    : typeof value === "string"
    ? escaped(value)
    : JSON.stringify(value)

/** Rows as the text that `copy … from stdin` reads: a line each, with tabs between the values. */
export const copyText = (rows: ReadonlyArray<ReadonlyArray<unknown>>): string =>
  rows.map((row) => `${row.map(field).join("\t")}\n`).join("")
