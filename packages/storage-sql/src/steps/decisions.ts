import type { CallId, Decision, WorkspaceId } from "@campanile/core"
import { insertRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { decisionOf, decisionRow } from "../rows/decision.ts"
import { ask, type Step, write } from "../step.ts"

/** Keep what gates decided, after what they decided before about the same calls. */
export function* putDecisions(dialect: Dialect, decisions: ReadonlyArray<Decision>): Step<void> {
  if (decisions.length === 0) return
  const { among, db } = dialect
  const known = yield* ask(
    db.selectFrom("decision").select(({ fn }) => ["call_id", fn.max<number>("number").as("number")])
      .where(among("workspace_id", [...new Set(decisions.map(({ workspaceId }) => workspaceId))]))
      .where(among("call_id", [...new Set(decisions.map(({ callId }) => callId))]))
      .groupBy("call_id")
  )
  const last = new Map(known.map(({ call_id, number }) => [call_id, Number(number)]))
  const rows = decisions.map((decision) => {
    const number = (last.get(decision.callId) ?? 0) + 1
    last.set(decision.callId, number)
    return decisionRow(decision, number)
  })
  yield* write(insertRows(dialect, "decision", rows))
}

/** What gates decided about a call, the first decision first. */
export function* decisions(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  id: CallId
): Step<ReadonlyArray<Decision>> {
  const rows = yield* ask(
    db.selectFrom("decision").selectAll().where("workspace_id", "=", workspaceId).where("call_id", "=", id)
      .orderBy("number")
  )
  return rows.map(decisionOf)
}
