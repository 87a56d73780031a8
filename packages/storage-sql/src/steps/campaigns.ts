import {
  type Campaign,
  type CampaignId,
  isFinal,
  isOver,
  type ListId,
  noProgress,
  type NotFound,
  type Page,
  type Progress,
  type WorkspaceId
} from "@campanile/core"
import { sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { campaignOf, campaignRow } from "../rows/campaign.ts"
import { ask, askFirst, type Step, tell } from "../step.ts"
import { liveOf } from "./conditions.ts"
import { found, knownDialing, knownWorkspace } from "./known.ts"
import { spendingOf } from "./spending.ts"

/** A new campaign; its list, assistant and caller numbers are the workspace's own. */
export function* addCampaign(dialect: Dialect, campaign: Campaign): Step<void, NotFound> {
  const { db } = dialect
  const { listId, workspaceId } = campaign
  yield* knownWorkspace(dialect, workspaceId)
  yield* found(
    yield* askFirst(
      db.selectFrom("contact_list").select("id").where("workspace_id", "=", workspaceId).where("id", "=", listId)
    ),
    "list",
    listId
  )
  yield* knownDialing(dialect, workspaceId, campaign)
  yield* tell(db.insertInto("campaign").values(campaignRow(campaign)))
}

/** One campaign of a workspace. */
export function* campaign({ db }: Dialect, workspaceId: WorkspaceId, id: CampaignId): Step<Campaign, NotFound> {
  const row = yield* askFirst(
    db.selectFrom("campaign").selectAll().where("workspace_id", "=", workspaceId).where("id", "=", id)
  )
  return campaignOf(yield* found(row, "campaign", id))
}

/** One campaign of a workspace, for a step that changes it: nobody else does until its end. */
export function* openCampaign(
  { db, rowLocks }: Dialect,
  workspaceId: WorkspaceId,
  id: CampaignId
): Step<Campaign, NotFound> {
  const row = yield* askFirst(
    db.selectFrom("campaign").selectAll().where("workspace_id", "=", workspaceId).where("id", "=", id)
      .$if(rowLocks, (query) => query.forUpdate())
  )
  return campaignOf(yield* found(row, "campaign", id))
}

/** Write a campaign as it has become. */
export function* putCampaign({ db }: Dialect, campaign: Campaign): Step<void> {
  const { created_at: _, id, workspace_id, ...fields } = campaignRow(campaign)
  yield* tell(
    db.updateTable("campaign").set(fields).where("workspace_id", "=", workspace_id).where("id", "=", id)
  )
}

/** The campaigns of some ids, by id. */
export function* campaignsOf(
  { among, db }: Dialect,
  keys: ReadonlyArray<{ readonly workspaceId: WorkspaceId; readonly campaignId: CampaignId | null }>
): Step<ReadonlyMap<CampaignId, Campaign>> {
  const ids = new Set(keys.flatMap(({ campaignId }) => campaignId ?? []))
  if (ids.size === 0) return new Map()
  const workspaces = new Set(keys.map(({ workspaceId }) => workspaceId))
  const rows = yield* ask(
    db.selectFrom("campaign").selectAll()
      .where(among("campaign.workspace_id", [...workspaces])).where(among("campaign.id", [...ids]))
  )
  return new Map(rows.map((row) => [row.id, campaignOf(row)]))
}

/** The latest campaign of a list. */
export function* campaignOfList(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  id: ListId
): Step<Campaign | undefined> {
  const row = yield* askFirst(
    db.selectFrom("campaign").selectAll().where("workspace_id", "=", workspaceId).where("list_id", "=", id)
      .orderBy("created_at", "desc").orderBy("id", "desc").limit(1)
  )
  return row === undefined ? undefined : campaignOf(row)
}

/** The campaigns of a list that are not over, the newest first. */
export function* campaignsOfList(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  id: ListId
): Step<ReadonlyArray<Campaign>> {
  const rows = yield* ask(
    db.selectFrom("campaign").selectAll().where("workspace_id", "=", workspaceId).where("list_id", "=", id)
      .orderBy("created_at", "desc").orderBy("id", "desc")
  )
  return rows.map(campaignOf).filter(({ status }) => !isOver(status))
}

/** Campaigns of a workspace, the newest first. */
export function* campaigns(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  { limit, offset }: Page
): Step<{ readonly total: number; readonly campaigns: ReadonlyArray<Campaign> }> {
  const counted = yield* askFirst(
    db.selectFrom("campaign").select(({ fn }) => fn.countAll<number>().as("total"))
      .where("workspace_id", "=", workspaceId)
  )
  const rows = yield* ask(
    db.selectFrom("campaign").selectAll().where("workspace_id", "=", workspaceId)
      .orderBy("created_at", "desc").orderBy("id", "desc").limit(limit).offset(offset)
  )
  return { total: Number(counted?.total ?? 0), campaigns: rows.map(campaignOf) }
}

/** Where a campaign stands: from the tallies, from what it has reserved, and from the few attempts that live. */
export function* progress(dialect: Dialect, workspaceId: WorkspaceId, id: CampaignId): Step<Progress, NotFound> {
  const { db } = dialect
  yield* campaign(dialect, workspaceId, id)
  const tallies = yield* ask(
    db.selectFrom("tally").selectAll().where("workspace_id", "=", workspaceId).where("source", "=", id)
  )
  const live = yield* askFirst(
    db.selectFrom("attempt")
      .select(({ fn }) => [fn.countAll<number>().as("live"), fn.count<number>("placed_at").as("placed")])
      .where("source", "=", id).where(liveOf(sql.val(workspaceId)))
  )
  const spending = yield* spendingOf(dialect, workspaceId, [id])
  const sum = {
    ...noProgress,
    byStatus: { ...noProgress.byStatus },
    byDisposition: { ...noProgress.byDisposition },
    attempts: Number(live?.placed ?? 0),
    live: Number(live?.live ?? 0),
    held: spending.get(id)?.held ?? 0
  }
  for (const { attempts, calls, disposition, spent, status } of tallies) {
    sum.calls += calls
    sum.byStatus[status] += calls
    if (isFinal(status) && disposition !== "") sum.byDisposition[disposition] += calls
    sum.attempts += attempts
    sum.spent += spent
  }
  return sum
}
