import type { AttemptId, NodeId } from "../../domain/id.ts"
import { like, same } from "../check.ts"
import { credits, days, hours, later, minutes, phone, policy, start, told } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { world as makeWorld } from "./world.ts"

const retry = { attempts: 3, delays: { busy: 60 } }

/** From `claimed` to `placing`, and back. */
export const placeRelease: ReadonlyArray<StoreTest> = [
  promise("place: what its node claimed may be dialed, once", {}, function*(world) {
    yield* world.campaign(3)
    const attempts = yield* world.claimed(3)
    const ids = attempts.map(({ id }) => id)
    const [first, second, third] = ids
    const now = start + 5
    yield* same("placed", yield* world.place(attempts.slice(0, 2), now), ids.slice(0, 2))
    const states = { state: "placing", placedAt: now } as const
    yield* like("the attempts", yield* world.attempts(), [
      { id: first!, ...states },
      { id: second!, ...states },
      { id: third!, state: "claimed", placedAt: null }
    ])
    yield* same("placed when all are asked for", yield* world.place(attempts, now + 1), ids.slice(2))
    yield* same("placed when all are asked for again", yield* world.place(attempts, now + 2), [])
    yield* like("the first one", yield* world.attempts(), [{ placedAt: now }, {}, {}])
  }),

  promise("place: an id that is asked for twice is answered once", {}, function*(world) {
    yield* world.campaign(1)
    const [attempt] = yield* world.claimed(1)
    yield* same("placed", yield* world.place([attempt!, attempt!]), [attempt!.id])
  }),

  promise("place: only for the node that claimed, in the epoch of the claim", {}, function*(world) {
    const { nodeId, store } = world
    yield* world.campaign(1)
    const ids = (yield* world.claimed(1)).map(({ id }) => id)
    const other = world.id<NodeId>()
    yield* store.renewLease(other, start + days(1))
    yield* same("for another node", yield* store.place(other, 1, ids, start), [])
    yield* same("for another epoch", yield* store.place(nodeId, 2, ids, start), [])
    yield* same("for a node without a lease", yield* store.place(world.id<NodeId>(), 1, ids, start), [])
    yield* same("ids that nobody knows", yield* store.place(nodeId, 1, [world.id<AttemptId>()], start), [])
    yield* like("for its own", yield* store.place(nodeId, 1, ids, start), ids.map((id) => ({ id })))
  }),

  promise("place: nothing of a campaign that does not dial any more", {}, function*(world) {
    const paused = yield* world.campaign([{ phone: phone(1) }])
    const stopped = yield* world.campaign([{ phone: phone(2) }])
    const ongoing = yield* world.campaign([{ phone: phone(3) }])
    yield* world.apiCall({ phone: phone(4) })
    const attempts = yield* world.claimed(4)
    yield* world.command(paused.id, { _tag: "Pause", cause: "requested" })
    yield* world.command(stopped.id, { _tag: "Stop" })
    const expected = attempts.filter(({ campaignId }) => campaignId === null || campaignId === ongoing.id)
    yield* same("placed", yield* world.place(attempts), expected.map(({ id }) => id).toSorted())
    const refused = attempts.filter(({ campaignId }) => campaignId === paused.id || campaignId === stopped.id)
    for (const attempt of refused) {
      yield* like("what was refused", yield* world.attempt(attempt), { state: "ended", placedAt: null })
    }
    yield* like("the call of the paused one", yield* world.calls(paused.id), [{ status: "registered" }])
    yield* like("the call of the stopped one", yield* world.calls(stopped.id), [{ subStatus: "terminated" }])
  }),

  promise("place: nothing at or after the campaign's end", {}, function*(world) {
    yield* world.campaign(2)
    const [first, second] = yield* world.claimed(2)
    yield* same("placed before it", yield* world.place([first!], start + days(1) - 1), [first!.id])
    yield* same("placed at it, before anybody ends the campaign", yield* world.place([second!], start + days(1)), [])
  }),

  promise("place: in all workspaces at once", {}, function*(world) {
    const other = yield* makeWorld({ key: 2 })
    yield* world.apiCall({ phone: phone(1) })
    yield* other.apiCall({ phone: phone(1) })
    const attempts = [
      ...yield* world.claimed(1),
      ...(yield* other.claim({ nodeId: world.nodeId })).placements.map(({ attempt }) => attempt)
    ]
    yield* same("how many", attempts.length, 2)
    yield* same("placed", yield* world.place(attempts), attempts.map(({ id }) => id).toSorted())
  }),

  promise("release: the call waits again as if it had never been claimed", {}, function*(world) {
    const { id } = yield* world.campaign(2)
    const before = yield* world.balance
    const [first, second] = yield* world.claimed(2)
    yield* world.place([second!])
    const now = start + minutes(1)
    const dueAt = start + hours(1)
    yield* world.release([first!, second!], now, dueAt)
    const waiting = {
      status: "registered",
      subStatus: "waiting",
      attempts: 0,
      outcomes: {},
      disposition: null,
      dueAt
    } as const
    yield* like("the calls", yield* world.calls(id), [waiting, waiting])
    const ended = {
      state: "ended",
      disposition: "canceled",
      placedAt: null,
      endedAt: now,
      code: "gate:pace",
      spent: 0
    } as const
    yield* like("the attempts", yield* world.attempts(), [ended, ended])
    yield* same("the balance", yield* world.balance, before)
    const voids = (yield* world.store.ledger(world.workspaceId)).filter(({ kind }) => kind === "void")
    const given = { from: "held", to: "available", amount: credits(1) } as const
    yield* like("the holds that were given back", voids, [given, given])
    yield* world.claimed(0, dueAt - 1)
    yield* world.claimed(2, dueAt)
  }),

  promise("release: it counts no attempt, also of a call that was tried before", {}, function*(world) {
    const { id } = yield* world.campaign(1, { policy: { ...policy, retry } })
    yield* world.end(yield* world.dial(1), "busy")
    const now = start + minutes(1)
    yield* world.release(yield* world.claimed(1, now), now, now + 5)
    const calls = yield* world.calls(id)
    yield* like("the call", calls, [{
      status: "retry",
      subStatus: "retry_scheduled",
      dueAt: now + 5,
      attempts: 1,
      disposition: "busy"
    }])
  }),

  promise("release: it frees the slot and the phone", { capacity: 1 }, function*(world) {
    yield* world.apiCall({ phone: phone(1) })
    yield* world.apiCall({ phone: phone(1) })
    yield* world.release(yield* world.claimed(1), start, start + hours(1))
    yield* world.claimed(1)
  }),

  promise("release: twice is as good as once", {}, function*(world) {
    const { store, workspaceId } = world
    yield* world.campaign(1)
    const [attempt] = yield* world.claimed(1)
    yield* world.release([attempt!, attempt!], start, start + 5)
    const ledger = yield* store.ledger(workspaceId)
    yield* same("the kinds of the ledger's lines", ledger.map(({ kind }) => kind), ["grant", "hold", "void"])
    const calls = yield* world.calls()
    yield* world.release([attempt!], start + 1, start + 9)
    yield* same("the ledger", yield* store.ledger(workspaceId), ledger)
    yield* same("the calls", yield* world.calls(), calls)
  }),

  promise("release: an old release does not touch a newer attempt of the call", {}, function*(world) {
    yield* world.campaign(1)
    const old = yield* world.claimed(1)
    yield* world.release(old)
    const newer = yield* world.claimed(1)
    yield* world.release(old, start + 1)
    yield* like("the call", yield* world.calls(), [{ status: "ongoing" }])
    yield* same("placed", yield* world.place(newer), newer.map(({ id }) => id))
  }),

  promise("release: not what the carrier has, nor what nobody knows", {}, function*(world) {
    yield* world.campaign(4)
    const attempts = yield* world.dial(4)
    const [queued, ringing, answered, ended] = attempts
    yield* world.record([
      told(queued!.id, "queued"),
      told(ringing!.id, "ringing"),
      told(answered!.id, "answered"),
      told(ended!.id, "ended", { disposition: "busy" })
    ])
    const before = yield* world.attempts()
    const calls = yield* world.calls()
    yield* world.release([...attempts, { id: world.id<AttemptId>() }], start + 1)
    yield* same("the attempts", yield* world.attempts(), before)
    yield* same("the calls", yield* world.calls(), calls)
  }),

  promise("release: what was released cannot be placed any more", {}, function*(world) {
    yield* world.campaign(1)
    const attempts = yield* world.claimed(1)
    yield* world.release(attempts)
    yield* same("placed", yield* world.place(attempts), [])
  }),

  promise("release: a call whose campaign is over meanwhile is closed, not lost", {}, function*(world) {
    const { store } = world
    const stopped = yield* world.campaign([{ phone: phone(1) }])
    const failed = yield* world.campaign([{ phone: phone(2) }])
    const ended = yield* world.campaign([{ phone: phone(3) }])
    const attempts = yield* world.claimed(3)
    const [first, ...others] = attempts
    yield* world.place([first!])
    yield* world.command(stopped.id, { _tag: "Stop" })
    yield* world.command(failed.id, { _tag: "Fail", cause: "carrier_refused" })
    const now = start + days(1)
    yield* store.advanceCampaigns(world.block(), now)
    yield* world.release([first!, ...others], now)
    const closed = { status: "canceled", attempts: 0, disposition: null, updatedAt: now } as const
    yield* like("of the stopped one", yield* world.calls(stopped.id), [{ ...closed, subStatus: "terminated" }])
    yield* like("of the failed one", yield* world.calls(failed.id), [{ ...closed, subStatus: "campaign_ended" }])
    yield* like("of the one that ended", yield* world.calls(ended.id), [{ ...closed, subStatus: "campaign_ended" }])
    yield* like("the balance", yield* world.balance, { held: 0, spent: 0 })
  }),

  promise("release: in all workspaces at once, each with its own instant", {}, function*(world) {
    const other = yield* makeWorld({ key: 2 })
    yield* world.apiCall({ phone: phone(1) })
    yield* other.apiCall({ phone: phone(1) })
    const [mine] = yield* world.claimed(1)
    const [theirs] = yield* other.claimed(1)
    yield* world.store.release([
      { id: mine!.id, ...later("pace", start + 1) },
      { id: theirs!.id, ...later("hook", start + 2) }
    ], start)
    yield* like("the one call", yield* world.calls(), [{ status: "registered", dueAt: start + 1 }])
    yield* like("the other", yield* other.calls(), [{ status: "registered", dueAt: start + 2 }])
    yield* like("the one attempt", yield* world.attempts(), [{ state: "ended", code: "gate:pace" }])
    yield* like("the other", yield* other.attempts(), [{ state: "ended", code: "gate:hook" }])
  })
]
