import { Clock, Context, Effect, Layer, Ref } from "effect"
import type { NodeId } from "../domain/id.ts"
import { Store } from "../ports/store.ts"
import { newId } from "./ids.ts"
import { insisting, repeatedly } from "./loop.ts"
import { EngineOptions } from "./options.ts"

/** What a node knows of its own lease. */
export interface Lease {
  readonly epoch: number
  /** Instant (ms UTC) from which others may take its claims. */
  readonly until: number
}

/**
 * How a node that starts goes on asking for its first lease: for about 13 s, as long as a store takes that starts
 * beside it. After that it ends with the store's own error, for whoever watches over the process.
 */
const firstTries = { pause: 100, times: 7 }

/**
 * This running engine among those that share a store. There is no leader: a node answers for what it claimed as long
 * as its lease runs. A node that cannot renew dials nothing more, and one that slept through its lease finds its epoch
 * grown and its claims taken.
 */
export class Node extends Context.Service<Node, {
  readonly id: NodeId
  /** When it began (ms UTC). */
  readonly since: number
  readonly lease: Effect.Effect<Lease>
}>()("@campanile/core/Node") {
  static readonly layer = Layer.effect(
    Node,
    Effect.gen(function*() {
      const store = yield* Store
      const { lease: duration } = yield* EngineOptions
      const id = yield* newId<NodeId>()
      const since = yield* Clock.currentTimeMillis
      const renew = Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const until = now + duration
        return Effect.map(store.renewLease(id, until), (epoch): Lease => ({ epoch, until }))
      })
      const lease = yield* Ref.make(yield* insisting(renew, firstTries))
      yield* Effect.addFinalizer(() =>
        Clock.currentTimeMillis.pipe(Effect.flatMap((now) => store.renewLease(id, now - 1)), Effect.ignore)
      )
      const renewLater = Effect.sleep(duration / 3).pipe(
        Effect.andThen(renew),
        Effect.flatMap((next) => Ref.set(lease, next))
      )
      yield* repeatedly("lease", renewLater, Effect.void)
      return Node.of({ id, since, lease: Ref.get(lease) })
    })
  )
}
