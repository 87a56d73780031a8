import { type Claimed, type StoreShape, StoreUnavailable } from "@campanile/core"
import { Context, Effect, Exit, Scheduler } from "effect"
import type { Life } from "./timeline.ts"
import type { World } from "./world.ts"

/** Looks at each step of the store. */
export interface StepWatch {
  readonly before: (step: string, args: ReadonlyArray<unknown>) => void
  readonly after: (step: string, args: ReadonlyArray<unknown>, exit: Exit.Exit<unknown, unknown>) => void
}

/** Where the steps of the store run, which never wait: one context for all of them, and a scheduler that gets nothing. */
const context = Context.make(Scheduler.Scheduler, new Scheduler.MixedScheduler("sync"))

/** Run a step of the store, now and whole. */
const atOnce = (run: Effect.Effect<unknown, unknown>): Exit.Exit<unknown, unknown> =>
  Effect.runForkWith(context)(run).pollUnsafe() ?? Exit.die("a step of the store in memory waits")

const failures = new Map<string, Effect.Effect<never, StoreUnavailable>>()

/** The failure of a step, made once: an error that is checked by its schema and collects a stack takes its time. */
const unavailable = (step: string, cause: string): Effect.Effect<never, StoreUnavailable> => {
  const key = `${step} ${cause}`
  const made = failures.get(key) ?? Effect.fail(new StoreUnavailable({ step, cause }))
  failures.set(key, made)
  return made
}

/** How much of a step's answer stands in the trace. */
const inShort = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isFailure(exit)) return "failed"
  const { value } = exit
  if (typeof value === "number" || typeof value === "boolean") return String(value)
  if (Array.isArray(value)) return `[${value.length}]`
  if (typeof value !== "object" || value === null) return ""
  return Object.entries(value).map(([key, its]) => Array.isArray(its) ? `${key}[${its.length}]` : key).join(" ")
}

const idle = new Set(["renewLease", "workspacesDue", "failStaleLists", "orphans", "numbers", "queuedAttempts"])

/** Steps that a node takes as the owner of what it claimed. */
const owned = new Set(["renewLease", "claim", "place", "release"])

/** Steps after which the worst moments come. */
const atWork = new Set(["claim", "place", "record", "command"])

/** Whether a step did something, as far as its answer tells. */
const hasChanged = (step: string, exit: Exit.Exit<unknown, unknown>): boolean => {
  if (idle.has(step) || Exit.isFailure(exit)) return false
  const { value } = exit
  if (Array.isArray(value)) return value.length > 0
  if (step !== "claim") return true
  const { messages, placements } = value as Claimed
  return placements.length > 0 || messages.length > 0
}

/**
 * The store as a life of a node reaches it: over a way on which calls and answers take their time, get lost, or fail.
 * What arrives is done whole, whatever becomes of the life meanwhile, as in a database.
 */
export const faultyStore = (world: World, life: Life, store: StoreShape, watch: StepWatch): StoreShape => {
  const { chance, timeline, trace } = world
  const call = (step: string, args: ReadonlyArray<unknown>, run: () => Effect.Effect<unknown, unknown>) =>
    Effect.callback<unknown, unknown>((resume) => {
      const { storeFails, storeForgets, storeHeld, storeSlow } = world.weather
      const slow = chance.is(storeSlow)
      const there = slow && chance.is(0.5) ? chance.between(500, 20_000) : chance.between(0, 3)
      const back = slow && chance.is(0.5) ? chance.between(500, 20_000) : chance.between(0, 3)
      if (slow) trace.fault(timeline.now, "store slow", `${life.name} ${step} +${there}+${back} ms`)
      const only = ++world.calls === world.onlyFault?.call ? world.onlyFault.kind : undefined
      if (chance.is(storeFails) || only === "fails") {
        trace.fault(timeline.now, "store fails before", `${life.name} ${step}`)
        timeline.after(there + back, () => resume(unavailable(step, "the connection was refused")), life)
        return
      }
      const forgets = chance.is(storeForgets) || only === "forgets"
      const held = owned.has(step) && chance.is(storeHeld) ? world.hold(life, step) : 0
      timeline.after(held + there, () => {
        if (held > 0 && !life.alive) return
        watch.before(step, args)
        const exit = atOnce(run())
        const changed = hasChanged(step, exit)
        trace.note(timeline.now, life.name, step, () => inShort(exit))
        if (changed) world.changedAt = timeline.now
        watch.after(step, args, exit)
        if (changed && atWork.has(step) && chance.is(world.weather.struckAtWork)) world.strike(life)
        if (forgets) trace.fault(timeline.now, "store answer lost", `${life.name} ${step}`)
        timeline.after(
          back,
          () => resume(forgets ? unavailable(step, "the connection was lost") : exit),
          life
        )
      })
    })
  const steps = new Map<string | symbol, unknown>()
  return new Proxy(store, {
    get: (target, key): unknown => {
      const known = steps.get(key)
      if (known !== undefined) return known
      const step = String(key)
      const method: unknown = Reflect.get(target, key)
      const made = typeof method === "function"
        ? (...args: ReadonlyArray<unknown>) => call(step, args, () => Reflect.apply(method, target, args))
        : Effect.isEffect(method)
        ? call(step, [], () => method as Effect.Effect<unknown, unknown>)
        : method
      steps.set(key, made)
      return made
    }
  })
}
