import { type DeadDelivery, type DeadFilter, erasedMark, type Page, type WorkspaceId } from "@campanile/core"
import { type Expression, type ExpressionBuilder, sql, type SqlBool } from "kysely"
import { updateRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { messageOf } from "../rows/message.ts"
import { ask, type Step, tell, write } from "../step.ts"
import type { Tables } from "../tables.ts"
import { toldDeliveries } from "./deliveries.ts"

/** The dead deliveries of a workspace that are meant. */
const meant = ({ among }: Dialect, workspaceId: WorkspaceId, { address, from, messages, until }: DeadFilter) =>
(
  where: ExpressionBuilder<Tables, "delivery">
): Expression<SqlBool> =>
  where.and([
    where("delivery.workspace_id", "=", workspaceId),
    where("delivery.channel", "=", "webhook"),
    sql<SqlBool>`delivery.status = 'dead'`,
    ...(messages === undefined ? [] : [among("delivery.message_id", messages)]),
    ...(address === undefined ? [] : [where("delivery.address", "=", address)]),
    ...(from === undefined ? [] : [where("delivery.due_at", ">=", from)]),
    ...(until === undefined ? [] : [where("delivery.due_at", "<", until)])
  ])

/** Webhook deliveries of a workspace that were given up, the first first. */
export function* deadDeliveries(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  filter: DeadFilter,
  { limit, offset }: Page
): Step<ReadonlyArray<DeadDelivery>> {
  const rows = yield* ask(
    toldDeliveries(dialect)
      .selectAll("message")
      .select(["delivery.channel", "delivery.address", "delivery.tries", "delivery.last_error", "delivery.due_at"])
      .where(meant(dialect, workspaceId, filter))
      .orderBy("delivery.due_at").orderBy("delivery.message_id").orderBy("delivery.address")
      .limit(limit).offset(offset)
  )
  return rows.map((row) => ({
    message: messageOf(row),
    target: { channel: row.channel, address: row.address },
    tries: row.tries,
    reason: row.last_error,
    at: row.due_at
  }))
}

/** Let some dead deliveries be due again, and their targets fare as if they had never been tried; answers with how many. */
export function* replayDeliveries(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  filter: DeadFilter,
  now: number,
  limit: number
): Step<number> {
  const { among, db } = dialect
  const rows = yield* ask(
    db.selectFrom("delivery").select(["delivery.message_id", "delivery.address"])
      .where(meant(dialect, workspaceId, filter)).where("delivery.address", "not like", `${erasedMark}%`)
      .orderBy("delivery.due_at").orderBy("delivery.message_id").orderBy("delivery.address").limit(limit)
  )
  if (rows.length === 0) return 0
  yield* tell(
    db.deleteFrom("delivery_trouble").where("workspace_id", "=", workspaceId).where("channel", "=", "webhook")
      .where(among("address", [...new Set(rows.map(({ address }) => address))]))
  )
  yield* write(
    updateRows(
      dialect,
      "delivery",
      ["status", "due_at", "since", "tries"],
      ["workspace_id", "message_id", "channel", "address"],
      rows.map(({ address, message_id }) => ({
        workspace_id: workspaceId,
        message_id,
        channel: "webhook",
        address,
        status: "due",
        due_at: now,
        since: now,
        tries: 0
      }))
    )
  )
  return rows.length
}
