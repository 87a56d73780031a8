import { Clock, Effect, Random } from "effect"
import { idAt, idBlock } from "../domain/id.ts"

/** A fresh block of ids, from the engine's clock and chance. */
export const newBlock = Effect.gen(function*() {
  return idBlock(yield* Clock.currentTimeMillis, yield* Random.next, yield* Random.next)
})

/** One fresh id of the kind that is asked for. */
export const newId = <Id extends string>(): Effect.Effect<Id> => Effect.map(newBlock, (block) => idAt<Id>(block, 0))
