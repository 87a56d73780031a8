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
import { ask, fail, type Step } from "../step.ts"
import { aimInCampaign } from "./aim.ts"
import { closeCalls, makeCalls } from "./campaign-calls.ts"
import { openCampaign, putCampaign } from "./campaigns.ts"
import { advancing, waiting } from "./conditions.ts"
import { knownDialing } from "./known.ts"
import { list } from "./lists.ts"
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
  select 1 from call where call.workspace_id = campaign.workspace_id and call.source = campaign.id
    and ${waiting("call.status")}
) and not exists (
  select 1 from attempt where attempt.workspace_id = campaign.workspace_id and attempt.source = campaign.id
    and attempt.ended_at is null
)`

/**
 * Let time pass for every campaign. The database picks those whose start or end is reached, or that have nothing left
 * to dial; the domain says what becomes of them.
 */
export function* advanceCampaigns(dialect: Dialect, block: IdBlock, now: number): Step<ReadonlyArray<Message>> {
  const { db, rowLocks } = dialect
  const rows = yield* ask(
    db.selectFrom("campaign").selectAll().select(exhausted.as("exhausted"))
      .where(advancing("campaign.status"))
      .where((where) =>
        where.or([
          where("ends_at", "<=", now),
          where.and([where("status", "=", "scheduled"), where("starts_at", "<=", now)]),
          where.and([where("status", "=", "ongoing"), exhausted])
        ])
      )
      .orderBy("workspace_id").orderBy("id")
      .$if(rowLocks, (query) => query.forUpdate())
  )
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
