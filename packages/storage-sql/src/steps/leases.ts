import { type Lease, type NodeId, renewedLease } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { askFirst, type Step, tell } from "../step.ts"
import type { NodeTable } from "../tables.ts"

/** The lease of a row, if there is one. */
export const leaseOf = (row: NodeTable | undefined): Lease | undefined =>
  row === undefined ? undefined : { nodeId: row.id, until: row.lease_until, epoch: row.epoch }

/** The lease of a node, for a step that writes as its owner: nobody takes the node's claims until the step ends. */
export function* heldLease({ db, rowLocks }: Dialect, nodeId: NodeId): Step<Lease | undefined> {
  const row = yield* askFirst(
    db.selectFrom("node").selectAll().where("id", "=", nodeId).$if(rowLocks, (query) => query.forShare())
  )
  return leaseOf(row)
}

/** Say that a node answers for what it claimed until an instant; answers with its epoch. */
export function* renewLease({ db, rowLocks }: Dialect, nodeId: NodeId, until: number): Step<number> {
  const row = yield* askFirst(
    db.selectFrom("node").selectAll().where("id", "=", nodeId).$if(rowLocks, (query) => query.forUpdate())
  )
  const lease = renewedLease(leaseOf(row), nodeId, until)
  yield* tell(
    db.insertInto("node").values({ id: nodeId, epoch: lease.epoch, lease_until: lease.until })
      .onConflict((conflict) => conflict.column("id").doUpdateSet({ epoch: lease.epoch, lease_until: lease.until }))
  )
  return lease.epoch
}
