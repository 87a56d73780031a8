import { type ApiCall, apiSource, type Call, type CampaignId, sourceOf } from "@campanile/core"
import { fromJson, toJson } from "../json.ts"
import type { ApiCallTable, CallTable, SourceKey } from "../tables.ts"

/** The campaign that a source is; null for the API. */
export const campaignIdOf = (source: SourceKey): CampaignId | null => source === apiSource ? null : source

/** How the attempts of a call ended so far. */
export const outcomesOf = (text: CallTable["outcomes"]): Call["outcomes"] => text === "{}" ? {} : fromJson(text)

/** A call as a row. */
export const callRow = (call: Call): CallTable => ({
  workspace_id: call.workspaceId,
  id: call.id,
  source: sourceOf(call),
  contact: call.contact,
  phone: call.phone,
  zones: call.zones,
  status: call.status,
  sub_status: call.subStatus,
  due_at: call.dueAt,
  attempts: call.attempts,
  outcomes: toJson(call.outcomes),
  last_number_id: call.lastNumberId,
  disposition: call.disposition,
  created_at: call.createdAt,
  updated_at: call.updatedAt
})

/** The call of a row. */
export const callOf = (row: CallTable): Call => ({
  workspaceId: row.workspace_id,
  id: row.id,
  campaignId: campaignIdOf(row.source),
  contact: row.contact,
  phone: row.phone,
  zones: row.zones,
  status: row.status,
  subStatus: row.sub_status,
  dueAt: row.due_at,
  attempts: row.attempts,
  outcomes: outcomesOf(row.outcomes),
  lastNumberId: row.last_number_id,
  disposition: row.disposition,
  createdAt: row.created_at,
  updatedAt: row.updated_at
})

/** What a call from the API brings along, as a row. */
export const apiCallRow = ({ id, workspaceId }: Call, api: ApiCall): ApiCallTable => ({
  workspace_id: workspaceId,
  call_id: id,
  name: api.name,
  assistant_id: api.assistantId,
  numbers: toJson(api.numbers),
  variables: toJson(api.variables),
  policy: toJson(api.policy),
  callback_url: api.callbackUrl
})

/** What the row of a call from the API brings along. */
export const apiCallOf = (row: ApiCallTable): ApiCall => ({
  name: row.name,
  assistantId: row.assistant_id,
  numbers: fromJson(row.numbers),
  variables: fromJson(row.variables),
  policy: fromJson(row.policy),
  callbackUrl: row.callback_url
})
