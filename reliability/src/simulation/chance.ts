/** A seeded source of chance: the same seed tells the same story, on any machine (the generator sfc32). */
export class Chance {
  #a: number
  #b: number
  #c: number
  #d = 1

  constructor(seed: number) {
    this.#a = 0x9e3779b9 ^ seed
    this.#b = 0x243f6a88 ^ Math.floor(seed / 2 ** 32)
    this.#c = 0xb7e15162 ^ Math.imul(seed, 0x85ebca6b)
    for (let round = 0; round < 12; round++) this.#draw()
  }

  #draw(): number {
    const drawn = (this.#a + this.#b + this.#d) | 0
    this.#d = (this.#d + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + drawn | 0
    return drawn
  }

  /** A number in [0, 1), of 53 bits. */
  next(): number {
    return ((this.#draw() >>> 5) * 2 ** 26 + (this.#draw() >>> 6)) / 2 ** 53
  }

  /** A whole number from 0 up to, and without, the limit. */
  below(limit: number): number {
    return Math.floor((this.#draw() >>> 0) / 2 ** 32 * limit)
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  /** True with a probability. */
  is(probability: number): boolean {
    return probability > 0 && this.next() < probability
  }

  /** One of some. */
  of<A>(some: ReadonlyArray<A>): A {
    return some[this.below(some.length)]!
  }
}
