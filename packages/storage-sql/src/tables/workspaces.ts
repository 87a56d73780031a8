import type {
  Account,
  AnswerPlan,
  AssistantId,
  AttemptId,
  CampaignId,
  FrequencyCap,
  NumberId,
  Phone,
  PostingKind,
  PriceList,
  SuppressionScope,
  WorkspaceId
} from "@campanile/core"
import type { Json } from "../json.ts"

/** A tariff, column by column. */
export interface TariffColumns {
  connect_fee: number
  rate_per_minute: number
  first_increment: number
  next_increment: number
}

/** The health of something that dials, column by column. */
export interface HealthColumns {
  failing: number
  outcomes: number
  open_until: number
  opened: number
}

/**
 * Its key is called like the column by which every other table belongs to it. All attempts that live have ids that come
 * after `live_mark`, the beginning of one: who counts them does not have to look before it, where on Postgres all that have
 * ended still stand for as long as anybody has a snapshot from before.
 */
export interface WorkspaceTable {
  workspace_id: WorkspaceId
  name: string
  capacity: number
  api_reserve: number
  prices: Json<PriceList>
  frequency_cap: Json<FrequencyCap> | null
  created_at: number
  live_mark: string
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
  campaign_id: CampaignId | null
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

/** `arrival_at` is the state of its pace: the theoretical arrival time of its next dial. `paused` is 1 or 0. */
export interface CallerNumberTable extends HealthColumns {
  workspace_id: WorkspaceId
  id: NumberId
  phone: Phone
  label: string
  per_second: number
  burst: number
  paused: number
  arrival_at: number
  created_at: number
}

/** A carrier's account, which all workspaces share: the state of its pace, and its health. */
export interface CarrierTable extends HealthColumns {
  name: string
  arrival_at: number
}

/**
 * Numbers, and ranges of numbers, that must not be called. `scope_of` is the campaign or the subject, empty for the
 * workspace; `digits` is how many digits a range has, 0 for a number.
 */
export interface SuppressionTable {
  workspace_id: WorkspaceId
  pattern: string
  scope: SuppressionScope["kind"]
  scope_of: string
  digits: number
  source: string
  reason: string
  expires_at: number | null
  created_at: number
}
