import type { OwnRetention, WorkspaceId } from "@campanile/core"
import type { Json } from "../json.ts"
import type { SourceKey, TallyTable } from "./campaigns.ts"

/** For how long a workspace itself wants things to be kept. */
export interface RetentionTable {
  workspace_id: WorkspaceId
  policy: Json<OwnRetention>
}

/** What tallies count of calls that were removed since: a tally is always the sum of this and of the calls there are. */
export type PrunedTallyTable = TallyTable

/** What carriers charged for attempts that were removed since. */
export interface PrunedCostTable {
  workspace_id: WorkspaceId
  source: SourceKey
  currency: string
  /** Millionths of the currency's unit. */
  amount: number
  /** Micro-credits. */
  spent: number
  attempts: number
}
