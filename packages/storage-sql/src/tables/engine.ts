import type {
  CallId,
  CampaignId,
  Message,
  MessageId,
  MessageType,
  NodeId,
  Target,
  Webhook,
  WebhookId,
  WorkspaceId
} from "@campanile/core"
import type { Json } from "../json.ts"

export interface NodeTable {
  id: NodeId
  epoch: number
  lease_until: number
}

/** Messages that are for somebody. */
export interface MessageTable {
  workspace_id: WorkspaceId
  id: MessageId
  type: MessageType
  campaign_id: CampaignId | null
  call_id: CallId | null
  payload: Json<Message["payload"]>
  at: number
}

/**
 * Messages on their way to their targets. `line` is the workspace and the address in one, so that an index has targets one
 * after the other. `due_at` is when it is tried next, or when it was delivered or given up; `since` is from when on it was
 * to be told, which is later than its message where it was replayed.
 */
export interface DeliveryTable {
  workspace_id: WorkspaceId
  message_id: MessageId
  channel: Target["channel"]
  address: string
  line: string
  status: "due" | "done" | "dead"
  due_at: number
  since: number
  tries: number
  last_error: string
}

/** The targets that failed when they were tried last, and only those. */
export interface DeliveryTroubleTable {
  workspace_id: WorkspaceId
  channel: Target["channel"]
  address: string
  failures: number
  since: number
  rests_until: number
}

/** What signs the messages to a target; the old secret as long as it signs beside the new one. */
export interface SigningColumns {
  secret: string
  old_secret: string | null
  old_until: number | null
}

/** `paused` is 1 or 0; `events` is null for all. */
export interface WebhookTable extends SigningColumns {
  workspace_id: WorkspaceId
  id: WebhookId
  url: string
  events: Json<NonNullable<Webhook["events"]>> | null
  paused: number
  cause: Webhook["cause"]
  created_at: number
}

/** What signs the messages to the callback URLs of a workspace. */
export interface CallbackSigningTable extends SigningColumns {
  workspace_id: WorkspaceId
}

/** The migrations that were applied. */
export interface MigrationTable {
  number: number
  name: string
  applied_at: number
}
