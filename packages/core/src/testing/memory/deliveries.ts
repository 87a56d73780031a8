import { Effect } from "effect"
import type { StoreShape } from "../../ports/store.ts"
import { deliveryKey, type Tables } from "./tables.ts"

/** The outbox. */
export const deliveries = (tables: Tables) =>
  ({
    takeDeliveries: (channel, now, until, limit) =>
      Effect.sync(() =>
        [...tables.deliveries]
          .flatMap(([key, delivery]) =>
            delivery.target.channel === channel && delivery.dueAt !== undefined && delivery.dueAt <= now
              ? [{ key, delivery, dueAt: delivery.dueAt }]
              : []
          )
          .toSorted((a, b) => a.dueAt - b.dueAt || (a.key < b.key ? -1 : 1))
          .slice(0, limit)
          .map(({ delivery, key }) => {
            tables.deliveries.set(key, { ...delivery, dueAt: until })
            const { message, target, tries } = delivery
            return { message, target, tries }
          })
      ),
    noteDelivery: (workspaceId, id, target, result) =>
      Effect.sync(() => {
        const key = deliveryKey(workspaceId, id, target)
        const delivery = tables.deliveries.get(key)
        if (delivery === undefined) return
        if (result._tag === "Delivered") {
          tables.deliveries.delete(key)
          return
        }
        const { reason, retryAt } = result
        tables.deliveries.set(key, { ...delivery, tries: delivery.tries + 1, dueAt: retryAt, reason })
      })
  }) satisfies Partial<StoreShape>
