import {
  type CarrierEvent,
  idAt,
  type NodeId,
  type Placement,
  type StoreShape,
  type WorkspaceId
} from "@campanile/core"
import { Effect } from "effect"
import { block } from "./workspace.ts"

const carrier = { name: "instant", pace: null }

/** Milliseconds that something took. */
export const timed = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const began = performance.now()
    const answer = yield* work
    return { ms: performance.now() - began, answer }
  })

/** Milliseconds that go by, on the clock of the turns, with each call that is claimed: caller numbers have a pace. */
const gap = 2

/** What a node asks of a store in its turns, on a clock that begins at an instant and only moves with what is claimed. */
export const makeTurns = (store: StoreShape, from: number) =>
  Effect.gen(function*() {
    let now = from
    const nodeId = idAt<NodeId>(block(now), 0)
    const epoch = yield* store.renewLease(nodeId, now + 86_400_000)
    const claim = (workspaceId: WorkspaceId, limit: number) =>
      Effect.suspend(() => {
        now += gap * limit
        return store.claim({ workspaceId, nodeId, epoch, block: block(now), now, carrier, limit })
      })
    /** A turn of the engine: which workspaces are due, and a claim in each. */
    const turn = (limit: number) =>
      Effect.gen(function*() {
        let claimed: ReadonlyArray<Placement> = []
        for (const workspaceId of yield* store.workspacesDue(now)) {
          claimed = [...claimed, ...(yield* claim(workspaceId, limit)).placements]
        }
        return claimed
      })
    /** What was claimed is dialed, answered, and over. */
    const end = (placements: ReadonlyArray<Placement>) =>
      Effect.gen(function*() {
        const ids = placements.map(({ attempt }) => attempt.id)
        yield* store.place(nodeId, epoch, ids, now)
        const ended = ids.map((attemptId): CarrierEvent => ({
          attemptId,
          kind: "ended",
          carrierCallId: attemptId,
          at: now,
          disposition: "answered",
          talkSeconds: 20,
          code: ""
        }))
        yield* store.record(ended, block(now), now)
      })
    return { claim, turn, end }
  })
