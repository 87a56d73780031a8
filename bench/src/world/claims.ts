import { type CampaignId, Store } from "@campanile/core"
import { Effect, type Layer, ManagedRuntime } from "effect"
import { addBacklog, monday, suppressSome } from "./backlog.ts"
import type { Bulk } from "./bulk.ts"
import { makeTurns, timed } from "./turns.ts"
import { addWorkspace, block } from "./workspace.ts"

/** Calls that a claim is asked for. */
const limit = 100

/** A store in which calls are due, and what is done with them. */
export interface Claims extends AsyncDisposable {
  /** A new campaign with so many calls in six zones, of which two are open; the one before is over. */
  readonly begin: (count: number) => Promise<void>
  /** Milliseconds of a claim of 100; what it claimed is over afterwards. */
  readonly claim: () => Promise<number>
  /** The same with the question before it, which workspaces are due. */
  readonly turn: () => Promise<number>
  /** Claim and end so many calls as quickly as it goes. */
  readonly goOn: (calls: number) => Promise<void>
}

/** Open a store for claims, with a session of its own beside it. */
export const openClaims = async (store: Layer.Layer<Store, unknown>, besides: () => Promise<Bulk>): Promise<Claims> => {
  const runtime = ManagedRuntime.make(store)
  const made = await runtime.runPromise(Effect.gen(function*() {
    const own = yield* Store
    return { own, workspace: yield* addWorkspace(own, monday), turns: yield* makeTurns(own, monday) }
  }))
  const { own, turns, workspace } = made
  const bulk = await besides()
  const { workspaceId } = workspace
  let from = 0
  let campaignId: CampaignId | undefined
  const begin = (count: number) =>
    Effect.gen(function*() {
      if (campaignId !== undefined) {
        yield* own.command(workspaceId, campaignId, { _tag: "Stop" }, block(monday), block(monday), monday)
      }
      yield* suppressSome(own, bulk, workspace, count, from)
      campaignId = yield* addBacklog(own, bulk, workspace, count, from)
      from += count
      yield* Effect.promise(() => bulk.tidy())
    })
  const measured = (some: typeof turns.turn) =>
    Effect.gen(function*() {
      const { answer, ms } = yield* timed(some(limit))
      if (answer.length < limit * 0.8) return yield* Effect.die(new Error(`only ${answer.length} calls were claimed`))
      yield* turns.end(answer)
      return ms
    })
  const goOn = (calls: number) =>
    Effect.gen(function*() {
      for (let left = calls; left > 0;) {
        const claimed = yield* turns.turn(Math.min(left, 1000))
        if (claimed.length === 0) return yield* Effect.die(new Error("nothing was left to claim"))
        yield* turns.end(claimed)
        left -= claimed.length
      }
    })
  return {
    begin: (count) => runtime.runPromise(begin(count)),
    claim: () =>
      runtime.runPromise(measured((most) => Effect.map(turns.claim(workspaceId, most), (one) => one.placements))),
    turn: () => runtime.runPromise(measured(turns.turn)),
    goOn: (calls) => runtime.runPromise(goOn(calls)),
    [Symbol.asyncDispose]: async () => {
      await runtime.dispose()
      await bulk.close()
    }
  }
}
