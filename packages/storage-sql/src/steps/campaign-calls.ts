import {
  type Campaign,
  type CampaignId,
  type Closing,
  type IdBlock,
  isOver,
  type NotFound,
  type WorkspaceId
} from "@campanile/core"
import { type RawBuilder, sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { askFirst, askRaw, type Step, tell } from "../step.ts"
import type { CallTable } from "../tables.ts"
import { openCampaign } from "./campaigns.ts"
import { waiting } from "./conditions.ts"
import { countClosed, countNew } from "./tally.ts"

/** The batches of a campaign's list of which it has no calls yet, for a step that makes them: none is added meanwhile. */
function* newBatches(
  { db, rowLocks }: Dialect,
  { id, listId, workspaceId }: Campaign
): Step<{ readonly from: number; readonly to: number }> {
  const called = yield* askFirst(
    db.selectFrom("campaign_block").select(({ fn }) => fn.max<number | null>("to_batch").as("to"))
      .where("workspace_id", "=", workspaceId).where("campaign_id", "=", id)
  )
  const list = yield* askFirst(
    db.selectFrom("contact_list").select("batches").where("workspace_id", "=", workspaceId).where("id", "=", listId)
      .$if(rowLocks, (query) => query.forShare())
  )
  const last = called?.to ?? null
  return { from: last === null ? 0 : Number(last) + 1, to: list?.batches ?? 0 }
}

/**
 * The zones of a campaign's calls that wait, and a null: each is found in the index of what is due right after the one
 * before it, so that it takes no longer with a million calls than with ten.
 */
const waitingZones = ({ id, workspaceId }: Campaign) => {
  const first = (after: RawBuilder<unknown>) =>
    sql`(select call.zones from call where call.workspace_id = ${workspaceId} and call.source = ${id}
      and ${waiting("call.status")} ${after} order by call.zones limit 1)`
  return sql`with recursive queue(zones) as (
    select ${first(sql``)}
    union all select ${first(sql`and call.zones > queue.zones`)} from queue where queue.zones is not null
  ) select zones from queue`
}

/**
 * A call of each contact of a campaign's list that has none yet, as `callOfContact` makes one, but made by the database
 * itself. Answers with how many.
 */
export function* makeCalls(dialect: Dialect, campaign: Campaign, block: IdBlock, now: number): Step<number> {
  const { db, idAt } = dialect
  const { id, listId, startsAt, timezone, workspaceId } = campaign
  const { from, to } = yield* newBatches(dialect, campaign)
  if (from > to) return 0
  const zones = sql`case contact.zones when '' then ${timezone} else contact.zones end`
  const later = from === 0 ? sql`` : sql`and contact.batch > 0 and contact.batch >= ${from}`
  const contacts = sql`contact where contact.workspace_id = ${workspaceId} and contact.list_id = ${listId} ${later}`
  const inOrder = from === 0 ? sql`number` : sql`batch, number`
  const instant = (at: number) => sql`cast(${at} as bigint)`
  yield* tell(
    db.insertInto("campaign_block")
      .values({ workspace_id: workspaceId, campaign_id: id, block, from_batch: from, to_batch: to })
  )
  yield* askRaw(
    db,
    sql`insert into call (
        workspace_id, id, source, contact, phone, zones, status, sub_status, due_at,
        attempts, outcomes, created_at, updated_at
      )
      select workspace_id, ${idAt<CallTable["id"]>(block, "contact.number")}, ${id}, number, phone, ${zones},
        'registered', 'waiting', ${instant(startsAt ?? now)}, 0, '{}', ${instant(now)}, ${instant(now)}
      from ${contacts} order by ${inOrder}`
  )
  const found = from === 0
    ? waitingZones(campaign)
    : sql`select distinct ${zones} as zones from ${contacts}`
  yield* askRaw(
    db,
    sql`insert into source_zone (workspace_id, source, zones, mark_due_at, mark_id)
      select ${workspaceId}, ${id}, found.zones, ${instant(startsAt ?? now)}, '' from (${found}) as found
      where found.zones is not null
      on conflict (workspace_id, source, zones) do update set mark_due_at = excluded.mark_due_at, mark_id = ''
      where source_zone.mark_due_at >= excluded.mark_due_at`
  )
  const [counted] = yield* askRaw(db, sql<{ readonly calls: number }>`select count(*) as calls from ${contacts}`)
  const calls = Number(counted?.calls ?? 0)
  yield* countNew(dialect, { workspace_id: workspaceId, source: id }, calls)
  return calls
}

/** Make calls of the contacts that came to the list of a campaign since it was started; answers with how many. */
export function* extendCampaign(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  id: CampaignId,
  block: IdBlock,
  now: number
): Step<number, NotFound> {
  const campaign = yield* openCampaign(dialect, workspaceId, id)
  return campaign.status === "draft" || isOver(campaign.status) ? 0 : yield* makeCalls(dialect, campaign, block, now)
}

/** Close the calls of a campaign that wait. Those of which an attempt lives end with it. */
export function* closeCalls(dialect: Dialect, { id, updatedAt, workspaceId }: Campaign, closing: Closing): Step<void> {
  const { db } = dialect
  yield* tell(
    db.updateTable("call").set({ status: closing.status, sub_status: closing.subStatus, updated_at: updatedAt })
      .where("workspace_id", "=", workspaceId).where("source", "=", id).where(waiting("call.status"))
  )
  yield* countClosed(dialect, { workspace_id: workspaceId, source: id }, closing.status)
  yield* tell(db.deleteFrom("source_zone").where("workspace_id", "=", workspaceId).where("source", "=", id))
}
