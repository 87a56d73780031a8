import type { Decision } from "@campanile/core"
import type { DecisionTable } from "../tables.ts"

/** A decision as a row; `number` counts those of its call. */
export const decisionRow = (decision: Decision, number: number): DecisionTable => ({
  workspace_id: decision.workspaceId,
  call_id: decision.callId,
  number,
  at: decision.at,
  gate: decision.gate,
  verdict: decision.verdict,
  until: decision.until,
  reason: decision.reason,
  version: decision.version
})

/** The decision of a row. */
export const decisionOf = (row: DecisionTable): Decision => ({
  workspaceId: row.workspace_id,
  callId: row.call_id,
  at: row.at,
  gate: row.gate,
  verdict: row.verdict,
  until: row.until,
  reason: row.reason,
  version: row.version
})
