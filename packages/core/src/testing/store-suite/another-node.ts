import { Effect } from "effect"
import type { Attempt } from "../../domain/attempt.ts"
import type { NodeId } from "../../domain/id.ts"
import { days, start } from "./given.ts"
import type { World } from "./world.ts"

/** One more node of a world, with a lease of a week: what it claims only it may place. */
export const anotherNode = Effect.fnUntraced(function*(world: World) {
  const nodeId = world.id<NodeId>()
  const epoch = yield* world.store.renewLease(nodeId, start + days(7))
  return {
    nodeId,
    epoch,
    /** The attempts of a turn that may claim so many. */
    claim: (limit: number) =>
      Effect.map(
        world.claim({ nodeId, epoch, limit }),
        ({ placements }): ReadonlyArray<Attempt> => placements.map(({ attempt }) => attempt)
      ),
    /** Those of them that may be dialed. */
    place: (attempts: ReadonlyArray<Attempt>) =>
      Effect.map(
        world.store.place(nodeId, epoch, attempts.map(({ id }) => id), start),
        (placed) => attempts.filter(({ id }) => placed.some((one) => one.id === id))
      )
  }
})
