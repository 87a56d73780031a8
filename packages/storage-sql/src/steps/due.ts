import { apiSource, type Campaign, type CampaignId, openZones, type WorkspaceId, type ZoneSet } from "@campanile/core"
import { type Expression, sql, type SqlBool } from "kysely"
import type { Dialect } from "../dialect.ts"
import { type Json, toJson } from "../json.ts"
import { campaignOf } from "../rows/campaign.ts"
import { ask, type Step } from "../step.ts"
import type { SourceKey } from "../tables.ts"
import { advancing, waiting } from "./conditions.ts"

/** A place in the due index: the calls of a source in a zone set, in the order in which they are due. */
export interface Queue {
  readonly source: SourceKey
  readonly zones: ZoneSet
}

/** That no attempt lives to the call's phone. */
export const reachable: Expression<SqlBool> = sql<SqlBool>`not exists (
  select 1 from attempt where attempt.workspace_id = call.workspace_id and attempt.phone = call.phone
    and attempt.ended_at is null
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

interface Zones {
  readonly source: SourceKey
  readonly zones: Json<ReadonlyArray<ZoneSet>>
}

/**
 * How many calls of each source could be dialed now, counted no further than a limit: more than what a turn has to give,
 * or has promised to any of them, makes no difference to their shares.
 */
export function* dueBySource(
  { among, db, table }: Dialect,
  workspaceId: WorkspaceId,
  queues: ReadonlyArray<Queue>,
  now: number,
  limit: number
): Step<ReadonlyMap<SourceKey, number>> {
  if (queues.length === 0 || limit <= 0) return new Map()
  const bySource = new Map<SourceKey, Array<ZoneSet>>()
  for (const { source, zones } of queues) bySource.set(source, [...bySource.get(source) ?? [], zones])
  const sources = [...bySource].map(([source, zones]): Zones => ({ source, zones: toJson(zones) }))
  const due = sql<number>`(
    select count(*) from (
      select 1 from call
      where call.workspace_id = ${workspaceId} and call.source = open.source
        and ${among("call.zones", sql<string>`open.zones`)}
        and ${waiting("call.status")} and call.due_at <= ${now} and ${reachable}
      limit ${limit}
    ) as due
  )`
  const rows = yield* ask(
    db.selectFrom(table<Zones>({ source: "text", zones: "text" }, sources).as("open"))
      .select(["open.source", due.as("due")])
  )
  return new Map(rows.map(({ due, source }) => [source, Number(due)]))
}

/** The workspaces in which a call may be dialed now, the gates that only a turn knows aside. */
export function* workspacesDue({ db }: Dialect, now: number): Step<ReadonlyArray<WorkspaceId>> {
  const queues = yield* ask(
    db.selectFrom("source_zone").select(["source_zone.workspace_id", "source_zone.source", "source_zone.zones"])
      .where(sql<SqlBool>`exists (
        select 1 from call where call.workspace_id = source_zone.workspace_id and call.source = source_zone.source
          and call.zones = source_zone.zones and ${waiting("call.status")} and call.due_at <= ${now}
      )`)
      .orderBy("source_zone.workspace_id")
  )
  const ongoing = yield* ask(
    db.selectFrom("campaign").selectAll().where(advancing("status")).where("status", "=", "ongoing")
  )
  const campaigns = new Map(ongoing.map((row) => [row.id, campaignOf(row)]))
  const open = queues.filter((queue) => isOpenQueue(queue, campaigns, now))
  return [...new Set(open.map(({ workspace_id }) => workspace_id))]
}
