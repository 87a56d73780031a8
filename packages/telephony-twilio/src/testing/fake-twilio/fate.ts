import { createHash } from "node:crypto"

/** How the phones of a fake end a call that reaches them. */
export type FakeEnd = "human" | "machine" | "fax" | "busy" | "no-answer" | "declined" | "nobody" | "breakdown"

/** How likely each end is; weights, not necessarily adding up to one. */
export type FakeOdds = Readonly<Partial<Record<FakeEnd, number>>>

/** About what campaigns to mixed mobile and landline numbers see. */
export const usualFakeOdds: FakeOdds = {
  human: 0.53,
  machine: 0.14,
  fax: 0.01,
  "no-answer": 0.18,
  busy: 0.07,
  declined: 0.04,
  nobody: 0.02,
  breakdown: 0.01
}

/** A number in [0, 1) that is always the same for the same text: chance without a state, in whatever order it is asked. */
export const drawn = (text: string): number => createHash("sha256").update(text).digest().readUIntBE(0, 6) / 2 ** 48

/** 32 hexadecimal digits that are always the same for the same text: the body of a sid. */
export const digits = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32)

/** Log-normal: most are near the median, a few are long, as ring and talk times are. */
const logNormal = (text: string, median: number, sigma: number) =>
  median * Math.exp(
    sigma * Math.sqrt(-2 * Math.log(1 - drawn(`${text}/a`))) * Math.cos(2 * Math.PI * drawn(`${text}/b`))
  )

/** What a phone would do if it were let ring and talk for ever; whole milliseconds. */
export interface FakeFate {
  readonly end: FakeEnd
  /** From the start of dialing to the first ring, or to the network's answer where it never rings. */
  readonly setup: number
  /** From the first ring until it is taken, or declined. */
  readonly rings: number
  readonly talks: number
  /** From the answer until machine detection has heard enough. */
  readonly detects: number
}

const pick = (odds: FakeOdds, chance: number): FakeEnd => {
  const entries = Object.entries(odds) as Array<[FakeEnd, number]>
  let left = chance * entries.reduce((sum, [, weight]) => sum + weight, 0)
  return (entries.find(([, weight]) => (left -= weight) < 0) ?? entries[0]!)[0]
}

/**
 * The fate of the nth call to a phone, by the seed alone: whatever else is dialed, and when, the same phone does the
 * same. `speed` is how many times faster than in life it does so.
 */
export const fakeFateOf = (seed: string, phone: string, nth: number, odds: FakeOdds, speed: number): FakeFate => {
  const key = `${seed}/${phone}/${nth}`
  const end = pick(odds, drawn(`${key}/end`))
  const lasting = (what: string, median: number, sigma: number) =>
    Math.round(Math.max(500, logNormal(`${key}/${what}`, median, sigma)) / speed)
  return {
    end,
    setup: lasting("setup", 1500, 0.3),
    rings: lasting("rings", 9000, 0.6),
    talks: lasting("talks", end === "human" ? 45_000 : 25_000, 0.7),
    detects: lasting("detects", 3500, 0.3)
  }
}
