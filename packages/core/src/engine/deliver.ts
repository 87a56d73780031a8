import { Clock, Effect } from "effect"
import { type Delivery, nextTry } from "../domain/delivery.ts"
import { Store } from "../ports/store.ts"
import { WebhookSender } from "../ports/webhook-sender.ts"

/** How many deliveries are taken, and sent side by side, at a time. */
const batch = 50

/** For how long (ms) a taken delivery is nobody else's. */
const hidden = 60_000

/** Bring the messages that are due to their targets; answers with how many there were. */
export const deliver = Effect.gen(function*() {
  const store = yield* Store
  const now = yield* Clock.currentTimeMillis
  const deliveries = yield* store.takeDeliveries("webhook", now, now + hidden, batch)
  yield* Effect.forEach(deliveries, bring, { concurrency: batch, discard: true })
  return deliveries.length
}).pipe(Effect.withSpan("deliver"))

const bring = Effect.fnUntraced(function*({ message, target, tries }: Delivery) {
  const store = yield* Store
  const sender = yield* WebhookSender
  const result = yield* sender.send(target.address, message).pipe(
    Effect.as({ _tag: "Delivered" } as const),
    Effect.catchTag("NotDelivered", ({ reason }) =>
      Effect.map(Clock.currentTimeMillis, (now) => ({
        _tag: "Failed" as const,
        retryAt: nextTry(tries + 1, now),
        reason
      })))
  )
  yield* store.noteDelivery(message.workspaceId, message.id, target, result)
})
