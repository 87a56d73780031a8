import { createHmac, timingSafeEqual } from "node:crypto"

/** What says who sent a message: three headers of Standard Webhooks, as they came. */
export interface Signed {
  readonly id: string
  /** Seconds since 1970, in digits. */
  readonly timestamp: string
  readonly signature: string
}

/** Seconds by which the instant of a message may differ from the receiver's clock. */
const tolerance = 300

const isSame = (one: Buffer, other: Buffer) => one.length === other.length && timingSafeEqual(one, other)

/**
 * What is wrong with the signature of a body, by the secret that the receiver was given; `undefined` where nothing is.
 * Written from the specification, without the library that the engine signs with: both could not be wrong together.
 * `now` is in real ms UTC.
 */
export const whyForged = (
  secret: string,
  { id, signature, timestamp }: Signed,
  body: Buffer,
  now: number
): string | undefined => {
  if (id === "" || signature === "") return "is not signed"
  if (!/^\d+$/u.test(timestamp)) return "does not say when it was sent"
  if (Math.abs(now / 1000 - Number(timestamp)) > tolerance) return "is not fresh"
  const key = Buffer.from(secret.replace(/^whsec_/u, ""), "base64")
  const right = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest()
  const given = signature.split(" ").filter((one) => one.startsWith("v1,"))
  return given.some((one) => isSame(Buffer.from(one.slice(3), "base64"), right))
    ? undefined
    : "is signed by somebody else"
}
