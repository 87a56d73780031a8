import type { ApiCall } from "./call.ts"
import { mentions } from "./erasure.ts"
import type { Phone } from "./phone.ts"

/** Why a delivery was given up whose address named a person who is erased. */
export const erasedReason = "the person was erased, and the address named them"

/** What begins an address of which only the host is left: no URL, so that nothing is ever sent there. */
export const erasedMark = "erased "

/** Whether an address is that of a delivery of an erased person, which cannot be sent again. */
export const isErasedAddress = (address: string): boolean => address.startsWith(erasedMark)

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Letters and digits alone, so that "Ada Byron" is found in "ada-byron". */
const plain = (text: string): string => text.normalize("NFKC").toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "")

/** A text that is shorter than this stands in many URLs by chance. */
const shortest = 3

const names = (path: string, phone: Phone, { name, variables }: Pick<ApiCall, "name" | "variables">): boolean => {
  const segments = path.split("/").map(decoded)
  const texts = [name, ...name.split(/\s+/u), ...Object.values(variables)].map(plain)
  return mentions(segments.join(","), phone) ||
    segments.map(plain).some((segment) => texts.some((text) => text.length >= shortest && segment.includes(text)))
}

/**
 * What stands in the place of the callback URL of an erased person's call: the URL itself where it has no query and
 * neither their number nor their name nor a value of the call in its path, or else no more than its host. What stands in a
 * query cannot be judged, so it is taken for personal.
 */
export const withoutPersonIn = (
  url: string,
  phone: Phone,
  call: Pick<ApiCall, "name" | "variables">
): string => {
  const host = /^https?:\/\/[^/?#\\]*/u.exec(url)?.[0] ?? ""
  const rest = url.slice(host.length)
  return /[?#]/u.test(rest) || names(rest, phone, call) ? `${erasedMark}${host}` : url
}
