/** What the bytes of a text look like when they are taken for UTF-8. */
export interface Utf8Scan {
  /** Characters beyond ASCII that are well formed. */
  readonly good: number
  /** Bytes that belong to no character. */
  readonly bad: number
  /** Where the first bad byte is; the length where there is none. */
  readonly firstBad: number
  /** Where a character begins that the end cuts off; the length where there is none. */
  readonly cut: number
}

/** The range of a character's second byte and its length, by its first byte: table 3-7 of the Unicode standard. */
const shape = (first: number): readonly [length: number, low: number, high: number] => {
  if (first >= 0xc2 && first <= 0xdf) return [2, 0x80, 0xbf]
  if (first === 0xe0) return [3, 0xa0, 0xbf]
  if (first === 0xed) return [3, 0x80, 0x9f]
  if (first >= 0xe1 && first <= 0xef) return [3, 0x80, 0xbf]
  if (first === 0xf0) return [4, 0x90, 0xbf]
  if (first === 0xf4) return [4, 0x80, 0x8f]
  if (first >= 0xf1 && first <= 0xf3) return [4, 0x80, 0xbf]
  return [0, 0, 0]
}

/** How many bytes of a character stand at a place; `complete` says whether it is all of them. */
const characterAt = (bytes: Uint8Array, at: number): { readonly length: number; readonly complete: boolean } => {
  const [length, low, high] = shape(bytes[at]!)
  if (length === 0) return { length: 0, complete: false }
  let seen = 1
  while (seen < length && at + seen < bytes.length) {
    const byte = bytes[at + seen]!
    if (seen === 1 ? byte < low || byte > high : byte < 0x80 || byte > 0xbf) return { length: 0, complete: false }
    seen++
  }
  return { length: seen, complete: seen === length }
}

/** Reads bytes as UTF-8 and counts what fits and what does not. */
export const scanUtf8 = (bytes: Uint8Array): Utf8Scan => {
  let good = 0
  let bad = 0
  let firstBad = bytes.length
  let at = 0
  while (at < bytes.length) {
    if (bytes[at]! < 0x80) {
      at++
      continue
    }
    const { complete, length } = characterAt(bytes, at)
    if (complete) {
      good++
      at += length
    } else if (length > 0) {
      return { good, bad, firstBad, cut: at }
    } else {
      if (bad === 0) firstBad = at
      bad++
      at++
    }
  }
  return { good, bad, firstBad, cut: bytes.length }
}
