/** Bytes of text that Twilio reads from one Say (4 KB, https://www.twilio.com/docs/api/twiml/say). */
const longestSay = 4000

const bytesOf = (character: string): number => {
  const point = character.codePointAt(0) ?? 0
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
}

/**
 * A text as parts that Twilio reads one after the other, each no longer than one Say may be. It is cut between words, and
 * within one only where that is too long by itself.
 */
export const sayable = (text: string): ReadonlyArray<string> => {
  const parts: Array<string> = []
  let begin = 0
  let blank = 0
  let at = 0
  let size = 0
  for (const character of text) {
    const bytes = bytesOf(character)
    if (size + bytes > longestSay) {
      const cut = blank > begin ? blank : at
      parts.push(text.slice(begin, cut))
      size = new TextEncoder().encode(text.slice(cut, at)).length
      begin = cut
    }
    at += character.length
    size += bytes
    if (/\s/u.test(character)) blank = at
  }
  return [...parts, text.slice(begin)]
}
