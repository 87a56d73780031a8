import {
  type NotFound,
  rotated,
  type Signing,
  type Webhook,
  type WebhookChange,
  type WebhookId,
  type WorkspaceId
} from "@campanile/core"
import { sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { lineOf } from "../rows/message.ts"
import { changedColumns, signingColumns, signingOf, webhookColumns, webhookOf } from "../rows/webhook.ts"
import { ask, askFirst, type Step, tell } from "../step.ts"
import { found, knownWorkspace } from "./known.ts"

/** Add a webhook, with what signs its messages. */
export function* addWebhook(dialect: Dialect, webhook: Webhook, signing: Signing): Step<void, NotFound> {
  yield* knownWorkspace(dialect, webhook.workspaceId)
  yield* tell(dialect.db.insertInto("webhook").values({ ...webhookColumns(webhook), ...signingColumns(signing) }))
}

/** The webhooks of some workspaces, the oldest of each first. */
export function* webhooksOf(
  { among, db }: Dialect,
  workspaces: ReadonlyArray<WorkspaceId>
): Step<ReadonlyArray<Webhook>> {
  const rows = yield* ask(
    db.selectFrom("webhook").selectAll().where(among("workspace_id", workspaces)).orderBy("created_at").orderBy("id")
  )
  return rows.map(webhookOf)
}

/** The target fares as if it had never been tried. */
function* forget({ db }: Dialect, workspaceId: WorkspaceId, address: string): Step<void> {
  yield* tell(
    db.deleteFrom("delivery_trouble").where("workspace_id", "=", workspaceId).where("channel", "=", "webhook")
      .where("address", "=", address)
  )
}

/** Change what is named of a webhook, and try it at once. It is one statement, for a delivery may say that it is gone. */
export function* updateWebhook(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  id: WebhookId,
  change: WebhookChange
): Step<Webhook, NotFound> {
  yield* forget(dialect, workspaceId, id)
  const row = yield* askFirst(
    dialect.db.updateTable("webhook").set((row) => ({ url: row.ref("url"), ...changedColumns(change) }))
      .where("workspace_id", "=", workspaceId).where("id", "=", id).returningAll()
  )
  return webhookOf(yield* found(row, "webhook", id))
}

/** Remove a webhook, and some of what waits for it or was given up; answers with how much. */
export function* removeWebhook(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  id: WebhookId,
  limit: number
): Step<number, NotFound> {
  const { among, db } = dialect
  yield* forget(dialect, workspaceId, id)
  const row = yield* askFirst(
    db.deleteFrom("webhook").where("workspace_id", "=", workspaceId).where("id", "=", id).returning("id")
  )
  const due = yield* ask(
    db.selectFrom("delivery").select("delivery.message_id")
      .where("delivery.channel", "=", "webhook").where("delivery.line", "=", lineOf(workspaceId, id))
      .where(sql<boolean>`delivery.status = 'due'`).limit(limit)
  )
  const dead = yield* ask(
    db.selectFrom("delivery").select("delivery.message_id")
      .where("delivery.workspace_id", "=", workspaceId).where("delivery.channel", "=", "webhook")
      .where("delivery.address", "=", id).where(sql<boolean>`delivery.status = 'dead'`).limit(limit - due.length)
  )
  const left = [...due, ...dead].map(({ message_id }) => message_id)
  if (left.length === 0) yield* found(row, "webhook", id)
  yield* tell(
    db.deleteFrom("delivery").where("workspace_id", "=", workspaceId).where(among("message_id", left))
      .where("channel", "=", "webhook").where("address", "=", id)
  )
  return left.length
}

/** What signs the messages to the callback URLs of a workspace, for a step that changes it. */
function* openCallbacks({ db, rowLocks }: Dialect, workspaceId: WorkspaceId): Step<Signing | undefined> {
  const row = yield* askFirst(
    db.selectFrom("callback_signing").selectAll().where("workspace_id", "=", workspaceId)
      .$if(rowLocks, (query) => query.forUpdate())
  )
  return row === undefined ? undefined : signingOf(row)
}

function* rotateCallbacks(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  secret: Signing["secret"],
  until: number
): Step<void, NotFound> {
  yield* knownWorkspace(dialect, workspaceId)
  const columns = signingColumns(rotated(yield* openCallbacks(dialect, workspaceId), secret, until))
  yield* tell(
    dialect.db.insertInto("callback_signing").values({ workspace_id: workspaceId, ...columns })
      .onConflict((conflict) => conflict.column("workspace_id").doUpdateSet(columns))
  )
}

/** Sign with a new secret, and with the old one beside it for a while. */
export function* rotateSecret(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  id: WebhookId | null,
  secret: Signing["secret"],
  until: number
): Step<void, NotFound> {
  if (id === null) return yield* rotateCallbacks(dialect, workspaceId, secret, until)
  const { db, rowLocks } = dialect
  const row = yield* askFirst(
    db.selectFrom("webhook").selectAll().where("workspace_id", "=", workspaceId).where("id", "=", id)
      .$if(rowLocks, (query) => query.forUpdate())
  )
  const before = signingOf(yield* found(row, "webhook", id))
  yield* tell(
    db.updateTable("webhook").set(signingColumns(rotated(before, secret, until)))
      .where("workspace_id", "=", workspaceId).where("id", "=", id)
  )
}

/** The secret that signs what goes to callback URLs: the one that there is, or this one from now on. */
export function* callbackSecret(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  fresh: Signing["secret"]
): Step<Signing["secret"], NotFound> {
  yield* knownWorkspace(dialect, workspaceId)
  const columns = signingColumns({ secret: fresh, previous: null })
  yield* tell(
    dialect.db.insertInto("callback_signing").values({ workspace_id: workspaceId, ...columns })
      .onConflict((conflict) => conflict.column("workspace_id").doNothing())
  )
  const { secret } = yield* found(yield* openCallbacks(dialect, workspaceId), "workspace", workspaceId)
  return secret
}
