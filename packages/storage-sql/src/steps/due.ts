import { apiSource, type Campaign, type CampaignId, openZones, type WorkspaceId, type ZoneSet } from "@campanile/core"
import { type Expression, sql, type SqlBool } from "kysely"
import type { Dialect } from "../dialect.ts"
import { campaignOf } from "../rows/campaign.ts"
import { ask, type Step } from "../step.ts"
import type { SourceKey } from "../tables.ts"
import { advancing, waiting } from "./conditions.ts"

/** A place in the due index: the calls of a source in a zone set, in the order in which they are due. */
export interface Queue {
  readonly source: SourceKey
  readonly zones: ZoneSet
}

/**
 * At the end of what is looked for once for each row of another table. It says nothing, but a planner that is free to
 * join the two instead may go through all calls that wait to answer for a few rows, where it has no counts yet.
 */
export const eachByItself = sql`limit 1 offset 0`

/** That no attempt lives to the call's phone. */
export const reachable: Expression<SqlBool> = sql<SqlBool>`not exists (
  select 1 from attempt where attempt.workspace_id = call.workspace_id and attempt.phone = call.phone
    and attempt.ended_at is null
  ${eachByItself}
)`

/** The queues of a workspace that may be dialed from now: those of campaigns whose window is open, and the API's. */
export function* openQueues(
  { among, db }: Dialect,
  workspaceId: WorkspaceId,
  campaigns: ReadonlyMap<CampaignId, Campaign>,
  now: number
): Step<ReadonlyArray<Queue>> {
  const rows = yield* ask(
    db.selectFrom("source_zone").select(["source", "zones"]).where("workspace_id", "=", workspaceId)
      .where(among("source", [apiSource, ...campaigns.keys()]))
  )
  return rows.filter((queue) => isOpenQueue(queue, campaigns, now))
}

const isOpenQueue = ({ source, zones }: Queue, campaigns: ReadonlyMap<CampaignId, Campaign>, now: number): boolean => {
  if (source === apiSource) return true
  const campaign = campaigns.get(source)
  return campaign !== undefined && openZones(campaign, [zones], now).length > 0
}

/**
 * How many calls of each source could be dialed now, counted no further than a limit: more than what a turn has to give,
 * or has promised to any of them, makes no difference to their shares. Each queue is read in its order, for a planner
 * that may read it in any would take the table's, in which what was called long ago comes first.
 */
export function* dueBySource(
  { db, table }: Dialect,
  workspaceId: WorkspaceId,
  queues: ReadonlyArray<Queue>,
  now: number,
  limit: number
): Step<ReadonlyMap<SourceKey, number>> {
  if (queues.length === 0 || limit <= 0) return new Map()
  const due = sql<number>`(
    select count(*) from (
      select 1 from call
      where call.workspace_id = ${workspaceId} and call.source = open.source and call.zones = open.zones
        and ${waiting("call.status")} and call.due_at <= ${now} and ${reachable}
      order by call.due_at limit ${limit}
    ) as due
  )`
  const rows = yield* ask(
    db.selectFrom(table<Queue>({ source: "text", zones: "text" }, queues).as("open"))
      .select(["open.source", due.as("due")])
  )
  const counts = new Map<SourceKey, number>()
  for (const { due, source } of rows) counts.set(source, Math.min(limit, (counts.get(source) ?? 0) + Number(due)))
  return counts
}

/** The workspaces in which a call may be dialed now, the gates that only a turn knows aside. */
export function* workspacesDue({ db }: Dialect, now: number): Step<ReadonlyArray<WorkspaceId>> {
  const queues = yield* ask(
    db.selectFrom("source_zone").select(["source_zone.workspace_id", "source_zone.source", "source_zone.zones"])
      .where(sql<SqlBool>`(
        select call.due_at from call
        where call.workspace_id = source_zone.workspace_id and call.source = source_zone.source
          and call.zones = source_zone.zones and ${waiting("call.status")}
        order by call.due_at limit 1
      ) <= ${now}`)
      .orderBy("source_zone.workspace_id")
  )
  const ongoing = yield* ask(
    db.selectFrom("campaign").selectAll().where(advancing("status")).where("status", "=", "ongoing")
  )
  const campaigns = new Map(ongoing.map((row) => [row.id, campaignOf(row)]))
  const open = queues.filter((queue) => isOpenQueue(queue, campaigns, now))
  return [...new Set(open.map(({ workspace_id }) => workspace_id))]
}
