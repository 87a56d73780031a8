import type { ApiKey, Assistant, Workspace } from "@campanile/core"
import { fromJson, toJson } from "../json.ts"
import type { ApiKeyTable, AssistantTable, WorkspaceTable } from "../tables.ts"

/** A workspace as a row. */
export const workspaceRow = (workspace: Workspace): Omit<WorkspaceTable, "live_mark"> => ({
  workspace_id: workspace.id,
  name: workspace.name,
  capacity: workspace.capacity,
  api_reserve: workspace.apiReserve,
  prices: toJson(workspace.prices),
  frequency_cap: workspace.frequencyCap === null ? null : toJson(workspace.frequencyCap),
  created_at: workspace.createdAt
})

/** The workspace of a row. */
export const workspaceOf = (row: Omit<WorkspaceTable, "live_mark">): Workspace => ({
  id: row.workspace_id,
  name: row.name,
  capacity: row.capacity,
  apiReserve: row.api_reserve,
  prices: fromJson(row.prices),
  frequencyCap: row.frequency_cap === null ? null : fromJson(row.frequency_cap),
  createdAt: row.created_at
})

/** A key as a row. */
export const apiKeyRow = ({ createdAt, hash, label, workspaceId }: ApiKey): ApiKeyTable => ({
  workspace_id: workspaceId,
  hash,
  label,
  created_at: createdAt
})

/** An assistant as a row. */
export const assistantRow = ({ answer, createdAt, id, name, prompt, workspaceId }: Assistant): AssistantTable => ({
  workspace_id: workspaceId,
  id,
  name,
  prompt,
  answer: toJson(answer),
  created_at: createdAt
})

/** The assistant of a row. */
export const assistantOf = (row: AssistantTable): Assistant => ({
  workspaceId: row.workspace_id,
  id: row.id,
  name: row.name,
  prompt: row.prompt,
  answer: fromJson(row.answer),
  createdAt: row.created_at
})
