import type { WorkspaceId } from "@campanile/core"
import { sql, type SqlBool } from "kysely"
import { insertRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { ask, type Step, write } from "../step.ts"
import type { SourceKey, SourceStateTable } from "../tables.ts"

/** What earlier turns owe the sources of a workspace; nothing to those that are not in it. */
export function* owedBySource({ db }: Dialect, workspaceId: WorkspaceId): Step<ReadonlyMap<SourceKey, number>> {
  const rows = yield* ask(
    db.selectFrom("source_state").select(["source", "owed"]).where("workspace_id", "=", workspaceId)
      .where(sql<SqlBool>`owed <> 0`)
  )
  return new Map(rows.map(({ owed, source }) => [source, owed]))
}

/** Keep what sources are owed from now on, where it is another than before. */
export function* putOwed(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  before: ReadonlyMap<SourceKey, number>,
  after: ReadonlyMap<SourceKey, number>
): Step<void> {
  const rows = [...after].filter(([source, owed]) => owed !== (before.get(source) ?? 0))
    .map(([source, owed]): SourceStateTable => ({ workspace_id: workspaceId, source, owed, held: 0, spent: 0 }))
  const ending = "on conflict (workspace_id, source) do update set owed = excluded.owed"
  yield* write(insertRows(dialect, "source_state", rows, ending))
}
