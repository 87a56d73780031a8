import { Clock, Effect, Schema } from "effect"
import { grant as granted } from "../domain/credit.ts"
import { AttemptId, type CampaignId, type WorkspaceId } from "../domain/id.ts"
import { Bus } from "../engine/bus.ts"
import { newBlock } from "../engine/ids.ts"
import type { CostSum } from "../ports/store-terms.ts"
import { Store } from "../ports/store.ts"
import { decodeInput, invalid } from "./input.ts"

/** Credits that come in. */
export const Grant = Schema.Struct({
  /** Micro-credits, above zero. */
  amount: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 10 ** 15 }))),
  note: Schema.optionalKey(Schema.String.pipe(Schema.check(Schema.isMaxLength(500))))
})

/** Give credits to a workspace; answers with its balance. */
export const grant = Effect.fn("credits.grant")(function*(workspaceId: WorkspaceId, input: typeof Grant.Encoded) {
  const store = yield* Store
  const bus = yield* Bus
  const { amount, note = "" } = yield* decodeInput(Grant)(input)
  const now = yield* Clock.currentTimeMillis
  const { balance, messages } = yield* store.grant(granted(workspaceId, amount, note, now), yield* newBlock).pipe(
    Effect.catchTag("GrantTooLarge", ({ message }) => invalid("amount", message))
  )
  yield* bus.publish(messages)
  yield* bus.wake("schedule", "dispatch")
  return balance
})

/** Credits that go back. */
export const Refund = Schema.Struct({ attemptId: AttemptId, amount: Grant.fields.amount, note: Grant.fields.note })

/** Give back what an attempt cost, or a part of it; answers with the balance. */
export const refund = Effect.fn("credits.refund")(function*(workspaceId: WorkspaceId, input: typeof Refund.Encoded) {
  const store = yield* Store
  const bus = yield* Bus
  const { amount, attemptId, note = "" } = yield* decodeInput(Refund)(input)
  const balance = yield* store.refund(workspaceId, attemptId, amount, note, yield* Clock.currentTimeMillis)
  yield* bus.wake("dispatch")
  return balance
})

/** What a workspace has. */
export const balance = (workspaceId: WorkspaceId) => Store.use((store) => store.balance(workspaceId))

/** Every movement of a workspace's credits, in order. */
export const ledger = (workspaceId: WorkspaceId) => Store.use((store) => store.ledger(workspaceId))

/** What was charged, beside what carriers charge for it. */
export interface Margin {
  /** Micro-credits that all attempts cost, whether the carrier has told its price or not. */
  readonly spent: number
  /** Of those, micro-credits of attempts of which no price is known. */
  readonly unpriced: number
  /** By currency. Credits have no currency, so what a credit is worth is for the reader to say. */
  readonly costs: ReadonlyArray<CostSum>
}

/** The margin of a workspace, or of one of its campaigns. Prices come after the calls, so the latest may be missing. */
export const margin = Effect.fn("credits.margin")(
  function*(workspaceId: WorkspaceId, campaignId: CampaignId | null = null) {
    const store = yield* Store
    const { spent } = campaignId === null
      ? yield* store.balance(workspaceId)
      : yield* store.progress(workspaceId, campaignId)
    const costs = yield* store.carrierCosts(workspaceId, campaignId)
    const priced = costs.reduce((sum, cost) => sum + cost.spent, 0)
    return { spent, unpriced: Math.max(0, spent - priced), costs } satisfies Margin
  }
)
