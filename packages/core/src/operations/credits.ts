import { Clock, Effect, Schema } from "effect"
import { grant as granted } from "../domain/credit.ts"
import type { WorkspaceId } from "../domain/id.ts"
import { Bus } from "../engine/bus.ts"
import { Store } from "../ports/store.ts"
import { decodeInput } from "./input.ts"

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
  const balance = yield* store.grant(granted(workspaceId, amount, note, yield* Clock.currentTimeMillis))
  yield* bus.wake("dispatch")
  return balance
})

/** What a workspace has. */
export const balance = (workspaceId: WorkspaceId) => Store.use((store) => store.balance(workspaceId))

/** Every movement of a workspace's credits, in order. */
export const ledger = (workspaceId: WorkspaceId) => Store.use((store) => store.ledger(workspaceId))
