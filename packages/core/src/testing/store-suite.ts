import { apart } from "./store-suite/apart.ts"
import { budgets } from "./store-suite/budgets.ts"
import { bulk } from "./store-suite/bulk.ts"
import { calls } from "./store-suite/calls.ts"
import { campaigns } from "./store-suite/campaigns.ts"
import { carrierCosts } from "./store-suite/carrier-costs.ts"
import { carrierLines } from "./store-suite/carrier-lines.ts"
import { claimGates } from "./store-suite/claim-gates.ts"
import { claimSlots } from "./store-suite/claim-slots.ts"
import { commands } from "./store-suite/commands.ts"
import { decisions } from "./store-suite/decisions.ts"
import { deliveries } from "./store-suite/deliveries.ts"
import { deliveryLines } from "./store-suite/delivery-lines.ts"
import { edits } from "./store-suite/edits.ts"
import { erasures } from "./store-suite/erase.ts"
import { explanations } from "./store-suite/explain.ts"
import { frequency } from "./store-suite/frequency.ts"
import { lastLooks } from "./store-suite/last-look.ts"
import { leases } from "./store-suite/leases.ts"
import { listMerge } from "./store-suite/list-merge.ts"
import { lists } from "./store-suite/lists.ts"
import { outbox } from "./store-suite/outbox.ts"
import { placeRelease } from "./store-suite/place-release.ts"
import { prunesOfTold } from "./store-suite/prune-told.ts"
import { prunes } from "./store-suite/prune.ts"
import { races } from "./store-suite/races.ts"
import { record } from "./store-suite/record.ts"
import { refunds } from "./store-suite/refunds.ts"
import { shares } from "./store-suite/shares.ts"
import { suppressions } from "./store-suite/suppressions.ts"
import type { StoreTest } from "./store-suite/test.ts"
import { walks } from "./store-suite/walk.ts"
import { webhooks } from "./store-suite/webhooks.ts"
import { withdrawals } from "./store-suite/withdrawals.ts"
import { workspaces } from "./store-suite/workspaces.ts"

export type { StoreTest }

/**
 * What every store must pass: each promise of the port as one named test, which needs nothing but an empty store. It
 * knows no test runner; whatever runs an Effect runs it:
 *
 * ```ts
 * for (const { name, test } of storeSuite) it.effect(name, () => test.pipe(Effect.provide(layer)))
 * ```
 *
 * A test that fails says what it looked at, what it expected, and what it found instead.
 */
export const storeSuite: ReadonlyArray<StoreTest> = [
  ...workspaces,
  ...lists,
  ...listMerge,
  ...campaigns,
  ...commands,
  ...edits,
  ...claimSlots,
  ...claimGates,
  ...shares,
  ...carrierLines,
  ...carrierCosts,
  ...suppressions,
  ...frequency,
  ...budgets,
  ...refunds,
  ...decisions,
  ...explanations,
  ...placeRelease,
  ...lastLooks,
  ...withdrawals,
  ...record,
  ...leases,
  ...calls,
  ...deliveries,
  ...prunes,
  ...prunesOfTold,
  ...erasures,
  ...deliveryLines,
  ...outbox,
  ...webhooks,
  ...apart,
  ...races,
  ...bulk,
  ...walks
]
