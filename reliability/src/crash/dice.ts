import { createHash } from "node:crypto"

/** Chance that a seed decides: the same seed throws the same numbers in the same order. */
export interface Dice {
  /** In [0, 1). */
  readonly next: () => number
  /** In [from, to). */
  readonly between: (from: number, to: number) => number
  /** One of the whole numbers from `from` to `to`, both among them. */
  readonly whole: (from: number, to: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <A>(some: readonly [A, ...ReadonlyArray<A>]) => A
  /** Other dice, which are thrown without changing what these throw. */
  readonly named: (name: string) => Dice
}

/** The dice of a seed. */
export const diceOf = (seed: string): Dice => {
  let thrown = 0
  const next = () => createHash("sha256").update(`${seed}/${thrown++}`).digest().readUIntBE(0, 6) / 2 ** 48
  const between = (from: number, to: number) => from + next() * (to - from)
  const whole = (from: number, to: number) => Math.floor(between(from, to + 1))
  return {
    next,
    between,
    whole,
    chance: (probability) => next() < probability,
    pick: (some) => some[whole(0, some.length - 1)] ?? some[0],
    named: (name) => diceOf(`${seed}/${name}`)
  }
}
