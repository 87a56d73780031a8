import type { Phone } from "../domain/phone.ts"

/** Words of 32 bits that are kept: 4 MiB, whatever the number of phones. */
const words = 2 ** 20

/** Both halves of what a phone comes to, each spread over 32 bits. */
const mixed = (phone: Phone, seed: number): number => {
  let hash = seed
  for (let at = 1; at < phone.length; at++) hash = Math.imul(hash ^ phone.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

/** A Bloom filter: asks and remembers. */
const makeFilter = (): (phone: Phone) => boolean => {
  const seen = new Int32Array(words)
  return (phone) => {
    const hash = mixed(phone, 0x811c9dc5)
    const at = mixed(phone, 0x2545f491) & (words - 1)
    const bits = (1 << (hash & 31)) | (1 << ((hash >>> 5) & 31)) | (1 << ((hash >>> 10) & 31)) |
      (1 << ((hash >>> 15) & 31))
    const before = seen[at]!
    seen[at] = before | bits
    return (before & bits) === bits
  }
}

/** Phones that are remembered as they are: most lists have no more. */
const few = 10_000

/**
 * Remembers phones, and says of each whether it may have come before. A "no" is certain; a "yes" may be a mistake in a
 * long list: with a million phones one of a thousand is, with ten million one of four. So it takes the same memory for a
 * list of any length, and a store is asked for few phones of it.
 */
export const seenPhones = (): (phone: Phone) => boolean => {
  const first = new Set<Phone>()
  let filter: ((phone: Phone) => boolean) | undefined
  return (phone) => {
    if (filter !== undefined) return filter(phone)
    if (first.has(phone)) return true
    first.add(phone)
    if (first.size > few) {
      filter = makeFilter()
      for (const one of first) filter(one)
      first.clear()
    }
    return false
  }
}
