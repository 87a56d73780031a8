import type {
  apiSource,
  AssistantId,
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
  NumberId,
  WorkspaceId,
  Zone,
  ZoneSet
} from "@campanile/core"
import type { Json } from "../json.ts"

/** Who wants slots: a campaign, or the API calls together. */
export type SourceKey = CampaignId | typeof apiSource

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
  created_at: number
  updated_at: number
  sequence: number
}

/**
 * Of which batches of its list's contacts a campaign has calls, and in which block their ids are: a block for each time
 * that calls were made. Calls of a campaign are found by it in the key of calls, without an index of their own.
 */
export interface CampaignBlockTable {
  workspace_id: WorkspaceId
  campaign_id: CampaignId
  block: IdBlock
  from_batch: number
  to_batch: number
}

/**
 * What is kept of a source beside its calls: the part of a slot that earlier turns owe it, and the micro-credits that
 * its attempts have reserved and used up; of the API's only the first.
 */
export interface SourceStateTable {
  workspace_id: WorkspaceId
  source: SourceKey
  owed: number
  held: number
  spent: number
}

/**
 * The zone sets of a source's calls: a claim asks the due index for each that is open, and for no other. The mark is a
 * place in the index: all calls of the queue that wait come after it. Without one a look would begin at the front, where
 * on Postgres everything that was dialed still stands for as long as anybody has a snapshot from before.
 */
export interface SourceZoneTable {
  workspace_id: WorkspaceId
  source: SourceKey
  zones: ZoneSet
  mark_due_at: number
  mark_id: CallId | ""
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
