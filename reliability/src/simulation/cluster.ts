import {
  Bus,
  type CarrierEvent,
  type EngineOptions,
  Node,
  type NodeId,
  type Phone,
  PhoneNumbers,
  type StoreShape,
  type Zone
} from "@campanile/core"
import { Context, Result } from "effect"
import type { SharedCarrier } from "./carrier.ts"
import type { Checker } from "./checker.ts"
import { faultyStore } from "./faulty-store.ts"
import { hookOf } from "./hook.ts"
import { type Ports, RunningNode, surroundingsOf } from "./node.ts"
import type { Receivers } from "./receivers.ts"
import { Life } from "./timeline.ts"
import type { World } from "./world.ts"

/** What makes the nodes of a run worse than they are: a bug that is planted to see whether it is found. */
export interface Planted {
  readonly store?: (store: StoreShape, world: World, carrier: SharedCarrier) => StoreShape
  readonly ports?: (ports: Ports, world: World, carrier: SharedCarrier) => Ports
}

/** The nodes of a run, and what becomes of them. */
export class Cluster {
  readonly #world: World
  readonly #checker: Checker
  readonly #receivers: Receivers
  readonly #options: EngineOptions
  readonly #planted: Planted
  readonly #phones: PhoneNumbers["Service"]
  readonly #surroundings: Context.Context<never>
  readonly nodes: Array<RunningNode> = []
  carrier: SharedCarrier | undefined
  #lives = 0

  constructor(
    world: World,
    checker: Checker,
    receivers: Receivers,
    options: EngineOptions,
    zone: Zone,
    planted: Planted
  ) {
    this.#world = world
    this.#checker = checker
    this.#receivers = receivers
    this.#options = options
    this.#planted = planted
    this.#surroundings = surroundingsOf(world, options)
    this.#phones = PhoneNumbers.of({
      parse: (text) => text.startsWith("+") ? Result.succeed(text as Phone) : Result.fail("phone_not_a_number"),
      zonesOf: () => [zone]
    })
  }

  /** Begin a life of a node. */
  start(n: number): void {
    const world = this.#world
    const life = new Life(n, `n${n}.${this.#lives++}`)
    world.trace.note(world.timeline.now, life.name, "starts")
    const carrier = this.carrier!
    const store = this.#planted.store?.(world.store, world, carrier) ?? world.store
    const ports: Ports = {
      store: faultyStore(world, life, store, this.#checker),
      carrier: carrier.port(life),
      webhooks: this.#receivers.port(life),
      phones: this.#phones,
      hook: hookOf(world, life)
    }
    const node = new RunningNode(
      world,
      life,
      this.#planted.ports?.(ports, world, carrier) ?? ports,
      this.#surroundings,
      () => {
        world.trace.note(world.timeline.now, life.name, "ends")
        // Whoever watches over the process starts it again.
        world.timeline.after(world.chance.between(1000, 10_000), () => this.replace(node))
      }
    )
    this.nodes[n] = node
  }

  /** Hand carrier events to some node that runs, or is frozen; answers whether there was one. */
  tell(events: ReadonlyArray<CarrierEvent>): boolean {
    const { chance, timeline } = this.#world
    const some = this.nodes.filter(({ life, services }) => life.alive && services !== undefined)
    if (some.length === 0) return false
    const node = chance.of(some)
    timeline.reach(node.life, () => node.run(Bus.use((bus) => bus.report(events))))
    return true
  }

  /** Those of the nodes that run now and renew their leases. */
  get awake(): ReadonlySet<NodeId> {
    const { now } = this.#world.timeline
    return new Set(
      this.nodes.flatMap(({ life, services }) =>
        life.alive && life.thawsAt <= now && services !== undefined ? [Context.get(services, Node).id] : []
      )
    )
  }

  /** Trouble for one node, at one moment. */
  trouble(): void {
    const { chance, timeline, trace } = this.#world
    const node = chance.of(this.nodes)
    const { life } = node
    if (!life.alive || node.ended !== undefined || life.thawsAt > timeline.now) return
    if (chance.is(0.2)) {
      trace.fault(timeline.now, "node stopped", life.name)
      node.stop()
    } else this.strike(life)
  }

  /** Freeze a life, shortly or for up to three leases, or kill it, and start its node again later. */
  strike(life: Life): void {
    const { chance, timeline, trace } = this.#world
    if (!life.alive || life.thawsAt > timeline.now) return
    if (chance.is(0.5)) {
      const duration = chance.is(0.5) ? chance.between(500, 10_000) : chance.between(1000, this.#options.lease * 3)
      trace.fault(timeline.now, "node frozen", `${life.name} ${duration} ms`)
      timeline.freeze(life, duration)
    } else {
      trace.fault(timeline.now, "node killed", life.name)
      timeline.kill(life)
      timeline.after(chance.between(0, 60_000), () => this.start(life.node))
    }
  }

  /** Freeze a life that is about to do something, and answer with for how long (ms). */
  hold(life: Life, what: string): number {
    const { chance, timeline, trace } = this.#world
    const duration = chance.between(1000, this.#options.lease * 3)
    trace.fault(
      timeline.now,
      `${what === "request" ? "request" : "store call"} held`,
      `${life.name} ${what} ${duration} ms`
    )
    timeline.freeze(life, duration)
    return duration
  }

  /** A node in the place of one that was stopped, or ended by itself. */
  replace(node: RunningNode): void {
    if (this.nodes[node.life.node] !== node) return
    this.#world.timeline.kill(node.life)
    this.start(node.life.node)
  }
}
