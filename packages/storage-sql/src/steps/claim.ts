import {
  admit,
  type Admitted,
  apiSource,
  type Call,
  type Campaign,
  type CampaignId,
  campaignTransition,
  type Candidate,
  type Claimed,
  type Draft,
  isCurrentEpoch,
  type NumberId,
  type NumberState,
  shareSlots,
  type Source,
  type Turn,
  type Workspace,
  type WorkspaceId
} from "@campanile/core"
import { Result } from "effect"
import { insertRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { attemptRow } from "../rows/call.ts"
import { campaignOf } from "../rows/campaign.ts"
import { balanceOf, numberStateOf, workspaceOf } from "../rows/workspace.ts"
import { ask, askFirst, type Step, tell, write } from "../step.ts"
import type { SourceKey } from "../tables.ts"
import { apiCallsOf, candidatesOf, dueCalls } from "./candidates.ts"
import { advancing } from "./conditions.ts"
import { book, openBalance } from "./credits.ts"
import { dueBySource, openQueues } from "./due.ts"
import { heldLease } from "./leases.ts"
import { send } from "./messages.ts"
import { placementsOf } from "./placements.ts"
import { putCalls } from "./put-calls.ts"
import { count } from "./tally.ts"
import { putTransition } from "./transitions.ts"

const nothing: Claimed = { placements: [], messages: [], nextAt: undefined }

/** The workspace, for one turn at a time: undefined while another node has one. */
function* openWorkspace({ db, rowLocks }: Dialect, id: WorkspaceId): Step<Workspace | undefined> {
  const row = yield* askFirst(
    db.selectFrom("workspace").selectAll().where("workspace_id", "=", id)
      .$if(rowLocks, (query) => query.forUpdate().skipLocked())
  )
  return row === undefined ? undefined : workspaceOf(row)
}

function* ongoingCampaigns({ db }: Dialect, workspaceId: WorkspaceId): Step<ReadonlyMap<CampaignId, Campaign>> {
  const rows = yield* ask(
    db.selectFrom("campaign").selectAll().where("workspace_id", "=", workspaceId)
      .where(advancing("status")).where("status", "=", "ongoing")
  )
  return new Map(rows.map((row) => [row.id, campaignOf(row)]))
}

/** How many attempts of each source live. */
function* liveBySource({ db }: Dialect, workspaceId: WorkspaceId): Step<ReadonlyMap<SourceKey, number>> {
  const rows = yield* ask(
    db.selectFrom("attempt").select(({ fn }) => ["source", fn.countAll<number>().as("live")])
      .where("workspace_id", "=", workspaceId).where("ended_at", "is", null).groupBy("source")
  )
  return new Map(rows.map(({ live, source }) => [source, Number(live)]))
}

/** Who wants slots, and who has some: campaigns that are paused or over may still have attempts that live. */
const sourcesOf = (
  campaigns: ReadonlyMap<CampaignId, Campaign>,
  live: ReadonlyMap<SourceKey, number>,
  due: ReadonlyMap<SourceKey, number>
): ReadonlyArray<Source> =>
  [...new Set([...live.keys(), ...due.keys()])].map((key) => ({
    key,
    live: live.get(key) ?? 0,
    due: due.get(key) ?? 0,
    policy: key === apiSource ? null : campaigns.get(key)?.policy ?? null
  }))

function* numbersOf(
  { among, db }: Dialect,
  workspaceId: WorkspaceId,
  candidates: ReadonlyArray<Candidate>
): Step<ReadonlyMap<NumberId, NumberState>> {
  const ids = new Set(candidates.flatMap(({ numbers }) => numbers))
  const rows = yield* ask(
    db.selectFrom("caller_number").selectAll().where("workspace_id", "=", workspaceId).where(among("id", [...ids]))
  )
  return new Map(rows.map((row) => [row.id, numberStateOf(row)]))
}

/** Pause the campaigns that cannot pay for one more attempt. */
function* pauseBroke(
  dialect: Dialect,
  campaigns: ReadonlyMap<CampaignId, Campaign>,
  { block, now }: Turn,
  broke: ReadonlyArray<CampaignId>
): Step<ReadonlyArray<Draft>> {
  const drafts: Array<Draft> = []
  for (const id of broke) {
    const paused = campaignTransition(campaigns.get(id)!, { _tag: "Pause", cause: "out_of_credits" }, now)
    if (Result.isFailure(paused)) continue
    yield* putTransition(dialect, paused.success, block)
    drafts.push(...paused.success.drafts)
  }
  return drafts
}

/** Write what was admitted, all but the ledger. */
function* putAdmitted(dialect: Dialect, calls: ReadonlyArray<Call>, admitted: Admitted, turn: Turn): Step<void> {
  const { arrivals, attempts, deferred, dialed } = admitted
  yield* write(insertRows(dialect, "attempt", attempts.map(attemptRow)))
  const changed = [...dialed, ...deferred]
  yield* putCalls(dialect, changed)
  const before = new Map(calls.map((call) => [call.id, call]))
  yield* count(dialect, changed.map((after) => ({ before: before.get(after.id), after, attempts: 0, spent: 0 })))
  for (const [id, arrival] of arrivals) {
    yield* tell(
      dialect.db.updateTable("caller_number").set({ arrival_at: arrival })
        .where("workspace_id", "=", turn.workspaceId).where("id", "=", id)
    )
  }
}

/**
 * One dispatch turn. Its cost grows with what is claimed, not with what waits: queues that are closed are not looked
 * at, due calls are counted no further than slots are free, and candidates come in order from the due index. Calls to
 * phones of which an attempt lives are passed over there, so `admit` is not told of any.
 */
export function* claim(dialect: Dialect, turn: Turn): Step<Claimed> {
  const { block, epoch, nodeId, now, workspaceId } = turn
  if (!isCurrentEpoch(yield* heldLease(dialect, nodeId), epoch)) return nothing
  const workspace = yield* openWorkspace(dialect, workspaceId)
  if (workspace === undefined) return nothing
  const campaigns = yield* ongoingCampaigns(dialect, workspaceId)
  const queues = yield* openQueues(dialect, workspaceId, campaigns, now)
  const live = yield* liveBySource(dialect, workspaceId)
  const free = [...live.values()].reduce((left, count) => left - count, workspace.capacity)
  const due = yield* dueBySource(dialect, workspaceId, queues, now, free)
  const shares = shareSlots(workspace, sourcesOf(campaigns, live, due))
  const calls = yield* dueCalls(dialect, turn, queues, shares)
  if (calls.length === 0) return nothing
  const apis = yield* apiCallsOf(dialect, calls)
  const candidates = candidatesOf(calls, campaigns, apis)
  const numbers = yield* numbersOf(dialect, workspaceId, candidates)
  const ledger = yield* openBalance(dialect, workspaceId)
  if (ledger === undefined) return nothing
  const balance = balanceOf(ledger)
  const livePhones = new Set<never>()
  const admitted = admit({ workspace, balance, candidates, numbers, livePhones, nodeId, epoch, block, now })
  yield* putAdmitted(dialect, calls, admitted, turn)
  yield* book(dialect, ledger, admitted.postings)
  const drafts = yield* pauseBroke(dialect, campaigns, turn, admitted.broke)
  const zones = new Map(calls.map((call) => [call.id, call.zones]))
  return {
    placements: yield* placementsOf(dialect, workspaceId, admitted.attempts, { campaigns, apis, numbers, zones }),
    messages: yield* send(dialect, drafts, block, admitted.attempts.length),
    nextAt: admitted.nextAt
  }
}
