import type { Attempt, AttemptId, Claimed, NodeId, Placed, PlaceRequest, Turn } from "@campanile/core"
import { Exit } from "effect"
import type { SharedCarrier, Taken } from "./carrier.ts"
import { DialCheck } from "./check-dials.ts"
import { checkApart, checkCounts, isSettled, whatIsLeft } from "./check-end.ts"
import { MoneyCheck } from "./check-money.ts"
import { ToldCheck } from "./check-told.ts"
import type { Receivers } from "./receivers.ts"
import { must, Violation } from "./violation.ts"
import type { World } from "./world.ts"

/** Steps that only read. After all others everything is looked at. */
const reads = new Set([
  "workspace",
  "workspaces",
  "workspacesDue",
  "campaign",
  "call",
  "list",
  "numbers",
  "assistant",
  "balance",
  "progress",
  "failStaleLists",
  "unpricedAttempts",
  "queuedAttempts",
  "countPrefixes"
])

const sameEnd = (a: Attempt, b: Attempt) =>
  a.state === b.state && a.disposition === b.disposition && a.talkSeconds === b.talkSeconds && a.spent === b.spent &&
  a.endedAt === b.endedAt && a.held === b.held && a.code === b.code && a.placedAt === b.placedAt

/**
 * The invariants, looked at after every write and every request, from what the store keeps, what the carrier wrote down
 * and what receivers got. It uses none of the engine's decisions.
 */
export class Checker {
  readonly #world: World
  readonly #dials: DialCheck
  readonly #money = new MoneyCheck()
  readonly #told: ToldCheck
  readonly #ended = new Map<AttemptId, Attempt>()
  #carrier: SharedCarrier | undefined

  constructor(world: World) {
    this.#world = world
    this.#dials = new DialCheck(world)
    this.#told = new ToldCheck(world)
  }

  /** The carrier whose record is compared with what the store says. */
  watch(carrier: SharedCarrier): void {
    this.#carrier = carrier
  }

  get strays(): number {
    return this.#dials.strays.size
  }

  sent(request: PlaceRequest): void {
    try {
      this.#dials.sent(request)
    } catch (error) {
      if (error instanceof Violation) this.#world.violation = error
      throw error
    }
  }

  taken(taken: Taken): void {
    this.#dials.taken(taken, this.#carrier!.record)
  }

  /** Before a step of the store. */
  before(step: string, args: ReadonlyArray<unknown>): void {
    if (step === "renewLease") this.#dials.renewing(args[0] as NodeId)
  }

  /** After a step of the store. */
  after(step: string, args: ReadonlyArray<unknown>, exit: Exit.Exit<unknown, unknown>): void {
    if (reads.has(step) || step === "renewLease") return
    for (const tenant of this.#world.tables.tenants.values()) {
      this.#dials.look(tenant)
      this.#money.look(tenant)
    }
    if (Exit.isSuccess(exit)) {
      if (step === "claim") this.#dials.claimed(args[0] as Turn, (exit.value as Claimed).placements)
      if (step === "place") this.#dials.committed(exit.value as ReadonlyArray<Placed>, args[3] as number)
    }
    this.#told.look()
    this.#ends()
  }

  #ends(): void {
    for (const tenant of this.#world.tables.tenants.values()) {
      for (const attempt of tenant.attempts.values()) {
        const before = this.#ended.get(attempt.id)
        if (before === attempt || (before === undefined && attempt.state !== "ended")) continue
        this.#ended.set(attempt.id, attempt)
        if (before !== undefined) {
          must(
            sameEnd(before, attempt),
            "I6",
            () =>
              `attempt ${attempt.id} ended as ${before.disposition} ${before.code}, and now as ${attempt.disposition} ${attempt.code}`
          )
          continue
        }
        const carrier = this.#carrier!
        this.#money.ended(tenant, attempt)
        this.#dials.ended(attempt, carrier.of(attempt.id), carrier.refused.has(attempt.id))
      }
    }
  }

  /** At the end of a run without faults: all is done, counted and told. */
  settled(receivers: Receivers): void {
    const { extended, tables } = this.#world
    must(isSettled(tables), "liveness", () => `it does not come to its end: ${whatIsLeft(tables)}`)
    for (const tenant of tables.tenants.values()) {
      checkCounts(tenant, extended)
      checkApart(tenant)
      must(tenant.balance.held === 0, "I5", () => `${tenant.balance.held} are held for nothing`)
    }
    this.#told.settled(tables.tenants.values(), receivers)
  }
}
