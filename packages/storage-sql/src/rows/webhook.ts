import type { Signing, Trouble, Webhook, WebhookChange } from "@campanile/core"
import { Redacted } from "effect"
import { fromJson, toJson } from "../json.ts"
import type { DeliveryTroubleTable, SigningColumns, WebhookTable } from "../tables.ts"

/** What signs messages, as columns. */
export const signingColumns = ({ previous, secret }: Signing): SigningColumns => ({
  secret: Redacted.value(secret),
  old_secret: previous === null ? null : Redacted.value(previous.secret),
  old_until: previous === null ? null : previous.until
})

/** What signs messages, from its columns. */
export const signingOf = ({ old_secret, old_until, secret }: SigningColumns): Signing => ({
  secret: Redacted.make(secret),
  previous: old_secret === null || old_until === null ? null : { secret: Redacted.make(old_secret), until: old_until }
})

const eventsColumn = (events: Webhook["events"]): WebhookTable["events"] => events === null ? null : toJson(events)

/** A webhook as columns, all but what signs its messages. */
export const webhookColumns = (webhook: Webhook): Omit<WebhookTable, keyof SigningColumns> => ({
  workspace_id: webhook.workspaceId,
  id: webhook.id,
  url: webhook.url,
  events: eventsColumn(webhook.events),
  paused: webhook.paused ? 1 : 0,
  cause: webhook.cause,
  created_at: webhook.createdAt
})

/** What a change of a webhook says of its columns, as `changedWebhook` has it. */
export const changedColumns = (
  { events, paused, url }: WebhookChange
): Partial<Pick<WebhookTable, "url" | "events" | "paused" | "cause">> => ({
  ...(url === undefined ? {} : { url }),
  ...(events === undefined ? {} : { events: eventsColumn(events) }),
  ...(paused === undefined ? {} : { paused: paused ? 1 : 0, cause: null })
})

/** The webhook of a row. */
export const webhookOf = (row: WebhookTable): Webhook => ({
  workspaceId: row.workspace_id,
  id: row.id,
  url: row.url,
  events: row.events === null ? null : fromJson(row.events),
  paused: row.paused === 1,
  cause: row.cause,
  createdAt: row.created_at
})

/** How the target of a row fares. */
export const troubleOf = ({ failures, rests_until, since }: DeliveryTroubleTable): Trouble => ({
  failures,
  since,
  restsUntil: rests_until
})
