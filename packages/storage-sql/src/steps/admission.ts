import {
  type Admission,
  type Campaign,
  type CampaignId,
  type Candidate,
  type NumberId,
  type NumberState,
  type Workspace,
  type WorkspaceId
} from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { numberStateOf } from "../rows/number.ts"
import { ask, type Step, together } from "../step.ts"
import { dialsTo } from "./dials.ts"
import type { Live } from "./live.ts"
import { spendingOf } from "./spending.ts"
import { suppressionsFor } from "./suppressed.ts"

function* numbersOf(
  { among, db, rowLocks }: Dialect,
  workspaceId: WorkspaceId,
  candidates: ReadonlyArray<Candidate>,
  live: Live,
  dials: boolean
): Step<ReadonlyMap<NumberId, NumberState>> {
  const ids = new Set(candidates.flatMap(({ numbers }) => numbers))
  const rows = yield* ask(
    db.selectFrom("caller_number").selectAll().where("workspace_id", "=", workspaceId).where(among("id", [...ids]))
      .$if(rowLocks && dials, (query) => query.orderBy("id").forNoKeyUpdate())
  )
  return new Map(rows.map((row) => [row.id, numberStateOf(row, live.numbers.get(row.id) ?? 0)]))
}

/**
 * What is known of some candidates: of their phones, of the caller numbers they may leave from, of their campaigns. For
 * a step that dials, nobody else changes the caller numbers until its end.
 */
export function* knownOf(
  dialect: Dialect,
  { frequencyCap, id }: Workspace,
  candidates: ReadonlyArray<Candidate>,
  campaigns: ReadonlyMap<CampaignId, Campaign>,
  live: Live,
  now: number,
  dials = false
): Step<Pick<Admission, "numbers" | "suppressions" | "dials" | "spending">> {
  const phones = candidates.map(({ call }) => call.phone)
  const [numbers, suppressions, earlier, spending] = yield* together(
    numbersOf(dialect, id, candidates, live, dials),
    suppressionsFor(dialect, id, phones),
    dialsTo(dialect, id, phones, frequencyCap, campaigns, now),
    spendingOf(dialect, id, [...new Set(candidates.flatMap(({ call }) => call.campaignId ?? []))])
  )
  return { numbers, suppressions, dials: earlier, spending }
}
