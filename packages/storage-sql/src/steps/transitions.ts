import {
  type Campaign,
  type CampaignCommand,
  type CampaignId,
  campaignTransition,
  type IdBlock,
  type IllegalCommand,
  type IllegalEdit,
  type IllegalSchedule,
  ListNotReady,
  type Message,
  type NotFound,
  type Transition,
  type WorkspaceId
} from "@campanile/core"
import { Result } from "effect"
import { sql, type SqlBool } from "kysely"
import type { Dialect } from "../dialect.ts"
import { campaignOf } from "../rows/campaign.ts"
import { ask, fail, type Step, tell } from "../step.ts"
import { aimInCampaign } from "./aim.ts"
import { closeCalls, makeCalls } from "./campaign-calls.ts"
import { openCampaign, putCampaign } from "./campaigns.ts"
import { advancing, liveOf } from "./conditions.ts"
import { eachByItself } from "./due.ts"
import { knownDialing } from "./known.ts"
import { list } from "./lists.ts"
import { atEnd, headOf } from "./marks.ts"
import { send } from "./messages.ts"

/**
 * Write what a command made of a campaign and its calls. `block` is for the ids of the calls that it makes, if it makes
 * any; what is told of it is written by the step around.
 */
export function* putTransition(
  dialect: Dialect,
  { campaign, closing, makesCalls }: Transition,
  block: IdBlock
): Step<void> {
  yield* putCampaign(dialect, campaign)
  if (makesCalls) yield* makeCalls(dialect, campaign, block, campaign.updatedAt)
  if (closing !== undefined) yield* closeCalls(dialect, campaign, closing)
}

/** Give a command to a campaign. */
export function* command(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  id: CampaignId,
  given: CampaignCommand,
  block: IdBlock,
  messageBlock: IdBlock,
  now: number
): Step<
  { readonly campaign: Campaign; readonly messages: ReadonlyArray<Message> },
  NotFound | IllegalCommand | IllegalEdit | IllegalSchedule | ListNotReady
> {
  const before = yield* openCampaign(dialect, workspaceId, id)
  const decided = campaignTransition(before, given, now)
  if (Result.isFailure(decided)) return yield* fail(decided.failure)
  const change = decided.success
  yield* knownDialing(dialect, workspaceId, change.campaign)
  if (change.makesCalls) {
    const { status } = yield* list(dialect, workspaceId, before.listId)
    if (status !== "ready") yield* fail(new ListNotReady({ listId: before.listId, status }))
  }
  yield* putTransition(dialect, change, block)
  yield* aimInCampaign(dialect, change.campaign, change.rules, now)
  return { campaign: change.campaign, messages: yield* send(dialect, change.drafts, messageBlock) }
}

/** That no call of a campaign waits, and none is ongoing, for then an attempt of it lives. */
const exhausted = sql<SqlBool>`not exists (
  select 1 from source_zone where source_zone.workspace_id = campaign.workspace_id
    and source_zone.source = campaign.id and source_zone.mark_due_at < ${sql.lit(atEnd.mark_due_at)}
    and ${headOf("source_zone")} is not null
  ${eachByItself}
) and not exists (
  select 1 from attempt where attempt.source = campaign.id and ${liveOf(sql.ref("campaign.workspace_id"))}
  ${eachByItself}
)`

/** The campaigns that time changes at an instant, of those of some ids or of all. */
const ripe = ({ among, db }: Dialect, now: number, ids?: ReadonlyArray<CampaignId>) =>
  db.selectFrom("campaign")
    .where(advancing("campaign.status"))
    .where((where) =>
      where.or([
        where("ends_at", "<=", now),
        where.and([where("status", "=", "scheduled"), where("starts_at", "<=", now)]),
        where.and([where("status", "=", "ongoing"), exhausted])
      ])
    )
    .$if(ids !== undefined, (query) => query.where(among("campaign.id", ids ?? [])))
    .orderBy("workspace_id").orderBy("id")

/**
 * Hold the campaigns that time changes, where rows are held one by one, and only then look whether it still does: a step
 * that held one before may have given it new calls. Answers which they are, or nothing where nobody comes between.
 */
function* holdRipe(dialect: Dialect, now: number): Step<ReadonlyArray<CampaignId> | undefined> {
  const { among, db, rowLocks } = dialect
  if (!rowLocks) return undefined
  const ids = (yield* ask(ripe(dialect, now).select("id"))).map(({ id }) => id)
  if (ids.length > 0) {
    yield* tell(
      db.selectFrom("campaign").select("id").where(advancing("campaign.status")).where(among("campaign.id", ids))
        .orderBy("workspace_id").orderBy("id").forUpdate()
    )
  }
  return ids
}

/**
 * Let time pass for every campaign. The database picks those whose start or end is reached, or that have nothing left
 * to dial; the domain says what becomes of them.
 */
export function* advanceCampaigns(dialect: Dialect, block: IdBlock, now: number): Step<ReadonlyArray<Message>> {
  const held = yield* holdRipe(dialect, now)
  if (held?.length === 0) return []
  const rows = yield* ask(ripe(dialect, now, held).selectAll().select(exhausted.as("exhausted")))
  const messages: Array<Message> = []
  for (const row of rows) {
    const advance: CampaignCommand = { _tag: "Advance", exhausted: Boolean(row.exhausted) }
    const change = Result.getOrThrow(campaignTransition(campaignOf(row), advance, now))
    if (change.drafts.length === 0) continue
    yield* putTransition(dialect, change, block)
    messages.push(...(yield* send(dialect, change.drafts, block, messages.length)))
  }
  return messages
}
