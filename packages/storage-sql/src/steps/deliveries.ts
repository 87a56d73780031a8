import type { Delivery, MessageId, StoreShape, Target, WorkspaceId } from "@campanile/core"
import { sql } from "kysely"
import { updateRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { deliveryOf } from "../rows/message.ts"
import { ask, type Step, tell, write } from "../step.ts"
import type { DeliveryTable } from "../tables.ts"

const isDue = sql<boolean>`delivery.status = 'due'`

/** Take the deliveries of a channel that are due, the oldest first; they are not due again before `until`. */
export function* takeDeliveries(
  dialect: Dialect,
  channel: Target["channel"],
  now: number,
  until: number,
  limit: number
): Step<ReadonlyArray<Delivery>> {
  const rows = yield* ask(
    dialect.db.selectFrom("delivery")
      .innerJoin(
        "message",
        (join) =>
          join.onRef("message.workspace_id", "=", "delivery.workspace_id").onRef(
            "message.id",
            "=",
            "delivery.message_id"
          )
      )
      .selectAll("message").select(["delivery.channel", "delivery.address", "delivery.tries"])
      .where("channel", "=", channel).where(isDue).where("due_at", "<=", now)
      .orderBy("due_at").orderBy("message_id").limit(limit)
      .$if(dialect.rowLocks, (query) => query.forUpdate("delivery").skipLocked())
  )
  yield* write(
    updateRows(
      dialect,
      "delivery",
      ["due_at"],
      ["workspace_id", "message_id", "channel", "address"],
      rows.map(({ address, channel, id, workspace_id }) => ({
        workspace_id,
        message_id: id,
        channel,
        address,
        due_at: until
      }))
    )
  )
  return rows.map(deliveryOf)
}

/** Note what became of a delivery. One that was delivered stays so, whatever is noted after it. */
export function* noteDelivery(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  id: MessageId,
  { address, channel }: Target,
  result: Parameters<StoreShape["noteDelivery"]>[3]
): Step<void> {
  const delivery = db.updateTable("delivery")
    .where("workspace_id", "=", workspaceId).where("message_id", "=", id)
    .where("channel", "=", channel).where("address", "=", address).where("status", "<>", "done")
  if (result._tag === "Delivered") {
    yield* tell(delivery.set({ status: "done" }))
    return
  }
  const { reason, retryAt } = result
  const next: Partial<DeliveryTable> = retryAt === undefined ? { status: "dead" } : { status: "due", due_at: retryAt }
  yield* tell(delivery.set(({ eb }) => ({ ...next, tries: eb("tries", "+", 1), last_error: reason })))
}
