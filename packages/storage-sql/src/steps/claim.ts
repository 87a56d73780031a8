import {
  admit,
  type Admitted,
  apiSource,
  type Call,
  type CallId,
  type Campaign,
  type CampaignId,
  campaignTransition,
  type Claimed,
  closingMessage,
  defaultPolicy,
  demandOf,
  type Draft,
  isCurrentEpoch,
  shareSlots,
  type Source,
  type Turn,
  type WorkspaceId
} from "@campanile/core"
import { Result } from "effect"
import { insertRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { attemptRow } from "../rows/attempt.ts"
import { campaignOf } from "../rows/campaign.ts"
import { balanceOf } from "../rows/credit.ts"
import { workspaceOf } from "../rows/workspace.ts"
import { ask, askFirst, type Step, tell, together, write } from "../step.ts"
import type { SourceKey, WorkspaceTable } from "../tables.ts"
import { knownOf } from "./admission.ts"
import { apiCallsOf, candidatesOf, dueCalls } from "./candidates.ts"
import { openCarrier, putCarrierArrival } from "./carriers.ts"
import { advancing } from "./conditions.ts"
import { book, keptBalance, openBalance } from "./credits.ts"
import { putDecisions } from "./decisions.ts"
import { dueBySource, openQueues, queuesDue } from "./due.ts"
import { heldLease } from "./leases.ts"
import { liveIn, moveLiveMark } from "./live.ts"
import { send } from "./messages.ts"
import { owedBySource, putOwed } from "./owed.ts"
import { placementsOf } from "./placements.ts"
import { putCalls } from "./put-calls.ts"
import { count } from "./tally.ts"
import { putTransition } from "./transitions.ts"

const nothing: Claimed = { placements: [], messages: [], nextAt: undefined }

/** The workspace, for one turn at a time: undefined while another node has one. */
function* openWorkspace({ db, rowLocks }: Dialect, id: WorkspaceId): Step<WorkspaceTable | undefined> {
  return yield* askFirst(
    db.selectFrom("workspace").selectAll().where("workspace_id", "=", id)
      .$if(rowLocks, (query) => query.forNoKeyUpdate().skipLocked())
  )
}

/** The campaigns of some sources that a turn dials for: no command comes between, and where one is being given, it is left alone. */
function* ongoingCampaigns(
  { among, db, rowLocks }: Dialect,
  workspaceId: WorkspaceId,
  sources: ReadonlyArray<SourceKey>
): Step<ReadonlyMap<CampaignId, Campaign>> {
  if (sources.length === 0) return new Map()
  const rows = yield* ask(
    db.selectFrom("campaign").selectAll().where("workspace_id", "=", workspaceId)
      .where(among("id", [...new Set(sources)])).where(advancing("status")).where("status", "=", "ongoing")
      .$if(rowLocks, (query) => query.forKeyShare().skipLocked())
  )
  return new Map(rows.map((row) => [row.id, campaignOf(row)]))
}

/** Who wants slots, who has some, and who is owed some: campaigns that are paused or over may still have live attempts. */
const sourcesOf = (
  campaigns: ReadonlyMap<CampaignId, Campaign>,
  live: ReadonlyMap<SourceKey, number>,
  due: ReadonlyMap<SourceKey, number>,
  owed: ReadonlyMap<SourceKey, number>
): ReadonlyArray<Source> =>
  [...new Set([...live.keys(), ...due.keys(), ...owed.keys()])].map((key) => ({
    key,
    live: live.get(key) ?? 0,
    due: due.get(key) ?? 0,
    owed: owed.get(key) ?? 0,
    policy: key === apiSource ? null : campaigns.get(key)?.policy ?? defaultPolicy
  }))

/**
 * Pause the campaigns that cannot pay for one more attempt. One that another step has is left for the next turn, for
 * who has a campaign may wait for what this turn has.
 */
function* pauseBroke(
  dialect: Dialect,
  { block, now, workspaceId }: Turn,
  broke: Admitted["broke"]
): Step<ReadonlyArray<Draft>> {
  if (broke.size === 0) return []
  const { among, db, rowLocks } = dialect
  const rows = yield* ask(
    db.selectFrom("campaign").selectAll().where("workspace_id", "=", workspaceId).where(among("id", [...broke.keys()]))
      .$if(rowLocks, (query) => query.forUpdate().skipLocked())
  )
  const campaigns = new Map(rows.map((row) => [row.id, campaignOf(row)]))
  const drafts: Array<Draft> = []
  for (const [id, cause] of broke) {
    const campaign = campaigns.get(id)
    if (campaign === undefined) continue
    const paused = campaignTransition(campaign, { _tag: "Pause", cause }, now)
    if (Result.isFailure(paused)) continue
    yield* putTransition(dialect, paused.success, block)
    drafts.push(...paused.success.drafts)
  }
  return drafts
}

/** Write what was admitted and what was turned away, all but what other steps wait for. */
function* putAdmitted(
  dialect: Dialect,
  { arrivals, attempts, decisions, dialed, turnedAway }: Admitted,
  turn: Turn
): Step<void> {
  yield* write(insertRows(dialect, "attempt", attempts.map(attemptRow)))
  yield* putCalls(dialect, [...dialed, ...turnedAway])
  yield* putDecisions(dialect, decisions)
  for (const [id, arrival] of arrivals) {
    yield* tell(
      dialect.db.updateTable("caller_number").set({ arrival_at: arrival })
        .where("workspace_id", "=", turn.workspaceId).where("id", "=", id)
    )
  }
}

/**
 * Write what each step of a workspace waits for, at the end and so only briefly: the ledger and the tallies. Holds are
 * made by turns alone, of which a workspace has one at a time: whatever came between since the balance was read, there is
 * as much now, or more.
 */
function* putCounted(
  dialect: Dialect,
  before: ReadonlyMap<CallId, Call>,
  { dialed, postings, turnedAway }: Admitted,
  workspaceId: WorkspaceId
): Step<void> {
  const ledger = postings.length === 0 ? undefined : yield* openBalance(dialect, workspaceId)
  if (ledger !== undefined) yield* book(dialect, ledger, postings)
  const changed = [...dialed, ...turnedAway]
  yield* count(dialect, changed.map((after) => ({ before: before.get(after.id), after, attempts: 0, spent: 0 })))
}

/**
 * One dispatch turn. Its cost grows with what is claimed, not with what waits: queues that are closed are not looked
 * at, due calls are counted no further than slots are free, and candidates come in order from the due index. Calls to
 * phones of which an attempt lives are passed over there, so `admit` is not told of any. While no slot is free nobody
 * is given anything, and what is owed stays.
 */
export function* claim(dialect: Dialect, turn: Turn): Step<Claimed> {
  const { block, epoch, limit, nodeId, now, workspaceId } = turn
  const [lease, row] = yield* together(heldLease(dialect, nodeId), openWorkspace(dialect, workspaceId))
  if (row === undefined || !isCurrentEpoch(lease, epoch)) return nothing
  const workspace = workspaceOf(row)
  const [live, all, owed] = yield* together(
    liveIn(dialect, workspaceId),
    queuesDue(dialect, workspaceId, now),
    owedBySource(dialect, workspaceId)
  )
  const free = workspace.capacity - live.total
  if (free <= 0) return nothing
  const campaigns = yield* ongoingCampaigns(dialect, workspaceId, all.map(({ source }) => source))
  const queues = openQueues(all, campaigns, now)
  const promised = [...campaigns.values()].map(({ policy }) => policy.minConcurrent)
  const most = Math.min(workspace.capacity, Math.max(free, workspace.apiReserve, ...promised))
  const counted = yield* dueBySource(dialect, queues, now, Math.min(most, limit))
  const due = new Map([...counted].map(([key, calls]) => [key, demandOf(calls, limit, most)]))
  const sources = sourcesOf(campaigns, live.sources, due, owed)
  const shares = shareSlots(workspace, sources)
  const owing = putOwed(dialect, workspaceId, owed, new Map(sources.map(({ key }) => [key, shares.get(key)!.owed])))
  const calls = yield* dueCalls(dialect, turn, queues, shares)
  if (calls.length === 0) {
    yield* owing
    return nothing
  }
  const apis = yield* apiCallsOf(dialect, calls)
  const candidates = candidatesOf(calls, campaigns, apis)
  const [known, carrier, ledger] = yield* together(
    knownOf(dialect, workspace, candidates, campaigns, live, now, true),
    openCarrier(dialect, turn.carrier),
    keptBalance(dialect, workspaceId)
  )
  if (ledger === undefined) return nothing
  yield* owing
  const livePhones = new Set<never>()
  const admitted = admit({
    ...known,
    workspace,
    balance: balanceOf(ledger),
    candidates,
    carrier,
    livePhones,
    nodeId,
    epoch,
    block,
    now
  })
  yield* putCarrierArrival(dialect, carrier, admitted.carrierArrival)
  if (admitted.attempts.length > 0) yield* moveLiveMark(dialect, row, live, block)
  yield* putAdmitted(dialect, admitted, turn)
  const drafts = yield* pauseBroke(dialect, turn, admitted.broke)
  const before = new Map(calls.map((call) => [call.id, call]))
  const closings = admitted.turnedAway.flatMap((call) => {
    const { callbackUrl } = call.campaignId === null ? apis.get(call.id)! : campaigns.get(call.campaignId)!
    return closingMessage(before.get(call.id)!, call, callbackUrl, now)
  })
  const { numbers } = known
  const placements = yield* placementsOf(dialect, workspaceId, admitted.attempts, {
    campaigns,
    apis,
    phones: new Map([...numbers].map(([id, { number }]) => [id, number.phone])),
    calls: before
  })
  const messages = yield* send(dialect, [...drafts, ...closings], block, admitted.attempts.length)
  yield* putCounted(dialect, before, admitted, workspaceId)
  return { placements, messages, nextAt: admitted.nextAt }
}
