import { Redacted } from "effect"
import { createHash, createHmac, timingSafeEqual } from "node:crypto"
import { parse, stringify } from "node:querystring"

/** Form fields in any order; a name may occur more than once. */
export type FormFields = Iterable<readonly [name: string, value: string]>

/**
 * What Twilio signs behind the URL: the name and value of each field, by name. Of fields with one name each value counts
 * once, by value.
 */
const signedFields = (fields: FormFields): string => {
  const values = new Map<string, Set<string>>()
  for (const [name, value] of fields) {
    const its = values.get(name)
    if (its === undefined) values.set(name, new Set([value]))
    else its.add(value)
  }
  let text = ""
  for (const name of [...values.keys()].toSorted()) {
    for (const value of [...values.get(name)!].toSorted()) text += name + value
  }
  return text
}

const signText = (authToken: Redacted.Redacted, text: string): string =>
  createHmac("sha1", Redacted.value(authToken)).update(text, "utf8").digest("base64")

/** The value of the header `X-Twilio-Signature` for a URL and the fields of the form that is posted to it. */
export const sign = (authToken: Redacted.Redacted, url: string, fields: FormFields): string =>
  signText(authToken, url + signedFields(fields))

/** What Twilio writes as `bodySHA256` into the URL to which it posts a body that is not a form. */
export const bodyDigest = (body: string): string => createHash("sha256").update(body, "utf8").digest("hex")

const isSame = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const withPort = (url: URL): string => {
  if (url.port !== "") return url.href
  const port = url.protocol === "https:" ? 443 : 80
  return `${url.protocol}//${credentials(url)}${url.host}:${port}${url.pathname}${url.search}${url.hash}`
}

/** The user and the password that a URL names, as they stand before its host. */
export const credentials = ({ password, username }: URL): string =>
  username === "" && password === "" ? "" : `${username}${password === "" ? "" : `:${password}`}@`

const withoutPort = (url: URL): string => {
  const bare = new URL(url)
  bare.port = ""
  return bare.href
}

/** The query as older parts of Twilio encode it: names grouped, blanks as %20, apostrophes as they are. */
const withLegacyQuery = (url: string): string => {
  const at = url.indexOf("?")
  return at < 0 ? url : `${url.slice(0, at)}?${stringify(parse(url.slice(at + 1)))}`
}

/**
 * The texts under which Twilio may have signed one URL: it does not always name the port, nor encode alike. What it signs
 * most often comes first, and the others are only made for a signature that is not that one's.
 */
function* spellings(url: string): Generator<string> {
  if (!URL.canParse(url)) return
  yield url
  const parsed = new URL(url)
  const ports = [withoutPort(parsed), withPort(parsed)]
  const others = new Set([...ports, ...ports.map(withLegacyQuery)])
  others.delete(url)
  yield* others
}

/**
 * Whether Twilio signed these fields for this URL. Each comparison takes as long for a wrong signature as for a right one;
 * how many there are says no more than what the request is answered.
 */
export const isSigned = (authToken: Redacted.Redacted, url: string, fields: FormFields, signature: string): boolean => {
  const signed = signedFields(fields)
  for (const spelling of spellings(url)) {
    if (isSame(signText(authToken, spelling + signed), signature)) return true
  }
  return false
}

/** A request as it came in: what Twilio's signature covers of it. */
export interface SignedRequest {
  /** The URL as Twilio knows it; see `signedUrls`. */
  readonly url: string
  /** The body as it came, before anything is parsed. */
  readonly body: string
  /** The header `X-Twilio-Signature`. */
  readonly signature: string | undefined
}

/**
 * Whether a request is Twilio's. A form is signed field by field; any other body through its digest, which is part of
 * the URL. A request without a signature is nobody's.
 */
export const isAuthentic = (authToken: Redacted.Redacted, { body, signature, url }: SignedRequest): boolean => {
  if (signature === undefined || !URL.canParse(url)) return false
  const digest = url.includes("bodySHA256") ? new URL(url).searchParams.get("bodySHA256") : null
  if (digest === null) return isSigned(authToken, url, new URLSearchParams(body), signature)
  const whole = isSame(bodyDigest(body), digest)
  return isSigned(authToken, url, [], signature) && whole
}
