import type { CallId, CampaignId, Message, MessageId, MessageType, NodeId, Target, WorkspaceId } from "@campanile/core"
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

export interface DeliveryTable {
  workspace_id: WorkspaceId
  message_id: MessageId
  channel: Target["channel"]
  address: string
  status: "due" | "done" | "dead"
  due_at: number
  tries: number
  last_error: string
}

/** The migrations that were applied. */
export interface MigrationTable {
  number: number
  name: string
  applied_at: number
}
