import type {
  Account,
  AnswerPlan,
  apiSource,
  AssistantId,
  AttemptId,
  AttemptState,
  CallId,
  CallingPolicy,
  CallStatus,
  CampaignId,
  CampaignStatus,
  Cause,
  Disposition,
  EndReason,
  IdBlock,
  ListId,
  ListStatus,
  Message,
  MessageId,
  MessageType,
  NodeId,
  NumberId,
  Phone,
  PostingKind,
  RowProblem,
  SubStatus,
  Target,
  WorkspaceId,
  Zone,
  ZoneSet
} from "@campanile/core"
import type { Json } from "./json.ts"

/** Who wants slots: a campaign, or the API calls together. */
export type SourceKey = CampaignId | typeof apiSource

/** A tariff, column by column. */
export interface TariffColumns {
  connect_fee: number
  rate_per_minute: number
  first_increment: number
  next_increment: number
}

/** Its key is called like the column by which every other table belongs to it. */
export interface WorkspaceTable extends TariffColumns {
  workspace_id: WorkspaceId
  name: string
  capacity: number
  created_at: number
}

/** Kept beside the ledger, and always the sum of it. `lines` counts its lines. */
export interface CreditBalanceTable {
  workspace_id: WorkspaceId
  granted: number
  available: number
  held: number
  spent: number
  lines: number
}

/** The ledger, numbered from 1 in the order in which it is written. */
export interface PostingTable {
  workspace_id: WorkspaceId
  number: number
  kind: PostingKind
  from_account: Account
  to_account: Account
  amount: number
  attempt_id: AttemptId | null
  note: string
  at: number
}

export interface ApiKeyTable {
  workspace_id: WorkspaceId
  hash: string
  label: string
  created_at: number
}

export interface AssistantTable {
  workspace_id: WorkspaceId
  id: AssistantId
  name: string
  prompt: string
  answer: Json<AnswerPlan>
  created_at: number
}

/** `arrival_at` is the state of its pace: the theoretical arrival time of its next dial. */
export interface CallerNumberTable {
  workspace_id: WorkspaceId
  id: NumberId
  phone: Phone
  label: string
  per_second: number
  burst: number
  arrival_at: number
  created_at: number
}

export interface ContactListTable {
  workspace_id: WorkspaceId
  id: ListId
  name: string
  status: ListStatus
  columns: Json<ReadonlyArray<string>>
  phone_column: string
  accepted: number
  rejected: number
  reason: string
  created_at: number
}

/** Cold: read when its call is dialed, never searched. */
export interface ContactTable {
  workspace_id: WorkspaceId
  list_id: ListId
  number: number
  line: number
  phone: Phone
  zones: ZoneSet
  variables: Json<Readonly<Record<string, string>>>
}

/** `number` counts the rejected rows of a list, for a line may have more than one. */
export interface RejectedRowTable {
  workspace_id: WorkspaceId
  list_id: ListId
  line: number
  number: number
  at_column: string
  code: RowProblem
  reason: string
  text: string
}

/** `call_block` is the block of its calls' ids, empty before it has any: they stand side by side in the key. */
export interface CampaignTable {
  workspace_id: WorkspaceId
  id: CampaignId
  name: string
  list_id: ListId
  assistant_id: AssistantId
  numbers: Json<ReadonlyArray<NumberId>>
  variables: Json<Readonly<Record<string, string>>>
  policy: Json<CallingPolicy>
  timezone: Zone
  starts_at: number | null
  ends_at: number | null
  notify: Json<ReadonlyArray<string>>
  callback_url: string | null
  status: CampaignStatus
  cause: Cause | null
  end_reason: EndReason | null
  call_block: IdBlock | ""
  created_at: number
  updated_at: number
}

/** The zone sets of a source's calls: a claim asks the due index for each that is open, and for no other. */
export interface SourceZoneTable {
  workspace_id: WorkspaceId
  source: SourceKey
  zones: ZoneSet
}

/**
 * How many calls of a source stand where, and what its ended attempts come to: written by the step that changes them,
 * so that a progress is never counted. An empty disposition stands for none. `attempts` and `spent` mean something as
 * sums over a source only.
 */
export interface TallyTable {
  workspace_id: WorkspaceId
  source: SourceKey
  status: CallStatus
  disposition: Disposition | ""
  calls: number
  attempts: number
  spent: number
}

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
  carrier_errors: number
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

/** It lives as long as `ended_at` is null: no other column of a live attempt is in an index but its keys. */
export interface AttemptTable extends TariffColumns {
  workspace_id: WorkspaceId
  id: AttemptId
  call_id: CallId
  source: SourceKey
  number_id: NumberId
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
}

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

/** All tables of a store, by name. */
export interface Tables {
  workspace: WorkspaceTable
  credit_balance: CreditBalanceTable
  posting: PostingTable
  api_key: ApiKeyTable
  assistant: AssistantTable
  caller_number: CallerNumberTable
  contact_list: ContactListTable
  contact: ContactTable
  rejected_row: RejectedRowTable
  campaign: CampaignTable
  source_zone: SourceZoneTable
  tally: TallyTable
  call: CallTable
  api_call: ApiCallTable
  attempt: AttemptTable
  node: NodeTable
  message: MessageTable
  delivery: DeliveryTable
  campanile_migration: MigrationTable
}
