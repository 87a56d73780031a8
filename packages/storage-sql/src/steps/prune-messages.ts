import { idFloor, type MessageId, noneRemoved, type Pruned, type Pruning } from "@campanile/core"
import { sql, type SqlBool } from "kysely"
import type { Dialect } from "../dialect.ts"
import { ask, type Step, tell } from "../step.ts"
import type { DeliveryTable } from "../tables.ts"

/**
 * Deliveries that are through, with their messages, those that were written first, first: ids are made from time, so the
 * key has them in that order; one that has the id of its call may be younger than its id. What is still due stays, and so
 * does what was given up later; a message stays as long as a delivery of it does.
 */
export function* pruneMessages(
  { among, db }: Dialect,
  { after, dryRun, limit, workspaceId }: Pruning,
  status: "done" | "dead",
  before: number
): Step<Pruned> {
  const rows = yield* ask(
    db.selectFrom("message").select(["id", "at"]).where("workspace_id", "=", workspaceId)
      .where("id", ">", after as MessageId).where("id", "<", idFloor(before) as MessageId).orderBy("id").limit(limit)
  )
  const ids = rows.filter(({ at }) => at < before).map(({ id }) => id)
  const through = yield* ask(
    db.selectFrom("delivery").select(["message_id", "status", "due_at"]).where("workspace_id", "=", workspaceId)
      .where(among("message_id", ids))
  )
  const mayGo = (delivery: Pick<DeliveryTable, "status" | "due_at">) =>
    delivery.status === status && (status === "done" || delivery.due_at < before)
  const stay = new Set(through.filter((delivery) => !mayGo(delivery)).map(({ message_id }) => message_id))
  const go = new Set(through.map(({ message_id }) => message_id).filter((id) => !stay.has(id)))
  if (!dryRun && ids.length > 0) {
    yield* tell(
      db.deleteFrom("delivery").where("workspace_id", "=", workspaceId).where(among("message_id", ids))
        .where("status", "=", status).$if(status === "dead", (query) => query.where("due_at", "<", before))
    )
    yield* tell(
      db.deleteFrom("message").where("workspace_id", "=", workspaceId).where(among("id", ids))
        .where(sql<SqlBool>`not exists (
          select 1 from delivery
          where delivery.workspace_id = message.workspace_id and delivery.message_id = message.id
        )`)
    )
  }
  return { removed: { ...noneRemoved, messages: go.size }, next: rows.length < limit ? undefined : rows.at(-1)?.id }
}
