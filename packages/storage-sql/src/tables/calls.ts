import type {
  AssistantId,
  AttemptId,
  AttemptState,
  Call,
  CallId,
  CallingPolicy,
  CallStatus,
  Decision,
  Disposition,
  Gate,
  NodeId,
  NumberId,
  Phone,
  SubStatus,
  WorkspaceId,
  ZoneSet
} from "@campanile/core"
import type { Json } from "../json.ts"
import type { SourceKey } from "./campaigns.ts"
import type { TariffColumns } from "./workspaces.ts"

/** The queue. */
export interface CallTable {
  workspace_id: WorkspaceId
  id: CallId
  source: SourceKey
  contact: number | null
  phone: Phone
  zones: ZoneSet
  status: CallStatus
  sub_status: SubStatus
  due_at: number
  attempts: number
  outcomes: Json<Call["outcomes"]>
  last_number_id: NumberId | null
  disposition: Disposition | null
  created_at: number
  updated_at: number
}

/** Cold: what a call from the API brings along. */
export interface ApiCallTable {
  workspace_id: WorkspaceId
  call_id: CallId
  name: string
  assistant_id: AssistantId
  numbers: Json<ReadonlyArray<NumberId>>
  variables: Json<Readonly<Record<string, string>>>
  policy: Json<CallingPolicy>
  callback_url: string | null
}

/** What gates decided about calls, numbered from 1 for each call. Append-only. */
export interface DecisionTable {
  workspace_id: WorkspaceId
  call_id: CallId
  number: number
  at: number
  gate: Gate
  verdict: Decision["verdict"]
  until: number | null
  reason: string
  version: string
}

/** It lives as long as `ended_at` is null: no other column of a live attempt is in an index but its keys. */
export interface AttemptTable extends TariffColumns {
  workspace_id: WorkspaceId
  id: AttemptId
  call_id: CallId
  source: SourceKey
  number_id: NumberId
  carrier: string
  phone: Phone
  state: AttemptState
  node_id: NodeId
  epoch: number
  carrier_call_id: string | null
  held: number
  spent: number
  ring_seconds: number
  limit_seconds: number
  claimed_at: number
  placed_at: number | null
  ringing_at: number | null
  answered_at: number | null
  ended_at: number | null
  deadline_at: number
  disposition: Disposition | null
  talk_seconds: number
  code: string
  /** Millionths of the currency's unit. */
  cost: number | null
  currency: string | null
}
