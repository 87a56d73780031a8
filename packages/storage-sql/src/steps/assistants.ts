import type { Assistant, AssistantId, NotFound, WorkspaceId } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { assistantOf, assistantRow } from "../rows/workspace.ts"
import { ask, askFirst, type Step, tell } from "../step.ts"
import { found, knownWorkspace } from "./known.ts"

/** A new assistant. */
export function* addAssistant(dialect: Dialect, assistant: Assistant): Step<void, NotFound> {
  yield* knownWorkspace(dialect, assistant.workspaceId)
  yield* tell(dialect.db.insertInto("assistant").values(assistantRow(assistant)))
}

/** One assistant of a workspace. */
export function* assistant({ db }: Dialect, workspaceId: WorkspaceId, id: AssistantId): Step<Assistant, NotFound> {
  const row = yield* askFirst(
    db.selectFrom("assistant").selectAll().where("workspace_id", "=", workspaceId).where("id", "=", id)
  )
  return assistantOf(yield* found(row, "assistant", id))
}

/** All assistants of a workspace, the oldest first. */
export function* assistants({ db }: Dialect, workspaceId: WorkspaceId): Step<ReadonlyArray<Assistant>> {
  const rows = yield* ask(
    db.selectFrom("assistant").selectAll().where("workspace_id", "=", workspaceId).orderBy("created_at").orderBy("id")
  )
  return rows.map(assistantOf)
}
