import {
  type Bus,
  Carrier,
  engine,
  EngineOptions,
  type Node,
  PhoneNumbers,
  PreDialHook,
  Store,
  type StoreShape,
  WebhookSender
} from "@campanile/core"
import { clockOf } from "@campanile/core/testing"
import {
  Clock,
  Context,
  Duration,
  Effect,
  type Fiber,
  Layer,
  Logger,
  Random,
  References,
  Scheduler,
  Scope
} from "effect"
import type { Life, Timeline } from "./timeline.ts"
import type { World } from "./world.ts"

/** What a node's operations need. */
export type NodeServices = Bus | Node | Store | Carrier | WebhookSender | PhoneNumbers

/** The ways of a life to the outside. */
export interface Ports {
  readonly store: StoreShape
  readonly carrier: Carrier["Service"]
  readonly webhooks: WebhookSender["Service"]
  readonly phones: PhoneNumbers["Service"]
  readonly hook: PreDialHook
}

/** All of a life's time comes from the timeline. */
const lifeClock = (timeline: Timeline, life: Life): Clock.Clock =>
  clockOf(
    () => timeline.now,
    () => BigInt(timeline.now) * 1_000_000n,
    (duration) =>
      Effect.callback((resume) => {
        const cancel = timeline.sleep(life, Math.ceil(Duration.toMillis(duration)), () => resume(Effect.void))
        return Effect.sync(cancel)
      })
  )

const schedulerOf = (timeline: Timeline, life: Life): Scheduler.Scheduler => ({
  executionMode: "async",
  shouldYield: () => false,
  makeDispatcher: () => ({
    scheduleTask: (task) => timeline.ready(life, task),
    flush: () => undefined
  })
})

/** What all lives of a run have in common. */
export const surroundingsOf = ({ chance }: World, options: EngineOptions): Context.Context<never> =>
  Context.make(EngineOptions, options).pipe(
    Context.add(Random.Random, {
      nextDoubleUnsafe: () => chance.next(),
      nextIntUnsafe: () => chance.below(2 ** 32)
    }),
    Context.add(Scheduler.PreventSchedulerYield, true),
    Context.add(References.TracerEnabled, false),
    Context.add(References.MinimumLogLevel, "None"),
    Context.add(Logger.CurrentLoggers, new Set<Logger.Logger<unknown, unknown>>())
  )

/** A node that runs: the whole engine, with the operations that people ask of it. */
export class RunningNode {
  readonly life: Life
  readonly #world: World
  readonly #fiber: Fiber.Fiber<unknown, unknown>
  /** What its engine provides, once it has begun. */
  services: Context.Context<NodeServices> | undefined
  /** Why it ended by itself; undefined while it lives. */
  ended: string | undefined

  constructor(
    world: World,
    life: Life,
    ports: Ports,
    surroundings: Context.Context<never>,
    onEnd: () => void
  ) {
    this.life = life
    this.#world = world
    const { timeline } = world
    const own = Context.make(Store, Store.of(ports.store)).pipe(
      Context.add(Carrier, ports.carrier),
      Context.add(WebhookSender, ports.webhooks),
      Context.add(PhoneNumbers, ports.phones),
      Context.add(PreDialHook, ports.hook),
      Context.add(Clock.Clock, lifeClock(timeline, life)),
      Context.add(Scheduler.Scheduler, schedulerOf(timeline, life))
    )
    const given = Context.merge(surroundings, own)
    // No generator function is made for each life: the runtime would keep it, with the whole world, for long.
    const whole = Effect.scoped(
      Effect.flatMap(Scope.Scope, (scope) =>
        Layer.buildWithMemoMap(engine, Layer.makeMemoMapUnsafe(), scope).pipe(
          Effect.flatMap((built) => {
            this.services = Context.merge(given, built)
            return Effect.never
          })
        ))
    )
    this.#fiber = Effect.runForkWith(given)(whole)
    this.#fiber.addObserver((exit) => {
      this.services = undefined
      this.ended = String(exit)
      onEnd()
    })
  }

  /** Let the node do something, now; nothing is done by one that has not begun or is ending. */
  run<A, E>(effect: Effect.Effect<A, E, NodeServices>): void {
    if (this.services !== undefined) Effect.runForkWith(this.services)(effect)
  }

  /** Ask it to stop, as a process manager does. */
  stop(): void {
    const { life } = this
    this.#world.timeline.ready(life, () => this.#fiber.interruptUnsafe())
  }
}
