import { Effect } from "effect"
import type { Store } from "../../ports/store.ts"
import type { WorldOptions } from "./world-options.ts"
import { type World, world } from "./world.ts"

/** One promise that a store keeps, under the name of the promise. */
export interface StoreTest {
  readonly name: string
  /** Fails, with a message for the store's author, where the promise is broken. Needs a store that is empty. */
  readonly test: Effect.Effect<void, Error, Store>
}

/** A promise that is tried in a workspace that is ready to dial. */
export const promise = (
  name: string,
  options: WorldOptions,
  body: (world: World) => Generator<Effect.Effect<unknown, Error, Store>, void>
): StoreTest => ({ name, test: Effect.flatMap(world(options), (made) => Effect.gen(() => body(made))) })
