import type { AttemptId, IdBlock, NumberId, WorkspaceId } from "@campanile/core"
import { sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { ask, type Step, tell } from "../step.ts"
import type { SourceKey, WorkspaceTable } from "../tables.ts"
import { liveOf } from "./conditions.ts"

/** How many attempts of a workspace live. */
export interface Live {
  readonly total: number
  readonly sources: ReadonlyMap<SourceKey, number>
  readonly numbers: ReadonlyMap<NumberId, number>
  /** The first of them, in the order of their ids. */
  readonly first: AttemptId | undefined
}

/** How many attempts of a workspace live, by their source and by their caller number, from one index alone. */
export function* liveIn({ db }: Dialect, workspaceId: WorkspaceId): Step<Live> {
  const rows = yield* ask(
    db.selectFrom("attempt")
      .select(({ fn }) => ["source", "number_id", fn.countAll<number>().as("live"), fn.min("id").as("first")])
      .where(liveOf(sql.val(workspaceId))).groupBy(["source", "number_id"])
  )
  let total = 0
  let first: AttemptId | undefined
  const sources = new Map<SourceKey, number>()
  const numbers = new Map<NumberId, number>()
  for (const row of rows) {
    const live = Number(row.live)
    total += live
    sources.set(row.source, (sources.get(row.source) ?? 0) + live)
    numbers.set(row.number_id, (numbers.get(row.number_id) ?? 0) + live)
    if (first === undefined || row.first < first) first = row.first
  }
  return { total, sources, numbers, first }
}

/** Milliseconds by which the mark of what lives may be behind before it is moved. */
const spanBehind = 1000

/** When an id, or what begins like one, was made (ms UTC). */
const madeAt = (id: string) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)

/**
 * Keep the mark of what lives in a workspace for a turn that adds attempts with ids of a block. Only turns add any, one at
 * a time. It goes back where the clock of the turn's node does, and forward when it is far behind the first that lives.
 */
export function* moveLiveMark(
  { db }: Dialect,
  { live_mark, workspace_id }: Pick<WorkspaceTable, "workspace_id" | "live_mark">,
  { first }: Live,
  block: IdBlock
): Step<void> {
  const mark = [block, ...(first === undefined ? [] : [first.slice(0, -1)])].toSorted()[0]!
  if (mark >= live_mark && live_mark !== "" && madeAt(mark) - madeAt(live_mark) < spanBehind) return
  yield* tell(db.updateTable("workspace").set({ live_mark: mark }).where("workspace_id", "=", workspace_id))
}
