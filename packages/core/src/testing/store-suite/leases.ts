import type { NodeId } from "../../domain/id.ts"
import { like, same } from "../check.ts"
import { days, hours, minutes, phone, start, told } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { world as makeWorld } from "./world.ts"

const most = 100

/** The leases of nodes, and what becomes of attempts that nobody answers for. */
export const leases: ReadonlyArray<StoreTest> = [
  promise("leases: a node's epoch is 1, however often it renews", {}, function*(world) {
    const { store } = world
    const node = world.id<NodeId>()
    yield* same("at first", yield* store.renewLease(node, start + minutes(1)), 1)
    yield* same("later", yield* store.renewLease(node, start + minutes(2)), 1)
    yield* same("another node's", yield* store.renewLease(world.id<NodeId>(), start + minutes(1)), 1)
    yield* same("after a lapse in which nobody took anything", yield* store.renewLease(node, start + days(1)), 1)
  }),

  promise("orphans: what a node that answers has is left alone", {}, function*(world) {
    yield* world.campaign(3)
    const attempts = yield* world.claimed(3)
    yield* world.place(attempts.slice(1))
    yield* world.record([told(attempts[2]!.id, "ringing")])
    yield* world.store.renewLease(world.nodeId, start + minutes(1))
    const before = yield* world.attempts()
    yield* same("orphans at the last instant of the lease", yield* world.store.orphans(start + minutes(1), most), [])
    yield* same("the attempts", yield* world.attempts(), before)
  }),

  promise("orphans: what a lost node had only claimed is released", {}, function*(world) {
    const { id } = yield* world.campaign(2)
    const before = yield* world.balance
    yield* world.claimed(2)
    yield* world.store.renewLease(world.nodeId, start + minutes(1))
    const now = start + minutes(1) + 1
    yield* same("who must be asked for", yield* world.store.orphans(now, most), [])
    const waiting = { status: "registered", subStatus: "waiting", attempts: 0, dueAt: now } as const
    yield* like("the calls", yield* world.calls(id), [waiting, waiting])
    const ended = { state: "ended", disposition: "canceled", placedAt: null, endedAt: now } as const
    yield* like("the attempts", yield* world.attempts(), [ended, ended])
    yield* same("the balance", yield* world.balance, before)
  }),

  promise("orphans: a lost node that comes back is in a new epoch", {}, function*(world) {
    const { nodeId, store } = world
    yield* world.campaign(2)
    const lost = yield* world.claimed(2)
    yield* store.renewLease(nodeId, start + minutes(1))
    const now = start + minutes(2)
    yield* store.orphans(now, most)
    yield* same("what it may dial in the old one", yield* world.place(lost, now), [])
    const epoch = yield* store.renewLease(nodeId, now + minutes(1))
    yield* same("the new one", epoch, 2)
    yield* same(
      "what it may dial of the old claims",
      yield* store.place(nodeId, epoch, lost.map(({ id }) => id), now),
      []
    )
    const { placements } = yield* world.claim({ epoch, now })
    const ids = placements.map(({ attempt }) => attempt.id)
    yield* same("how many it claims", ids.length, 2)
    yield* same("what it may dial in the old epoch", yield* store.place(nodeId, 1, ids, now), [])
    const placed = (yield* store.place(nodeId, epoch, ids, now)).map(({ id }) => id)
    yield* same("what it may dial in the new one", placed.toSorted(), ids)
    yield* same("orphans then", yield* store.orphans(now, most), [])
  }),

  promise(
    "orphans: a node that has been away for more than a day is forgotten, when nothing of it lives",
    {},
    function*(world) {
      const { nodeId, store } = world
      yield* world.campaign(1)
      const [asked] = yield* world.dial(1)
      yield* store.renewLease(nodeId, start + minutes(1))
      yield* store.orphans(start + minutes(2), most)
      yield* store.orphans(start + days(2), most)
      yield* same(
        "its epoch while somebody must ask for a call of it",
        yield* store.renewLease(nodeId, start + minutes(1)),
        2
      )
      yield* world.record([told(asked!.id, "ended", { disposition: "answered", talkSeconds: 20 })])
      yield* store.orphans(start + days(1), most)
      yield* same("its epoch within a day", yield* store.renewLease(nodeId, start + minutes(1)), 2)
      yield* store.orphans(start + days(2), most)
      yield* same("its epoch after that", yield* store.renewLease(nodeId, start + days(2)), 1)
    }
  ),

  promise("orphans: what is claimed in an epoch that is over can never be dialed", {}, function*(world) {
    const { nodeId, store } = world
    yield* world.campaign(1)
    yield* world.claimed(1)
    yield* store.renewLease(nodeId, start)
    const now = start + minutes(1)
    yield* store.orphans(now, most)
    yield* store.renewLease(nodeId, now + hours(1))
    const { placements } = yield* world.claim({ epoch: 1, now })
    const attempts = placements.map(({ attempt }) => attempt)
    yield* same("what may be dialed of it", yield* world.place(attempts, now), [])
    yield* store.orphans(now, most)
    yield* like("the call, which waits again", yield* world.calls(), [{ status: "registered" }])
  }),

  promise("orphans: of what a lost node may have dialed somebody must ask, until it ends", {}, function*(world) {
    const { nodeId, store } = world
    yield* world.campaign(5)
    const [placing, queued, ringing, answered, ended] = yield* world.dial(5)
    yield* world.record([
      told(queued!.id, "queued"),
      told(ringing!.id, "ringing"),
      told(answered!.id, "answered"),
      told(ended!.id, "ended", { disposition: "busy" })
    ])
    yield* store.renewLease(nodeId, start + 1)
    const before = yield* world.attempts()
    const orphans = [placing, queued, ringing, answered].flatMap((one) => before.filter(({ id }) => id === one!.id))
    const now = start + 2
    const asked = (yield* store.orphans(now, most)).toSorted((a, b) => a.id < b.id ? -1 : 1)
    yield* same("who must be asked for", asked, orphans)
    yield* same("the attempts", yield* world.attempts(), before)
    yield* store.renewLease(nodeId, now + days(1))
    yield* same("how many when the node is back", (yield* store.orphans(now + 1, most)).length, 4)
    yield* world.end([placing!, queued!, ringing!], "unknown", now + 2)
    const left = yield* store.orphans(now + 3, most)
    yield* same("who is left when others have ended", left.map(({ id }) => id), [answered!.id])
  }),

  promise("orphans: what is past its deadline is asked for, whoever has it", {}, function*(world) {
    yield* world.campaign(2)
    const [attempt] = yield* world.dial(2)
    yield* world.record([told(attempt!.id, "answered")])
    const { deadlineAt } = attempt!
    yield* same("before", yield* world.store.orphans(deadlineAt - 1, most), [])
    const orphans = yield* world.store.orphans(deadlineAt + 1, most)
    yield* same("after", orphans.toSorted((a, b) => a.id < b.id ? -1 : 1), [...yield* world.attempts()])
  }),

  promise("orphans: a claim that was forgotten is released at its deadline", {}, function*(world) {
    yield* world.campaign(1)
    const [attempt] = yield* world.claimed(1)
    yield* same("who must be asked for", yield* world.store.orphans(attempt!.deadlineAt + 1, most), [])
    yield* like("the call", yield* world.calls(), [{
      status: "registered",
      attempts: 0,
      dueAt: attempt!.deadlineAt + 1
    }])
    yield* same("what may be dialed of it", yield* world.place([attempt!], attempt!.deadlineAt + 1), [])
  }),

  promise("orphans: no more than asked for are answered", {}, function*(world) {
    yield* world.campaign(5)
    yield* world.dial(5)
    yield* world.store.renewLease(world.nodeId, start)
    yield* same("how many", (yield* world.store.orphans(start + 1, 2)).length, 2)
  }),

  promise("orphans: a lost claim of a campaign that is over is closed, not lost", {}, function*(world) {
    const { id } = yield* world.campaign(1)
    yield* world.claimed(1)
    yield* world.command(id, { _tag: "Stop" })
    yield* world.store.renewLease(world.nodeId, start)
    yield* world.store.orphans(start + 1, most)
    yield* like("the call", yield* world.calls(id), [{ status: "canceled", subStatus: "terminated" }])
  }),

  promise("orphans: of all workspaces, and of lost nodes only", {}, function*(world) {
    const { store } = world
    const other = yield* makeWorld({ key: 2 })
    yield* world.apiCall({ phone: phone(1) })
    yield* other.apiCall({ phone: phone(1) })
    yield* other.apiCall({ phone: phone(2) })
    const mine = yield* world.dial(1)
    const [theirs] = (yield* other.claim({ nodeId: world.nodeId, limit: 1 })).placements
    const [kept] = yield* other.claimed(1)
    yield* store.renewLease(world.nodeId, start)
    const orphans = yield* store.orphans(start + 1, most)
    yield* same("who must be asked for", orphans.map(({ id }) => id), mine.map(({ id }) => id))
    yield* like("what the lost node claimed", yield* other.attempt(theirs!.attempt), { state: "ended" })
    yield* like("what another node claimed", yield* other.attempt(kept!), { state: "claimed" })
  })
]
