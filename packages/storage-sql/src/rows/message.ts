import type { Delivery, Message, Target } from "@campanile/core"
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

/** The delivery of a message to a target, due at once, as a row. */
export const deliveryRow = ({ at, id, workspaceId }: Message, { address, channel }: Target): DeliveryTable => ({
  workspace_id: workspaceId,
  message_id: id,
  channel,
  address,
  status: "due",
  due_at: at,
  tries: 0,
  last_error: ""
})

/** The delivery of a row that has its message beside it. */
export const deliveryOf = (row: MessageTable & Pick<DeliveryTable, "channel" | "address" | "tries">): Delivery => ({
  message: {
    workspaceId: row.workspace_id,
    id: row.id,
    type: row.type,
    campaignId: row.campaign_id,
    callId: row.call_id,
    payload: fromJson(row.payload),
    at: row.at
  },
  target: { channel: row.channel, address: row.address },
  tries: row.tries
})
