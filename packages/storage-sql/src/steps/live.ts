import type { NumberId, WorkspaceId } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { ask, type Step } from "../step.ts"
import type { SourceKey } from "../tables.ts"
import { liveBySource } from "./conditions.ts"

/** How many attempts of a workspace live. */
export interface Live {
  readonly total: number
  readonly sources: ReadonlyMap<SourceKey, number>
  readonly numbers: ReadonlyMap<NumberId, number>
}

/** How many attempts of a workspace live, by their source and by their caller number, from one index alone. */
export function* liveIn({ db }: Dialect, workspaceId: WorkspaceId): Step<Live> {
  const rows = yield* ask(
    db.selectFrom("attempt").select(({ fn }) => ["source", "number_id", fn.countAll<number>().as("live")])
      .where("workspace_id", "=", workspaceId).where(liveBySource).groupBy(["source", "number_id"])
  )
  let total = 0
  const sources = new Map<SourceKey, number>()
  const numbers = new Map<NumberId, number>()
  for (const row of rows) {
    const live = Number(row.live)
    total += live
    sources.set(row.source, (sources.get(row.source) ?? 0) + live)
    numbers.set(row.number_id, (numbers.get(row.number_id) ?? 0) + live)
  }
  return { total, sources, numbers }
}
