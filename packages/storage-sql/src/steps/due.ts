import { apiSource, type Campaign, type CampaignId, openZones, type WorkspaceId } from "@campanile/core"
import { type Expression, sql, type SqlBool } from "kysely"
import type { Dialect } from "../dialect.ts"
import { campaignOf } from "../rows/campaign.ts"
import { ask, type Step } from "../step.ts"
import type { SourceKey } from "../tables.ts"
import { advancing, liveByPhone, waiting } from "./conditions.ts"
import { afterMark, headOf, isBehind, markedColumns, type MarkedQueue, readHead } from "./marks.ts"

/**
 * At the end of what is looked for once for each row of another table. It says nothing, but a planner that is free to
 * join the two instead may go through all calls that wait to answer for a few rows, where it has no counts yet.
 */
export const eachByItself = sql`limit 1 offset 0`

/** That no attempt lives to the call's phone. */
export const reachable: Expression<SqlBool> = sql<SqlBool>`not exists (
  select 1 from attempt where attempt.workspace_id = call.workspace_id and attempt.phone = call.phone
    and ${liveByPhone}
  ${eachByItself}
)`

/** The queues of a workspace in which something may be due: those whose marks do not say that it is not. */
export function* queuesDue({ db }: Dialect, workspaceId: WorkspaceId, now: number): Step<ReadonlyArray<MarkedQueue>> {
  return yield* ask(
    db.selectFrom("source_zone").selectAll().where("workspace_id", "=", workspaceId).where("mark_due_at", "<=", now)
  )
}

/** Those of some queues that may be dialed from now: those of campaigns whose window is open, and the API's. */
export const openQueues = (
  queues: ReadonlyArray<MarkedQueue>,
  campaigns: ReadonlyMap<CampaignId, Campaign>,
  now: number
): ReadonlyArray<MarkedQueue> => queues.filter((queue) => isOpenQueue(queue, campaigns, now))

const isOpenQueue = (
  { source, zones }: MarkedQueue,
  campaigns: ReadonlyMap<CampaignId, Campaign>,
  now: number
): boolean => {
  if (source === apiSource) return true
  const campaign = campaigns.get(source)
  return campaign !== undefined && openZones(campaign, [zones], now).length > 0
}

/**
 * How many calls of each source could be dialed now, counted no further than a turn goes, for what it could not begin
 * makes no difference to it. Each queue is read in its order, for a planner that may read it in any would take the
 * table's, in which what was called long ago comes first.
 */
export function* dueBySource(
  { db, table }: Dialect,
  queues: ReadonlyArray<MarkedQueue>,
  now: number,
  limit: number
): Step<ReadonlyMap<SourceKey, number>> {
  if (queues.length === 0 || limit <= 0) return new Map()
  const due = sql<number>`(
    select count(*) from (
      select 1 from call
      where call.workspace_id = open.workspace_id and call.source = open.source and call.zones = open.zones
        and ${waiting("call.status")} and call.due_at <= ${now} and ${afterMark("open")} and ${reachable}
      order by call.due_at, call.id limit ${limit}
    ) as due
  )`
  const rows = yield* ask(
    db.selectFrom(table<MarkedQueue>(markedColumns, queues).as("open")).select(["open.source", due.as("due")])
  )
  const counts = new Map<SourceKey, number>()
  for (const { due, source } of rows) counts.set(source, Math.min(limit, (counts.get(source) ?? 0) + Number(due)))
  return counts
}

/** What a look at all workspaces found. */
export interface Looked {
  /** The workspaces in which a call may be dialed now, the gates that only a turn knows aside. */
  readonly workspaces: ReadonlyArray<WorkspaceId>
  /** Queues whose marks are far behind. */
  readonly behind: ReadonlyArray<MarkedQueue>
}

/** The most marks that are moved after one look. */
const mostMoved = 1000

/** Look for what is due, from the marks on. */
export function* workspacesDue({ among, db }: Dialect, now: number): Step<Looked> {
  const queues = yield* ask(
    db.selectFrom("source_zone").selectAll().select(headOf("source_zone").as("head"))
      .where("mark_due_at", "<=", now)
  )
  const looked = queues.map(({ head, ...queue }) => ({ queue, head: readHead(head) }))
  const due = looked.flatMap(({ head, queue }) => head !== undefined && head.dueAt <= now ? [queue] : [])
  const sources = [...new Set(due.map(({ source }) => source))]
  const ongoing = sources.length === 0 ? [] : yield* ask(
    db.selectFrom("campaign").selectAll()
      .where(among("workspace_id", [...new Set(due.map(({ workspace_id }) => workspace_id))]))
      .where(among("id", sources)).where(advancing("status")).where("status", "=", "ongoing")
  )
  const campaigns = new Map(ongoing.map((row) => [row.id, campaignOf(row)]))
  return {
    workspaces: [...new Set(openQueues(due, campaigns, now).map(({ workspace_id }) => workspace_id))].toSorted(),
    behind: looked.filter(({ head, queue }) => isBehind(queue, head, now)).slice(0, mostMoved).map(({ queue }) => queue)
  }
}
