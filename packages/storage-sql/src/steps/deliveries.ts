import {
  type Delivery,
  isSounded,
  secretsAt,
  type Share,
  type Signing,
  type Target,
  type Trouble,
  type Webhook,
  type WorkspaceId
} from "@campanile/core"
import { sql } from "kysely"
import { updateRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { lineOf, messageOf } from "../rows/message.ts"
import { signingOf, troubleOf, webhookOf } from "../rows/webhook.ts"
import { ask, askRaw, type Step, write } from "../step.ts"
import type { DeliveryTable, MessageTable } from "../tables.ts"

const isDue = sql<boolean>`delivery.status = 'due'`

/** Deliveries with the messages that they bring. */
export const toldDeliveries = ({ db }: Dialect) =>
  db.selectFrom("delivery").innerJoin(
    "message",
    (join) =>
      join.onRef("message.workspace_id", "=", "delivery.workspace_id").onRef("message.id", "=", "delivery.message_id")
  )

/** The most targets that one step looks into: each is a question of its own. */
const mostLines = 64

/**
 * The targets for which something waits, with the instant from which their oldest is due. The index is entered once for
 * each of them, however much waits there: the database looks for the next target beyond the one that it has found.
 */
function* waitingLines(
  { db }: Dialect,
  channel: Target["channel"]
): Step<ReadonlyArray<{ readonly line: string; readonly due_at: number }>> {
  const next = (after: ReturnType<typeof sql>) =>
    sql`(select min(delivery.line) from delivery where delivery.channel = ${channel} and ${isDue} ${after})`
  return yield* askRaw(
    db,
    sql<{ readonly line: string; readonly due_at: number }>`with recursive waiting (line) as (
        select ${next(sql``)}
        union all
        select ${next(sql`and delivery.line > waiting.line`)} from waiting where waiting.line is not null
      )
      select waiting.line as line, (
        select min(delivery.due_at) from delivery
        where delivery.channel = ${channel} and ${isDue} and delivery.line = waiting.line
      ) as due_at
      from waiting where waiting.line is not null`
  )
}

/** What is known of the targets of some workspaces. */
interface Known {
  readonly troubles: ReadonlyMap<string, Trouble>
  readonly webhooks: ReadonlyMap<string, { readonly webhook: Webhook; readonly signing: Signing }>
  readonly callbacks: ReadonlyMap<WorkspaceId, Signing>
}

function* knownOf(
  { among, db }: Dialect,
  channel: Target["channel"],
  workspaces: ReadonlyArray<string>
): Step<Known> {
  const troubles = yield* ask(
    db.selectFrom("delivery_trouble").selectAll().where(among("workspace_id", workspaces)).where(
      "channel",
      "=",
      channel
    )
  )
  const webhooks = yield* ask(db.selectFrom("webhook").selectAll().where(among("workspace_id", workspaces)))
  const callbacks = yield* ask(db.selectFrom("callback_signing").selectAll().where(among("workspace_id", workspaces)))
  return {
    troubles: new Map(troubles.map((row) => [lineOf(row.workspace_id, row.address), troubleOf(row)])),
    webhooks: new Map(
      webhooks.map((row) => [lineOf(row.workspace_id, row.id), { webhook: webhookOf(row), signing: signingOf(row) }])
    ),
    callbacks: new Map(callbacks.map((row) => [row.workspace_id, signingOf(row)]))
  }
}

/** The oldest that are due of one target. */
function* oldestOf(
  dialect: Dialect,
  channel: Target["channel"],
  line: string,
  now: number,
  limit: number
): Step<ReadonlyArray<MessageTable & Pick<DeliveryTable, "address" | "tries" | "line" | "due_at">>> {
  return yield* ask(
    toldDeliveries(dialect)
      .selectAll("message").select(["delivery.address", "delivery.tries", "delivery.line", "delivery.due_at"])
      .where("delivery.channel", "=", channel).where("delivery.line", "=", line).where(isDue)
      .where("delivery.due_at", "<=", now)
      .orderBy("delivery.due_at").orderBy("delivery.message_id").limit(limit)
      .$if(dialect.rowLocks, (query) => query.forUpdate("delivery").skipLocked())
  )
}

/** Take deliveries that are due, of each target its oldest; they are not due again before `until`. */
export function* takeDeliveries(
  dialect: Dialect,
  channel: Target["channel"],
  now: number,
  until: number,
  limit: number,
  share?: Share
): Step<ReadonlyArray<Delivery>> {
  const busy = new Set(share?.busy.map(({ address, workspaceId }) => lineOf(workspaceId, address)))
  const due = (yield* waitingLines(dialect, channel)).filter(({ due_at, line }) =>
    Number(due_at) <= now && !busy.has(line)
  )
  if (due.length === 0) return []
  const { callbacks, troubles, webhooks } = yield* knownOf(dialect, channel, workspacesOf(due))
  const lines = due
    .filter(({ line }) => webhooks.get(line)?.webhook.paused !== true)
    .filter(({ line }) => (troubles.get(line)?.restsUntil ?? 0) <= now)
    .toSorted((a, b) => Number(a.due_at) - Number(b.due_at) || (a.line < b.line ? -1 : 1))
    .slice(0, Math.min(limit, mostLines))
  const each = Math.min(share?.most ?? limit, Math.max(1, Math.floor(limit / lines.length)))
  const rows = []
  for (const { line } of lines) {
    rows.push(...(yield* oldestOf(dialect, channel, line, now, isSounded(troubles.get(line)) ? 1 : each)))
  }
  yield* write(
    updateRows(
      dialect,
      "delivery",
      ["due_at"],
      ["workspace_id", "message_id", "channel", "address"],
      rows.map(({ address, id, workspace_id }) => ({ workspace_id, message_id: id, channel, address, due_at: until }))
    )
  )
  return rows.toSorted((a, b) => a.due_at - b.due_at || (a.id < b.id ? -1 : 1)).map((row) => {
    const { address, line, tries, workspace_id } = row
    const webhook = webhooks.get(line)
    return {
      message: messageOf(row),
      target: { channel, address },
      tries,
      to: webhook?.webhook.url ?? address,
      secrets: channel === "mail" ? [] : secretsAt(webhook?.signing ?? callbacks.get(workspace_id), now)
    }
  })
}

const idLength = 36

const workspacesOf = (lines: ReadonlyArray<{ readonly line: string }>) => [
  ...new Set(lines.map(({ line }) => line.slice(0, idLength)))
]
