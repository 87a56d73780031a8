/**
 * The cells of a row as one text: joined by commas, and in quotes where a cell has a comma, line ends or a quote, so that
 * {@link cellsOfText} finds them again.
 */
export const rowText = (cells: ReadonlyArray<string>): string =>
  cells.map((cell) => /[",\r\n]/u.test(cell) ? `"${cell.replaceAll("\"", "\"\"")}"` : cell).join(",")

const cell = /\s*(?:"([^"]*(?:""[^"]*)*)"\s*|([^\s",][^",]*|))(,|$)/uy

/**
 * The cells of such a text, without the blanks around them; `undefined` where a quote is not one of a pair around a cell.
 * A quote within a cell is not let pass, as it is in a file: the text of a row with broken quotes, handed out and sent
 * back as it was, would become a row of which nobody knows that it was meant.
 */
export const cellsOfText = (text: string): ReadonlyArray<string> | undefined => {
  const cells: Array<string> = []
  for (let at = 0;;) {
    cell.lastIndex = at
    const found = cell.exec(text)
    if (found === null) return undefined
    const [whole, quoted, plain = "", end] = found
    cells.push((quoted === undefined ? plain : quoted.replaceAll("\"\"", "\"")).trim())
    if (end === "") return cells
    at += whole.length
  }
}
