import { type ApiCall, apiSource, type Attempt, type Call, type CampaignId, sourceOf } from "@campanile/core"
import { fromJson, toJson } from "../json.ts"
import type { ApiCallTable, AttemptTable, CallTable, SourceKey } from "../tables.ts"
import { tariffColumns, tariffOf } from "./workspace.ts"

/** The campaign that a source is; null for the API. */
export const campaignIdOf = (source: SourceKey): CampaignId | null => source === apiSource ? null : source

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
  carrier_errors: call.carrierErrors,
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
  carrierErrors: row.carrier_errors,
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

/** An attempt as a row. */
export const attemptRow = (attempt: Attempt): AttemptTable => ({
  workspace_id: attempt.workspaceId,
  id: attempt.id,
  call_id: attempt.callId,
  source: sourceOf(attempt),
  number_id: attempt.numberId,
  phone: attempt.phone,
  state: attempt.state,
  node_id: attempt.nodeId,
  epoch: attempt.epoch,
  carrier_call_id: attempt.carrierCallId,
  held: attempt.held,
  spent: attempt.spent,
  ...tariffColumns(attempt.tariff),
  ring_seconds: attempt.ringSeconds,
  limit_seconds: attempt.limitSeconds,
  claimed_at: attempt.claimedAt,
  placed_at: attempt.placedAt,
  ringing_at: attempt.ringingAt,
  answered_at: attempt.answeredAt,
  ended_at: attempt.endedAt,
  deadline_at: attempt.deadlineAt,
  disposition: attempt.disposition,
  talk_seconds: attempt.talkSeconds,
  code: attempt.code
})

/** The attempt of a row. */
export const attemptOf = (row: AttemptTable): Attempt => ({
  workspaceId: row.workspace_id,
  id: row.id,
  callId: row.call_id,
  campaignId: campaignIdOf(row.source),
  numberId: row.number_id,
  phone: row.phone,
  state: row.state,
  nodeId: row.node_id,
  epoch: row.epoch,
  carrierCallId: row.carrier_call_id,
  held: row.held,
  spent: row.spent,
  tariff: tariffOf(row),
  ringSeconds: row.ring_seconds,
  limitSeconds: row.limit_seconds,
  claimedAt: row.claimed_at,
  placedAt: row.placed_at,
  ringingAt: row.ringing_at,
  answeredAt: row.answered_at,
  endedAt: row.ended_at,
  deadlineAt: row.deadline_at,
  disposition: row.disposition,
  talkSeconds: row.talk_seconds,
  code: row.code
})
