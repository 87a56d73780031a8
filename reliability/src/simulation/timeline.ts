import type { Chance } from "./chance.ts"

/** One run of a node: from its start until it is killed or has stopped. A restart is another life. */
export class Life {
  readonly node: number
  readonly name: string
  alive = true
  /** Until when (ms UTC) nothing of it runs. */
  thawsAt = 0
  /** What came for it while it was frozen, in order. */
  readonly kept: Array<() => void> = []

  constructor(node: number, name: string) {
    this.node = node
    this.name = name
  }
}

interface Timer {
  at: number
  readonly order: number
  /** After how many milliseconds it comes. */
  readonly lasts: number
  readonly life: Life | undefined
  readonly run: () => void
  canceled: boolean
}

const before = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.order < b.order)

/** Timers by their instant. */
class Timers {
  #heap: Array<Timer> = []

  get first(): Timer | undefined {
    return this.#heap[0]
  }

  push(timer: Timer): void {
    const heap = this.#heap
    let index = heap.length
    heap.push(timer)
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!before(timer, heap[parent]!)) break
      heap[index] = heap[parent]!
      index = parent
    }
    heap[index] = timer
  }

  pop(): Timer | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, last)) break
      heap[index] = heap[child]!
      index = child
    }
    heap[index] = last
    return first
  }

  /**
   * Move from one instant to a later one. What comes as often as leases are renewed comes first, for a node without a lease
   * does nothing. What was a while away is as far away as before; in a life in which all that looks for work from time to
   * time is to look soon, it is a twentieth of that away. What comes every few minutes or hours stays in its rhythm.
   */
  move(from: number, to: number, renewal: number, looksSoon: (life: Life | undefined) => boolean): void {
    const all = this.#heap
    this.#heap = []
    for (const timer of all) {
      if (timer.canceled) continue
      const left = Math.max(0, timer.at - from)
      if (timer.lasts === renewal) timer.at = to + Math.ceil(left / 1000)
      else if (timer.lasts < 120_000) timer.at = to + (looksSoon(timer.life) ? Math.ceil(left / 20) : left)
      else if (timer.at < to) timer.at += Math.ceil((to - timer.at) / timer.lasts) * timer.lasts
      this.push(timer)
    }
  }
}

/**
 * The one thread on which all nodes run, and the time of all of them. Tasks that are ready run in an order that chance
 * decides; when none is left, time jumps to the next timer. A life that was killed runs nothing any more, no finalizer
 * either; what comes for one that is frozen waits until it thaws.
 */
export class Timeline {
  now: number
  readonly #chance: Chance
  readonly #ready: Array<{ readonly life: Life; readonly run: () => void }> = []
  /** What the outside does: stores, carriers, receivers, people. */
  readonly #outside = new Timers()
  /** What changes outside and no node learns of by itself. */
  readonly #aside = new Timers()
  /** What nodes wait for by themselves. */
  readonly #own = new Timers()
  #order = 0

  constructor(now: number, chance: Chance) {
    this.now = now
    this.#chance = chance
  }

  /** Something is ready to run in a life. */
  ready(life: Life, run: () => void): void {
    this.#ready.push({ life, run })
  }

  /** Something happens outside after so many milliseconds, to a life or to nobody. */
  after(delay: number, run: () => void, life?: Life): void {
    this.#outside.push(this.#timer(delay, run, life))
  }

  /** Something changes outside after so many milliseconds that brings nothing to any node: time may be skipped beyond it. */
  aside(delay: number, run: () => void): void {
    this.#aside.push(this.#timer(delay, run, undefined))
  }

  #timer(delay: number, run: () => void, life: Life | undefined): Timer {
    return { at: this.now + delay, order: this.#order++, lasts: delay, life, run, canceled: false }
  }

  /** A life sleeps so long; answers with how the sleep is broken off. */
  sleep(life: Life, delay: number, run: () => void): () => void {
    const timer = this.#timer(delay, run, life)
    this.#own.push(timer)
    return () => {
      timer.canceled = true
    }
  }

  /** Something reaches a life now: it runs, is kept until the life thaws, or is lost with a dead one. */
  reach(life: Life, run: () => void): void {
    if (!life.alive) return
    if (life.thawsAt > this.now) life.kept.push(run)
    else run()
  }

  freeze(life: Life, duration: number): void {
    life.thawsAt = Math.max(life.thawsAt, this.now + duration)
    this.after(duration, () => {
      if (life.thawsAt > this.now) return
      for (const run of life.kept.splice(0)) if (life.alive) run()
    })
  }

  kill(life: Life): void {
    life.alive = false
    life.kept.length = 0
  }

  /** When (ms UTC) anything happens next, if nothing is ready at this instant. */
  get next(): number {
    return Math.min(this.nextOutside, this.#own.first?.at ?? Infinity, this.#aside.first?.at ?? Infinity)
  }

  /** When (ms UTC) something outside happens next that nodes may learn of. */
  get nextOutside(): number {
    return this.#outside.first?.at ?? Infinity
  }

  /** Whether nothing is ready to run at this instant. */
  get isIdle(): boolean {
    return this.#ready.length === 0
  }

  /**
   * Let time pass in which nodes only sleep, look for work and find none, and renew their leases so often (ms). After it
   * each looks again soon, or when it would have anyway.
   */
  skip(by: number, renewal: number, looksSoon: (life: Life | undefined) => boolean): void {
    const to = this.now + by
    this.#own.move(this.now, to, renewal, looksSoon)
    for (let next = this.#aside.first; next !== undefined && next.at <= to; next = this.#aside.first) {
      this.now = Math.max(this.now, next.at)
      this.#aside.pop()
      next.run()
    }
    this.now = to
  }

  /** Do the next thing; answers whether there was one. */
  step(): boolean {
    const ready = this.#ready
    if (ready.length > 0) {
      const index = ready.length === 1 ? 0 : this.#chance.below(ready.length)
      const { life, run } = ready[index]!
      const last = ready.pop()!
      if (index < ready.length) ready[index] = last
      if (life.alive) run()
      return true
    }
    let first = this.#outside
    for (const timers of [this.#own, this.#aside]) {
      if (timers.first !== undefined && (first.first === undefined || before(timers.first, first.first))) first = timers
    }
    const timer = first.pop()
    if (timer === undefined) return false
    if (timer.canceled) return true
    this.now = Math.max(this.now, timer.at)
    if (timer.life === undefined) timer.run()
    else this.reach(timer.life, timer.run)
    return true
  }
}
