import type { Chance } from "./chance.ts"

/** How large a world may be. */
export type Size = "small" | "usual"

/** The sizes that can be asked for. */
export const sizes: ReadonlyArray<Size> = ["small", "usual"]

/** The bounds of a world; the seed decides within them. */
export interface Bounds {
  /** Milliseconds from which one is taken: how often nodes look for work, and for orphans. */
  readonly looks: ReadonlyArray<number>
  /** The least and the most contacts of all lists. */
  readonly contacts: readonly [number, number]
  /** The most nodes, of which there are two at least. */
  readonly nodes: number
  /** How likely there is a second workspace. */
  readonly secondWorkspace: number
  /** How likely a workspace has a second campaign. */
  readonly secondCampaign: number
  /** The shortest and the longest time with faults, in seconds. */
  readonly stormSeconds: readonly [number, number]
  /** The most troubles that come to some node whatever it does. */
  readonly troubles: number
  /** The most people who come. */
  readonly people: number
  /** The longest that a receiver is down (ms). */
  readonly downMs: number
  /** Minutes after now, within which a campaign starts. */
  readonly startsWithin: number
  /** The most minutes that a campaign lasts which ends soon. */
  readonly endsSoon: number
  /** The least and the most minutes that any other campaign lasts. */
  readonly endsLater: readonly [number, number]
}

const usual: Bounds = {
  looks: [15_000, 30_000],
  contacts: [3, 6],
  nodes: 2,
  secondWorkspace: 0.35,
  secondCampaign: 0.25,
  stormSeconds: [60, 180],
  troubles: 4,
  people: 8,
  downMs: 600_000,
  startsWithin: 30,
  endsSoon: 40,
  endsLater: [60, 30 * 60]
}

/** For what only a crowd does. */
const large: Bounds = { ...usual, contacts: [6, 12], nodes: 3, stormSeconds: [60, 360] }

/** The least in which everything can go wrong: two nodes, a campaign of an hour at most, three contacts or so. */
const small: Bounds = {
  looks: [30_000],
  contacts: [2, 4],
  nodes: 2,
  secondWorkspace: 0.15,
  secondCampaign: 0,
  stormSeconds: [30, 60],
  troubles: 2,
  people: 4,
  downMs: 120_000,
  startsWithin: 10,
  endsSoon: 20,
  endsLater: [25, 50]
}

/** How many worlds are small where nothing is said: larger ones find most bugs sooner, for the time they take. */
const rarely = 0.2

/** The bounds of a world by the size that is wanted; where nothing is said, the seed decides. */
export const boundsOf = (chance: Chance, size: Size | undefined, isPlain: boolean): Bounds => {
  if (isPlain) return usual
  if (size === undefined ? chance.is(rarely) : size === "small") return small
  return chance.is(0.25) ? large : usual
}
