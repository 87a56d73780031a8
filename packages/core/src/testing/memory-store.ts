import { Effect, Layer } from "effect"
import { Store, type StoreShape } from "../ports/store.ts"
import { attempts } from "./memory/attempts.ts"
import { calls } from "./memory/calls.ts"
import { campaigns } from "./memory/campaigns.ts"
import { credits } from "./memory/credits.ts"
import { deliveries } from "./memory/deliveries.ts"
import { dispatch } from "./memory/dispatch.ts"
import { erasures } from "./memory/erase.ts"
import { listMerge } from "./memory/list-merge.ts"
import { lists } from "./memory/lists.ts"
import { prunes } from "./memory/prune.ts"
import { suppressions } from "./memory/suppressions.ts"
import { Tables } from "./memory/tables.ts"
import { webhooks } from "./memory/webhooks.ts"
import { workspaces } from "./memory/workspaces.ts"

const over = (tables: Tables): StoreShape => ({
  ...workspaces(tables),
  ...credits(tables),
  ...lists(tables),
  ...listMerge(tables),
  ...campaigns(tables),
  ...calls(tables),
  ...suppressions(tables),
  ...dispatch(tables),
  ...attempts(tables),
  ...deliveries(tables),
  ...prunes(tables),
  ...erasures(tables),
  ...webhooks(tables)
})

const make: Effect.Effect<StoreShape> = Effect.sync(() => over(new Tables()))

const open = Effect.sync(() => {
  const tables = new Tables()
  return { store: over(tables), tables }
})

/**
 * A store in memory, for tests and simulations. It passes the same suite as those that keep something, so what is true
 * of an engine on it is true of the engine on them. `make` answers with a store of its own, for several engines to
 * share; `layer` provides a fresh one. `open` answers with a store and what it keeps, for those who check the one against
 * the other.
 */
export const MemoryStore = {
  make,
  open,
  layer: Layer.effect(Store, make)
}
