import type { EngineOptions } from "@campanile/core"
import { MemoryStore } from "@campanile/core/testing"
import { Effect } from "effect"
import { SharedCarrier } from "./carrier.ts"
import { Chance } from "./chance.ts"
import { isSettled } from "./check-end.ts"
import { Checker } from "./checker.ts"
import { Cluster, type Planted } from "./cluster.ts"
import { letPeopleCome } from "./people.ts"
import { Receivers } from "./receivers.ts"
import { furnish, letGoOn, stageOf } from "./scenario.ts"
import { boundsOf, type Size } from "./size.ts"
import { skipIdleTime } from "./skip.ts"
import { Timeline } from "./timeline.ts"
import { Trace } from "./trace.ts"
import { type Invariant, Violation } from "./violation.ts"
import { calm, type Weather, weatherOf } from "./weather.ts"
import type { World } from "./world.ts"

/** What a run may be told beside its seed. */
export interface SimulationOptions {
  /** How large the world is; the seed decides where nothing is said. */
  readonly size?: Size
  /** How many nodes; two or three where nothing is said. */
  readonly nodes?: number
  readonly planted?: Planted
  /** What is certain of the weather; the rest is the seed's. */
  readonly weather?: Partial<Weather>
  /** No other fault than this one, and nobody who comes: the nth call of the store, from 1, fails or loses its answer. */
  readonly onlyFault?: { readonly call: number; readonly kind: "fails" | "forgets" }
}

/** What came of a run. */
export interface Run {
  readonly seed: number
  /** Tasks and timers that ran. */
  readonly steps: number
  /** Calls of the store. */
  readonly calls: number
  /** Requests that the carrier took. */
  readonly attempts: number
  /** Calls that the carrier took after their attempt was given up as unknown. */
  readonly strays: number
  /** Virtual seconds, idle time included. */
  readonly seconds: number
  readonly trace: Trace
  readonly startsAt: number
  readonly failure: { readonly invariant: Invariant; readonly what: string } | undefined
}

/** More steps than any run needs: one that takes them runs in circles. */
const mostSteps = 150_000

/** Run one world from its seed to its end: first with faults, then without, until all is done. */
export const simulate = (
  seed: number,
  { nodes: wanted, onlyFault, planted = {}, size, weather }: SimulationOptions = {}
): Run => {
  const chance = new Chance(seed)
  const { startsAt, zones } = stageOf(chance)
  const timeline = new Timeline(startsAt, chance)
  const world: World = {
    ...Effect.runSync(MemoryStore.open),
    chance,
    timeline,
    trace: new Trace(),
    weather: onlyFault === undefined ? { ...weatherOf(chance), ...weather } : calm,
    extended: new Set(),
    calls: 0,
    onlyFault,
    changedAt: startsAt,
    looksAgainAt: 0,
    strike: (life) => cluster.strike(life),
    hold: (life, what) => cluster.hold(life, what),
    violation: undefined
  }
  const bounds = boundsOf(chance, size, onlyFault !== undefined)
  const checker = new Checker(world)
  const receivers = new Receivers(world, () => undefined)
  const tenancies = Effect.runSync(furnish(world, zones, bounds))
  const options: EngineOptions = {
    poll: chance.of(bounds.looks),
    lease: chance.of([20_000, 40_000]),
    reconcile: chance.of(bounds.looks),
    batch: chance.of([2, 5, 200])
  }
  const cluster = new Cluster(world, checker, receivers, options, zones[0]!, planted)
  const carrier = new SharedCarrier(world, checker, (events) => cluster.tell(events))
  cluster.carrier = carrier
  checker.watch(carrier)
  const many = wanted ?? chance.between(2, bounds.nodes)
  for (let n = 0; n < many; n++) cluster.start(n)

  const calmAt = startsAt + chance.between(...bounds.stormSeconds) * 1000
  if (onlyFault === undefined) {
    for (let n = chance.between(0, bounds.troubles); n > 0; n--) {
      timeline.after(
        Math.floor((calmAt - startsAt) * chance.next() * (chance.is(0.6) ? 0.3 : 1)),
        () => cluster.trouble()
      )
    }
    for (const { url } of tenancies) {
      if (!chance.is(0.3)) continue
      timeline.aside(chance.between(0, 60_000), () => receivers.down.add(url))
      timeline.aside(chance.between(60_000, bounds.downMs), () => receivers.down.delete(url))
    }
    if (chance.is(0.25)) {
      // Nothing that the carrier tells comes in for a while.
      const from = chance.between(0, 90_000)
      timeline.aside(from, () => carrier.dark = chance.of(["lost", "late"]))
      timeline.aside(from + chance.between(10_000, 120_000), () => carrier.dark = undefined)
    }
    letPeopleCome(world, zones, tenancies, cluster.nodes, bounds.people, calmAt)
  }

  let steps = 0
  let isCalm = false
  timeline.aside(calmAt - startsAt, () => {
    world.weather = calm
    world.trace.note(timeline.now, "world", "calm from here on")
  })
  // What people asked for before that has been done by then, by nodes that were frozen as well, or never will be.
  timeline.after(calmAt - startsAt + options.lease * 3 + 20_000, () => {
    isCalm = true
    receivers.down.clear()
    carrier.dark = undefined
    tenancies.forEach((tenancy) => Effect.runSync(letGoOn(world, tenancy)))
  })

  const endsBy = startsAt + 14 * 86_400_000
  let failure: Run["failure"]
  try {
    while (!(isCalm && isSettled(world.tables))) {
      if (steps++ >= mostSteps) throw new Violation("liveness", `${mostSteps} steps were not enough`)
      if (timeline.now >= endsBy) throw new Violation("liveness", "two weeks were not enough")
      skipIdleTime(world, cluster, options)
      if (!timeline.step()) break
      if (world.violation !== undefined) throw world.violation
    }
    checker.settled(receivers)
  } catch (error) {
    failure = error instanceof Violation
      ? { invariant: error.invariant, what: error.message }
      : { invariant: "liveness", what: `a defect: ${error instanceof Error ? error.stack : String(error)}` }
  }
  return {
    seed,
    steps,
    calls: world.calls,
    attempts: carrier.record.length,
    strays: checker.strays,
    seconds: (timeline.now - startsAt) / 1000,
    trace: world.trace,
    startsAt,
    failure
  }
}
