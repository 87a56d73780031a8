import type { Attempt } from "./attempt.ts"
import type { NodeId } from "./id.ts"

/** Until when a node answers for what it claimed, and in which of its lives. */
export interface Lease {
  readonly nodeId: NodeId
  /** Instant, ms UTC. */
  readonly until: number
  /** From 1; grows when the lease ran out and the node's claims were taken from it. */
  readonly epoch: number
}

/** The lease after its node renewed it; `undefined` stands for a node that never had one. */
export const renewed = (lease: Lease | undefined, nodeId: NodeId, until: number): Lease => ({
  nodeId,
  until,
  epoch: lease?.epoch ?? 1
})

/** Whether a node that believes to be in an epoch still is: what it writes as an owner depends on it. */
export const isCurrent = (lease: Lease | undefined, epoch: number): boolean => lease?.epoch === epoch

/** Whether somebody answers for an attempt at an instant (ms UTC): its node, in the life in which it claimed it. */
export const isAnsweredFor = (attempt: Attempt, lease: Lease | undefined, now: number): boolean =>
  lease !== undefined && lease.until >= now && lease.epoch === attempt.epoch

/**
 * What an attempt that lives needs from whoever looks after orphans: nothing, to be released, or to be asked for at the
 * carrier. Past its deadline it is nobody's any more, whatever its node says. One that was only claimed is released,
 * for no request of it left; of any other a request may have been taken.
 */
export const need = (attempt: Attempt, lease: Lease | undefined, now: number): "nothing" | "release" | "ask" =>
  isAnsweredFor(attempt, lease, now) && now < attempt.deadlineAt
    ? "nothing"
    : attempt.state === "claimed"
    ? "release"
    : "ask"

/**
 * How long (ms) after its lease ran out a node is forgotten, of which nothing lives any more. Each start of a process is
 * a new node, and looking for orphans looks at all of them.
 */
export const forgottenAfter = 86_400_000
