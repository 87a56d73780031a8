import {
  Carrier,
  type CarrierEvent,
  type Disposition,
  newId,
  type NodeId,
  type Placement,
  Store,
  type WorkspaceId
} from "@campanile/core"
import { idBlock } from "@campanile/core"
import { Clock, Effect, Random } from "effect"

const block = Effect.gen(function*() {
  return idBlock(yield* Clock.currentTimeMillis, yield* Random.next, yield* Random.next)
})

/** Dial what is due in a workspace, as the engine would: one turn, claimed and placed. */
export const dial = Effect.fnUntraced(function*(workspaceId: string) {
  const store = yield* Store
  const now = yield* Clock.currentTimeMillis
  const nodeId = yield* newId<NodeId>()
  const epoch = yield* store.renewLease(nodeId, now + 60_000)
  const { capabilities: { name, pace } } = yield* Carrier
  const carrier = { name, pace }
  const turn = { workspaceId: workspaceId as WorkspaceId, nodeId, epoch, block: yield* block, now, carrier, limit: 100 }
  const { placements } = yield* store.claim(turn)
  yield* store.place(nodeId, epoch, placements.map(({ attempt }) => attempt.id), now)
  return placements
})

/** Let what was dialed end in some way, after a minute of talk where it is connected. */
export const end = Effect.fnUntraced(function*(placements: ReadonlyArray<Placement>, disposition: Disposition) {
  const store = yield* Store
  const now = yield* Clock.currentTimeMillis
  const events = placements.map(({ attempt }): CarrierEvent => ({
    attemptId: attempt.id,
    carrierCallId: `carrier-${attempt.id}`,
    kind: "ended",
    at: now,
    disposition,
    talkSeconds: 60,
    code: disposition
  }))
  yield* store.record(events, yield* block, now)
})
