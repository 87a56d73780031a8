import type { Dice } from "./dice.ts"
import type { Proxy } from "./proxy.ts"
import type { ServedNode } from "./served-node.ts"

/** How many faults there were of each kind. */
export interface FaultCounts {
  kills: number
  /** Nodes that were asked to leave in the middle of it all, and started again. */
  stops: number
  freezes: number
  dbRestarts: number
  /** Times for which nothing got through a connection to the carrier, from it, or to the database. */
  holes: number
  resets: number
}

/** What can be hurt. */
export interface Targets {
  readonly nodes: ReadonlyArray<ServedNode>
  /** Grows with what the carrier is asked for, and does. */
  readonly asked: () => number
  /** What stands between: nodes and carrier, carrier and nodes, nodes and database. */
  readonly proxies: ReadonlyArray<Proxy>
  /** Restarts the database, one way or the other; undefined where it is a file. */
  readonly restartDatabase: ((way: "fast" | "immediate") => Promise<void>) | undefined
}

/** Real milliseconds of a lease: what `campanile serve` has at the speeds of a crash test. */
const lease = 3000

const wait = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener("abort", () => {
      clearTimeout(timer)
      resolve()
    }, { once: true })
  })

const pickOf = <A>(dice: Dice, some: ReadonlyArray<A>): A | undefined =>
  some[dice.whole(0, Math.max(0, some.length - 1))]

/** Real milliseconds that a kill waits for something to be dialed, which takes as long as the machine is slow. */
const longestWait = 20_000

/** Waits until the carrier has been asked for something since it was last looked at, or that takes too long. */
const someoneDials = async (asked: () => number, signal: AbortSignal) => {
  const before = asked()
  const latest = Date.now() + longestWait
  while (!signal.aborted && asked() === before && Date.now() < latest) await wait(20, signal)
}

/**
 * Kill, until there were as many kills as wanted: mostly while calls are placed, and else at any moment of a node's life,
 * its start among them; now and then one that is frozen.
 */
const killing = async (
  { asked, nodes }: Targets,
  wanted: number,
  dice: Dice,
  counts: FaultCounts,
  signal: AbortSignal
) => {
  while (counts.kills < wanted && !signal.aborted) {
    if (dice.chance(0.75)) await someoneDials(asked, signal)
    await wait(dice.between(0, 900), signal)
    const node = pickOf(
      dice,
      nodes.filter((one) => one.state() === "up" || one.state() === "frozen" && dice.chance(0.1))
    )
    if (node === undefined || signal.aborted) continue
    if (dice.chance(0.08)) {
      if (node.leave()) counts.stops++
    } else if (node.kill()) counts.kills++
  }
}

/** Freeze nodes, mostly for longer than their lease. */
const freezing = async ({ nodes }: Targets, dice: Dice, counts: FaultCounts, signal: AbortSignal) => {
  const thaws = new Set<() => void>()
  while (!signal.aborted) {
    await wait(dice.between(2500, nodes.length === 1 ? 12_000 : 6000), signal)
    if (signal.aborted) break
    const thaw = pickOf(dice, nodes.filter((node) => node.state() === "up"))?.freeze()
    if (thaw === undefined) continue
    counts.freezes++
    thaws.add(thaw)
    await wait(dice.chance(0.75) ? lease + dice.between(200, 2000) : dice.between(100, lease), signal)
    thaws.delete(thaw)
    thaw()
  }
  for (const thaw of thaws) thaw()
}

/** Let nothing through for a while, or break what is connected. */
const cutting = async ({ proxies }: Targets, dice: Dice, counts: FaultCounts, signal: AbortSignal) => {
  while (!signal.aborted) {
    await wait(dice.between(1500, 5000), signal)
    const proxy = pickOf(dice, proxies)
    if (proxy === undefined || signal.aborted) continue
    if (dice.chance(0.35)) {
      counts.resets++
      proxy.reset()
      continue
    }
    counts.holes++
    proxy.hole()
    await wait(dice.between(200, 4000), signal)
    if (dice.chance(0.25)) proxy.reset()
    else proxy.heal()
  }
}

const restarting = async ({ restartDatabase }: Targets, dice: Dice, counts: FaultCounts, signal: AbortSignal) => {
  if (restartDatabase === undefined) return
  while (!signal.aborted) {
    await wait(dice.between(6000, 15_000), signal)
    if (signal.aborted) return
    counts.dbRestarts++
    await restartDatabase(dice.pick(["fast", "immediate"]))
  }
}

/** Hurt what can be hurt until there were as many kills as wanted; then everything runs, and is connected. */
export const hurt = async (
  targets: Targets,
  { counts, dice, kills, signal }: {
    readonly counts: FaultCounts
    readonly dice: Dice
    readonly kills: number
    readonly signal: AbortSignal
  }
): Promise<void> => {
  const enough = new AbortController()
  const both = AbortSignal.any([enough.signal, signal])
  const others = [
    freezing(targets, dice.named("freezing"), counts, both),
    ...targets.proxies.length === 0 ? [] : [cutting(targets, dice.named("cutting"), counts, both)],
    restarting(targets, dice.named("restarting"), counts, both)
  ]
  await killing(targets, kills, dice.named("killing"), counts, signal)
  enough.abort()
  await Promise.all(others)
  for (const proxy of targets.proxies) proxy.heal()
}
