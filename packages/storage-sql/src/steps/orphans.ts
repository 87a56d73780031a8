import { abandoned, type Attempt, attemptNeed, forgottenAfter, type Lease, type NodeId } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { attemptOf } from "../rows/attempt.ts"
import { ask, type Step, tell } from "../step.ts"
import { liveAnywhere } from "./conditions.ts"
import { coursesOf } from "./courses.ts"
import { leaseOf } from "./leases.ts"
import { takeBackAll } from "./release.ts"

/** The leases of all nodes, or of some. Until the step ends no node writes as an owner. */
function* leasesOf(
  { among, db, rowLocks }: Dialect,
  some?: ReadonlyArray<NodeId>
): Step<ReadonlyArray<readonly [NodeId, Lease]>> {
  const rows = yield* ask(
    db.selectFrom("node").selectAll().$if(some !== undefined, (query) => query.where(among("id", some ?? [])))
      .$if(rowLocks, (query) => query.orderBy("id").forUpdate())
  )
  return rows.map((row) => [row.id, leaseOf(row)!] as const)
}

/**
 * Live attempts that may be orphans: of nodes that do not answer for all of theirs, or past their deadline. A node that
 * came, and claimed, while the leases of the others were waited for is not among these: it is looked for again.
 */
function* suspects(
  dialect: Dialect,
  leases: Map<NodeId, Lease>,
  now: number
): Step<ReadonlyArray<Attempt>> {
  const { among, db } = dialect
  const groups = yield* ask(
    db.selectFrom("attempt").select(({ fn }) => ["node_id", "epoch", fn.min<number>("deadline_at").as("deadline_at")])
      .where(liveAnywhere).groupBy(["node_id", "epoch"])
  )
  const strangers = groups.map(({ node_id }) => node_id).filter((id) => !leases.has(id))
  if (strangers.length > 0) {
    for (const [id, lease] of yield* leasesOf(dialect, strangers)) leases.set(id, lease)
  }
  const lost = groups.filter(({ epoch, node_id }) => {
    const lease = leases.get(node_id)
    return lease === undefined || lease.until < now || lease.epoch !== epoch
  })
  if (lost.length === 0 && groups.every(({ deadline_at }) => Number(deadline_at) > now)) return []
  const rows = yield* ask(
    db.selectFrom("attempt").selectAll().where(liveAnywhere)
      .where((where) =>
        where.or([among("node_id", lost.map(({ node_id }) => node_id)), where("deadline_at", "<=", now)])
      )
      .orderBy("deadline_at").orderBy("id")
  )
  return rows.map(attemptOf)
}

/** Forget nodes that have been away for long, and of which nothing lives any more. */
function* forget({ among, db }: Dialect, leases: ReadonlyMap<NodeId, Lease>, now: number): Step<void> {
  const away = [...leases.values()].flatMap(({ nodeId, until }) => until < now - forgottenAfter ? [nodeId] : [])
  if (away.length === 0) return
  yield* tell(
    db.deleteFrom("node").where(among("id", away)).where((where) =>
      where.not(
        where.exists(
          where.selectFrom("attempt").select("id").whereRef("attempt.node_id", "=", "node.id").where(liveAnywhere)
        )
      )
    )
  )
}

/**
 * What nobody answers for. What was only claimed is released; what may have been dialed is answered, up to a limit, for
 * somebody to ask the carrier. A node whose lease ran out, and whose attempts are looked after here, is in its next
 * epoch from now on. While all is well one pass over an index of what lives is all that this costs.
 */
export function* orphans(dialect: Dialect, now: number, limit: number): Step<ReadonlyArray<Attempt>> {
  const known = new Map(yield* leasesOf(dialect))
  const found = (yield* suspects(dialect, known, now)).map((attempt) => {
    const lease = known.get(attempt.nodeId)
    return { attempt, lease, need: attemptNeed(attempt, lease, now) }
  })
  const lost = found.flatMap(({ attempt, lease, need }) =>
    need !== "nothing" && lease !== undefined && lease.until < now && lease.epoch === attempt.epoch ? lease.nodeId : []
  )
  if (lost.length > 0) {
    yield* tell(
      dialect.db.updateTable("node").set(({ eb }) => ({ epoch: eb("epoch", "+", 1) }))
        .where(dialect.among("id", [...new Set(lost)]))
    )
  }
  const claimed = found.filter(({ need }) => need === "release").map(({ attempt: { id } }) => id)
  const courses = [...(yield* coursesOf(dialect, claimed)).values()]
  yield* takeBackAll(
    dialect,
    courses.filter(({ attempt }) => attempt.state === "claimed")
      .map((course) => ({ course, withdrawal: abandoned(now) })),
    now
  )
  yield* forget(dialect, known, now)
  return found.filter(({ need }) => need === "ask").slice(0, limit).map(({ attempt }) => attempt)
}
