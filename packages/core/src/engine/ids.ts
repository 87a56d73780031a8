import { Clock, Effect, Random } from "effect"
import { idAt, idBlock } from "../domain/id.ts"

/** A fresh block of ids, from the engine's clock and chance. */
export const newBlock = Effect.flatMap(
  Clock.currentTimeMillis,
  (now) => Effect.flatMap(Random.next, (high) => Effect.map(Random.next, (low) => idBlock(now, high, low)))
)

/** One fresh id of the kind that is asked for. */
export const newId = <Id extends string>(): Effect.Effect<Id> => Effect.map(newBlock, (block) => idAt<Id>(block, 0))
