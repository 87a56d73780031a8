/** What a person has set in a shell, by name. */
export type Variables = ReadonlyMap<string, string>

const part = /'([^']*)'|"([^"\\]*)"|\\\n|([^\s'"\\|&;<>()`]+)|(\s+)/gu

const expanded = (text: string, variables: Variables): string =>
  text.replaceAll(/\$(\w+)/gu, (_, name: string) => {
    const value = variables.get(name)
    if (value === undefined) throw new Error(`$${name} is not set`)
    return value
  })

/**
 * The words of a command, as a shell splits it: quotes, `$NAME`, and a backslash at the end of a line. Whatever else a
 * shell knows is refused, so that no command means one thing here and another to a person.
 */
export const wordsOf = (command: string, variables: Variables): ReadonlyArray<string> => {
  const words: Array<string> = []
  let word: string | undefined
  let end = 0
  for (const match of command.matchAll(part)) {
    if (match.index !== end) break
    end = match.index + match[0].length
    const [whole, single, double, plain, blank] = match
    if (whole === "\\\n" || blank !== undefined) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? "") + (single ?? expanded(double ?? plain ?? "", variables))
  }
  if (end !== command.length) throw new Error(`cannot be read from here on: ${command.slice(end)}`)
  return word === undefined ? words : [...words, word]
}
