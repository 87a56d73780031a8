import {
  type AttemptId,
  deadlineGraceMs,
  hoursFor,
  isCurrentEpoch,
  type LookedAt,
  type NodeId,
  type Placed,
  type Withdrawal
} from "@campanile/core"
import { sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { campaignIdOf, outcomesOf } from "../rows/call.ts"
import { ask, type Step, tell, together } from "../step.ts"
import { apiCallsOf } from "./candidates.ts"
import { campaignsOfAttempts, coursesOf } from "./courses.ts"
import { heldLease } from "./leases.ts"
import { look } from "./look.ts"
import { takeBackAll } from "./release.ts"

/** What `placing` of the domain makes of the deadline, in the database's words. */
const deadline = (now: number) =>
  sql<number>`cast(${now + deadlineGraceMs} as bigint) + (ring_seconds + limit_seconds) * 1000`

/** A claimed attempt as far as a last look asks for it, with its own id. */
interface Claimed extends LookedAt {
  readonly id: AttemptId
}

/** Those of some attempts that a node in its epoch has claimed, in the order of their ids: nobody else changes them until the end. */
function* claimedOf(
  dialect: Dialect,
  nodeId: NodeId,
  epoch: number,
  ids: ReadonlyArray<AttemptId>
): Step<ReadonlyArray<Claimed>> {
  const { among, db, rowLocks } = dialect
  const campaigns = yield* campaignsOfAttempts(dialect, ids)
  const rows = yield* ask(
    db.selectFrom("attempt")
      .innerJoin(
        "call",
        (join) => join.onRef("call.workspace_id", "=", "attempt.workspace_id").onRef("call.id", "=", "attempt.call_id")
      )
      .select(["attempt.id as attempt_id", "attempt.workspace_id", "attempt.number_id", "attempt.phone"])
      .select(["call.id", "call.source", "call.zones", "call.disposition", "call.outcomes"])
      .where(among("attempt.id", ids)).where("attempt.state", "=", "claimed")
      .where("attempt.node_id", "=", nodeId).where("attempt.epoch", "=", epoch)
      .orderBy("attempt.id").$if(rowLocks, (query) => query.forUpdate("attempt"))
  )
  const calls = rows.map(({ id, source, workspace_id }) => ({
    workspaceId: workspace_id,
    id,
    campaignId: campaignIdOf(source)
  }))
  const apis = yield* apiCallsOf(dialect, calls)
  return rows.map(({ attempt_id, disposition, id, number_id, outcomes, phone, source, workspace_id, zones }) => {
    const campaignId = campaignIdOf(source)
    const campaign = campaignId === null ? null : campaigns.get(campaignId)!
    return {
      id: attempt_id,
      attempt: { workspaceId: workspace_id, numberId: number_id, phone },
      call: { id, campaignId, phone, zones, disposition, outcomes: outcomesOf(outcomes) },
      policy: (campaign ?? apis.get(id)!).policy,
      campaign
    }
  })
}

/** Take back some attempts, each for what stands against it. */
function* takeBack(
  dialect: Dialect,
  withdrawals: ReadonlyMap<AttemptId, Withdrawal>,
  now: number
): Step<void> {
  const courses = yield* coursesOf(dialect, [...withdrawals.keys()])
  yield* takeBackAll(
    dialect,
    [...courses].map(([id, course]) => ({ course, withdrawal: withdrawals.get(id)! })),
    now
  )
}

/**
 * From `claimed` to `placing`, for those attempts that the node in this epoch still owns and against which nothing stands
 * now; the others of its own are taken back. Answers with the first. What it asks does not depend on how many there are.
 */
export function* place(
  dialect: Dialect,
  nodeId: NodeId,
  epoch: number,
  ids: ReadonlyArray<AttemptId>,
  now: number
): Step<ReadonlyArray<Placed>> {
  if (ids.length === 0) return []
  const [lease, claimed] = yield* together(heldLease(dialect, nodeId), claimedOf(dialect, nodeId, epoch, ids))
  if (!isCurrentEpoch(lease, epoch)) return []
  const looked = yield* look(dialect, claimed, now)
  yield* takeBack(
    dialect,
    new Map(looked.flatMap(({ course: { id }, withdrawal }) => withdrawal === undefined ? [] : [[id, withdrawal]])),
    now
  )
  const placed = looked.flatMap(({ course, withdrawal }) => withdrawal === undefined ? [course] : [])
  if (placed.length === 0) return []
  yield* tell(
    dialect.db.updateTable("attempt").set({ state: "placing", placed_at: now, deadline_at: deadline(now) })
      .where(dialect.among("id", placed.map(({ id }) => id)))
  )
  return placed.map(({ call, campaign, id, policy }) => ({
    id,
    hours: hoursFor(policy, call.zones, campaign?.timezone ?? null),
    endsAt: campaign?.endsAt ?? null
  }))
}
