import {
  type ApiKey,
  emptyBalance,
  type NotFound,
  rulesOfWorkspace,
  type Workspace,
  type WorkspaceId
} from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { apiKeyRow, workspaceOf, workspaceRow } from "../rows/workspace.ts"
import { ask, askFirst, type Step, tell } from "../step.ts"
import { aimInWorkspace } from "./aim.ts"
import { found, knownWorkspace } from "./known.ts"

/** A new workspace, without credits. */
export function* addWorkspace({ db }: Dialect, workspace: Workspace): Step<void> {
  yield* tell(db.insertInto("workspace").values({ ...workspaceRow(workspace), live_mark: "" }))
  yield* tell(db.insertInto("credit_balance").values({ workspace_id: workspace.id, ...emptyBalance, lines: 0 }))
}

/** One workspace. */
export function* workspace({ db }: Dialect, id: WorkspaceId): Step<Workspace, NotFound> {
  const row = yield* askFirst(db.selectFrom("workspace").selectAll().where("workspace_id", "=", id))
  return workspaceOf(yield* found(row, "workspace", id))
}

/** All workspaces, the oldest first. */
export function* workspaces({ db }: Dialect): Step<ReadonlyArray<Workspace>> {
  const rows = yield* ask(db.selectFrom("workspace").selectAll().orderBy("created_at").orderBy("workspace_id"))
  return rows.map(workspaceOf)
}

/** Change anything of a workspace but its age, and aim anew what waits because of rules that change. */
export function* updateWorkspace(dialect: Dialect, given: Workspace, now: number): Step<void, NotFound> {
  const { db } = dialect
  const before = yield* workspace(dialect, given.id)
  const { created_at: _, workspace_id, ...fields } = workspaceRow(given)
  const row = yield* askFirst(
    db.updateTable("workspace").set(fields).where("workspace_id", "=", workspace_id).returning("workspace_id")
  )
  yield* found(row, "workspace", given.id)
  yield* aimInWorkspace(dialect, given.id, rulesOfWorkspace(before, given), now)
}

/** A new key to a workspace. */
export function* addApiKey(dialect: Dialect, key: ApiKey): Step<void, NotFound> {
  yield* knownWorkspace(dialect, key.workspaceId)
  yield* tell(dialect.db.insertInto("api_key").values(apiKeyRow(key)))
}

/** The workspace to which a key belongs. */
export function* workspaceOfKey({ db }: Dialect, hash: string): Step<WorkspaceId | undefined> {
  const row = yield* askFirst(db.selectFrom("api_key").select("workspace_id").where("hash", "=", hash))
  return row?.workspace_id
}
