import { Clock, Effect, Schema } from "effect"
import { grant as granted } from "../domain/credit.ts"
import { AttemptId, type WorkspaceId } from "../domain/id.ts"
import { Bus } from "../engine/bus.ts"
import { newBlock } from "../engine/ids.ts"
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
  yield* bus.wake("schedule", "dispatch", "deliver")
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
