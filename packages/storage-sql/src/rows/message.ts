import type { Message, Target, WorkspaceId } from "@campanile/core"
import { fromJson, toJson } from "../json.ts"
import type { DeliveryTable, MessageTable } from "../tables.ts"

/** A message as a row. */
export const messageRow = (message: Message): MessageTable => ({
  workspace_id: message.workspaceId,
  id: message.id,
  type: message.type,
  campaign_id: message.campaignId,
  call_id: message.callId,
  payload: toJson(message.payload),
  at: message.at
})

/** A target among those of all workspaces. */
export const lineOf = (workspaceId: WorkspaceId, address: string): string => `${workspaceId} ${address}`

/** The delivery of a message to a target, due at once, as a row. */
export const deliveryRow = ({ at, id, workspaceId }: Message, { address, channel }: Target): DeliveryTable => ({
  workspace_id: workspaceId,
  message_id: id,
  channel,
  address,
  line: lineOf(workspaceId, address),
  status: "due",
  due_at: at,
  since: at,
  tries: 0,
  last_error: ""
})

/** The message of a row. */
export const messageOf = (row: MessageTable): Message => ({
  workspaceId: row.workspace_id,
  id: row.id,
  type: row.type,
  campaignId: row.campaign_id,
  callId: row.call_id,
  payload: fromJson(row.payload),
  at: row.at
})
