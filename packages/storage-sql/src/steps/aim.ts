import {
  aimAnew,
  apiSource,
  type Campaign,
  type CampaignId,
  closingMessage,
  type Gate,
  type WorkspaceId
} from "@campanile/core"
import { sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { callOf } from "../rows/call.ts"
import { campaignOf } from "../rows/campaign.ts"
import { ask, askRaw, type Step } from "../step.ts"
import type { CallTable, SourceKey } from "../tables.ts"
import { apiCallsOf } from "./candidates.ts"
import { advancing, waiting } from "./conditions.ts"
import type { MarkedQueue } from "./marks.ts"
import { sendNamed } from "./messages.ts"
import { putCalls } from "./put-calls.ts"
import { type Change, count } from "./tally.ts"

/** A call with what its due time came from, as `Waiting` has it. */
interface WaitingRow extends CallTable {
  readonly last_end: number | null
  readonly put_off_by: Gate | null
}

/** Calls that are read and written at a time. */
const page = 1000

/** The next calls of a queue that wait, after a place in the due index. */
function* nextOf(
  { db, rowLocks }: Dialect,
  workspaceId: WorkspaceId,
  { source, zones }: Pick<MarkedQueue, "source" | "zones">,
  after: Pick<CallTable, "due_at"> & { readonly id: string }
): Step<ReadonlyArray<WaitingRow>> {
  return yield* askRaw(
    db,
    sql<WaitingRow>`select call.*,
        (
          select max(attempt.ended_at) from attempt where attempt.workspace_id = call.workspace_id
            and attempt.call_id = call.id and attempt.placed_at is not null
        ) as last_end,
        (
          select case when decision.until = call.due_at then decision.gate end from decision
          where decision.workspace_id = call.workspace_id and decision.call_id = call.id
          order by decision.number desc limit 1
        ) as put_off_by
      from call
      where call.workspace_id = ${workspaceId} and call.source = ${source} and call.zones = ${zones}
        and ${waiting("call.status")} and (call.due_at, call.id) > (${after.due_at}, ${after.id})
      order by call.due_at, call.id limit ${page} ${rowLocks ? sql`for update of call` : sql``}`
  )
}

/**
 * Aim the calls of some queues anew that are due after an instant. A call that moves on in its queue is met again, which
 * changes nothing more of it: to aim twice is to aim once.
 */
function* aim(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  campaigns: ReadonlyMap<CampaignId, Campaign>,
  sources: ReadonlyArray<SourceKey>,
  after: number,
  rules: ReadonlySet<Gate>,
  now: number
): Step<void> {
  const { among, db } = dialect
  const queues = yield* ask(
    db.selectFrom("source_zone").select(["source", "zones"]).where("workspace_id", "=", workspaceId)
      .where(among("source", sources))
  )
  const moved: Array<Change> = []
  for (const queue of queues) {
    let last: Parameters<typeof nextOf>[3] | undefined = { due_at: after + 1, id: "" }
    while (last !== undefined) {
      const rows: ReadonlyArray<WaitingRow> = yield* nextOf(dialect, workspaceId, queue, last)
      const calls = rows.map(callOf)
      const apis = yield* apiCallsOf(dialect, calls)
      const changes = rows.flatMap(({ last_end, put_off_by }, index) => {
        const before = calls[index]!
        const campaign = before.campaignId === null ? null : campaigns.get(before.campaignId) ?? null
        const terms = campaign ?? apis.get(before.id)
        if (terms === undefined) return []
        const { callbackUrl, policy } = terms
        const endedAt = last_end === null ? null : Number(last_end)
        const after = aimAnew({ call: before, policy, campaign, endedAt, putOffBy: put_off_by }, rules, now)
        return after === before ? [] : [{ before, after, callbackUrl, attempts: 0, spent: 0 }]
      })
      yield* putCalls(dialect, changes.map(({ after }) => after))
      yield* sendNamed(
        dialect,
        changes.flatMap(({ after, before, callbackUrl }) => closingMessage(before, after, callbackUrl, now))
      )
      moved.push(...changes.filter(({ after, before }) => after.status !== before.status))
      last = rows.length < page ? undefined : rows.at(-1)
    }
  }
  yield* count(dialect, moved)
}

/** Aim a campaign's calls anew that wait, after an edit. Those that nothing has moved yet are due at its start. */
export function* aimInCampaign(
  dialect: Dialect,
  campaign: Campaign,
  rules: ReadonlySet<Gate>,
  now: number
): Step<void> {
  if (rules.size === 0) return
  const { id, startsAt, workspaceId } = campaign
  yield* aim(dialect, workspaceId, new Map([[id, campaign]]), [id], startsAt ?? now, rules, now)
}

/** Aim what waits in a workspace anew, after a change of its rules. What is due already is judged anyway. */
export function* aimInWorkspace(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  rules: ReadonlySet<Gate>,
  now: number
): Step<void> {
  if (rules.size === 0) return
  const rows = yield* ask(
    dialect.db.selectFrom("campaign").selectAll().where("workspace_id", "=", workspaceId)
      .where(advancing("status")).where("status", "<>", "scheduled")
  )
  const campaigns = new Map(rows.map((row) => [row.id, campaignOf(row)]))
  yield* aim(dialect, workspaceId, campaigns, [apiSource, ...campaigns.keys()], now, rules, now)
}
