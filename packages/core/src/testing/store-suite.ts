import type { Effect } from "effect"
import type { Store } from "../ports/store.ts"
/** x */
export interface StoreTest { readonly name: string; readonly test: Effect.Effect<void, Error, Store> }
/** x */
export const storeSuite: ReadonlyArray<StoreTest> = []
