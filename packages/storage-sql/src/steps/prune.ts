import {
  noneRemoved,
  type NotFound,
  type OwnRetention,
  pruneBefore,
  type Pruned,
  type Pruning,
  type WorkspaceId
} from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { fromJson, toJson } from "../json.ts"
import { askFirst, type Step, tell } from "../step.ts"
import { knownWorkspace } from "./known.ts"
import { pruneApiCalls, pruneCampaignCalls } from "./prune-calls.ts"
import { pruneMessages } from "./prune-messages.ts"
import { pruneRows } from "./prune-rows.ts"
import { workspace } from "./workspaces.ts"

/** For how long a workspace itself wants things to be kept. */
export function* retention(dialect: Dialect, workspaceId: WorkspaceId): Step<OwnRetention, NotFound> {
  yield* knownWorkspace(dialect, workspaceId)
  const row = yield* askFirst(
    dialect.db.selectFrom("retention").select("policy").where("workspace_id", "=", workspaceId)
  )
  return row === undefined ? {} : fromJson(row.policy)
}

/** Say for how long. */
export function* setRetention(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  own: OwnRetention
): Step<void, NotFound> {
  yield* knownWorkspace(dialect, workspaceId)
  const policy = toJson(own)
  yield* tell(
    dialect.db.insertInto("retention").values({ workspace_id: workspaceId, policy })
      .onConflict((conflict) => conflict.column("workspace_id").doUpdateSet({ policy }))
  )
}

/** Remove what is past its time, one batch of it. */
export function* prune(dialect: Dialect, pruning: Pruning): Step<Pruned, NotFound> {
  const { now, what, workspaceId } = pruning
  const { frequencyCap } = yield* workspace(dialect, workspaceId)
  const before = pruneBefore(what, pruning.retention, frequencyCap, now)
  if (before === undefined) return { removed: noneRemoved, next: undefined }
  switch (what) {
    case "calls":
      return yield* pruneCampaignCalls(dialect, pruning, before)
    case "api_calls":
      return yield* pruneApiCalls(dialect, pruning, before)
    case "rows":
      return yield* pruneRows(dialect, pruning, before)
    case "delivered":
      return yield* pruneMessages(dialect, pruning, "done", before)
    case "dead":
      return yield* pruneMessages(dialect, pruning, "dead", before)
  }
}
