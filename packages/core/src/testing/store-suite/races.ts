import { Effect } from "effect"
import type { NodeId } from "../../domain/id.ts"
import { holds, like, same } from "../check.ts"
import { carrier, credits, days, everything, phone, policy, start, told, utc } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { world as makeWorld } from "./world.ts"

const atOnce = { concurrency: "unbounded" } as const

const four = [1, 2, 3, 4]

/** Steps that are taken at the same time. Each happens whole, as if it were alone. */
export const races: ReadonlyArray<StoreTest> = [
  promise(
    "at once: nodes that claim never exceed the capacity, nor claim a call twice",
    { capacity: 5 },
    function*(world) {
      const { store } = world
      const { id } = yield* world.campaign(12)
      const nodes = four.map(() => world.id<NodeId>())
      for (const nodeId of nodes) yield* store.renewLease(nodeId, start + days(1))
      const turns = yield* Effect.all(nodes.map((nodeId) => world.claim({ nodeId, limit: 4 })), atOnce)
      const calls = turns.flatMap(({ placements }) => placements.map(({ attempt }) => attempt.callId))
      yield* same("calls that were claimed twice", calls.length - new Set(calls).size, 0)
      // A turn may find the workspace taken and do nothing; what all of them leave, a later one finds.
      yield* world.claim()
      yield* same("attempts that live", (yield* store.progress(world.workspaceId, id)).live, 5)
      yield* same("the credits that are held", (yield* world.balance).held, credits(5))
    }
  ),

  promise("at once: what is placed is answered to one", {}, function*(world) {
    yield* world.campaign(6)
    const attempts = yield* world.claimed(6)
    const placed = yield* Effect.all(four.map(() => world.place(attempts)), atOnce)
    yield* same("all answers", placed.flat().toSorted(), attempts.map(({ id }) => id))
  }),

  promise("at once: an attempt is placed or released, not both", {}, function*(world) {
    yield* world.campaign(6)
    const attempts = yield* world.claimed(6)
    const lost = world.store.renewLease(world.nodeId, start).pipe(Effect.andThen(world.store.orphans(start + 1, 100)))
    const [placed] = yield* Effect.all([world.place(attempts), lost], atOnce)
    const states = yield* world.attempts()
    const placing = states.filter(({ state }) => state === "placing").map(({ id }) => id)
    yield* same("those that are being placed", placing, placed)
    const released = states.filter(({ placedAt, state }) => state === "ended" && placedAt === null)
    yield* same("those that are not", released.length, 6 - placed.length)
  }),

  promise("at once: a campaign is started once", {}, function*(world) {
    const draft = yield* world.draft()
    const starts = yield* Effect.all(four.map(() => Effect.exit(world.schedule(draft.id))), atOnce)
    yield* same("starts that succeeded", starts.filter(({ _tag }) => _tag === "Success").length, 1)
    const { total } = yield* world.store.calls(world.workspaceId, { campaignId: draft.id }, everything)
    yield* same("calls", total, 2)
  }),

  promise("at once: an end is settled once", {}, function*(world) {
    yield* world.campaign(3)
    const attempts = yield* world.dial(3)
    const events = attempts.map(({ id }) => told(id, "ended", { disposition: "answered", talkSeconds: 1 }))
    const recorded = yield* Effect.all(four.map(() => world.record(events)), atOnce)
    yield* same("ends", recorded.reduce((sum, { ended }) => sum + ended, 0), 3)
    yield* same("messages", recorded.flatMap(({ messages }) => messages).length, 9)
    yield* same("the credits that are spent", (yield* world.balance).spent, credits(3))
  }),

  promise(
    "at once: changes of a webhook touch what they name, and that it is gone stands beside them",
    {},
    function*(world) {
      const { store, workspaceId } = world
      const url = "https://example.com/hook"
      const moved = "https://example.com/moved"
      const { id: listId } = yield* world.addList([{ phone: phone(1) }])
      for (const n of four) {
        const webhook = yield* world.webhook({ url, createdAt: start + n })
        const draft = yield* world.draft({ listId })
        const { messages } = yield* world.schedule(draft.id)
        const target = { channel: "webhook", address: webhook.id } as const
        const gone = { _tag: "Gone", reason: "410", to: url } as const
        yield* Effect.all([
          store.updateWebhook(workspaceId, webhook.id, { events: ["call_completed"] }),
          store.noteDeliveries(messages.map(({ id }) => ({ workspaceId, id, target, result: gone })), start),
          store.updateWebhook(workspaceId, webhook.id, { events: ["call_started"] })
        ], atOnce)
        yield* like("the webhook", (yield* store.webhooks(workspaceId)).slice(-1), [{ paused: true, cause: "gone" }])
        yield* Effect.all([
          store.updateWebhook(workspaceId, webhook.id, { url: moved }),
          store.updateWebhook(workspaceId, webhook.id, { paused: false }),
          store.updateWebhook(workspaceId, webhook.id, { events: null })
        ], atOnce)
        yield* same("after the changes", (yield* store.webhooks(workspaceId)).slice(-1), [{ ...webhook, url: moved }])
      }
    }
  ),

  promise("at once: rows with the same phones are accepted once", {}, function*(world) {
    const { store, workspaceId } = world
    const list = yield* world.openList()
    const rows = (from: number) =>
      [1, 2, 3].map((n) => ({
        contact: { number: from + n, line: from + n, phone: phone(n), zones: utc, variables: {} },
        text: ""
      }))
    yield* Effect.all(four.map((n) => store.addRows(workspaceId, list.id, rows(n * 10), [], "list")), atOnce)
    const { accepted, rejected } = yield* store.list(workspaceId, list.id)
    yield* same("the counts", { accepted, rejected }, { accepted: 3, rejected: 9 })
    yield* same("the contacts", (yield* store.contacts(workspaceId, list.id, everything)).length, 3)
    yield* same("the rejected rows", (yield* store.rejectedRows(workspaceId, list.id, everything)).length, 9)
  }),

  promise("at once: a delivery is taken by one", {}, function*(world) {
    for (const n of four) yield* world.campaign([{ phone: phone(n) }], { callbackUrl: "https://example.com" })
    const take = world.store.takeDeliveries("webhook", start, start + days(1), 3)
    const taken = (yield* Effect.all(four.map(() => take), atOnce)).flat().map(({ message }) => message.id)
    yield* same("what was taken twice", taken.length - new Set(taken).size, 0)
  }),

  promise("at once: the pace of a carrier is one for workspaces that claim together", {}, function*(world) {
    const worlds = [world]
    for (const key of [2, 3, 4]) worlds.push(yield* makeWorld({ key }))
    for (const one of worlds) yield* one.campaign(3)
    const paced = { ...carrier, pace: { perSecond: 1, burst: 5 } }
    const turns = yield* Effect.all(worlds.map((one) => one.claim({ carrier: paced })), atOnce)
    const claimed = turns.reduce((sum, { placements }) => sum + placements.length, 0)
    yield* holds("no more than the burst", claimed <= 5, claimed)
    // As above: what a turn left undone is found by later ones.
    let sum = claimed
    for (const one of worlds) sum += (yield* one.claim({ carrier: paced })).placements.length
    yield* same("claimed in all", sum, 5)
  }),

  promise("at once: a budget is spent once", {}, function*(world) {
    const { store } = world
    const { id } = yield* world.campaign(9, { policy: { ...policy, budget: credits(4) } })
    const nodes = four.map(() => world.id<NodeId>())
    for (const nodeId of nodes) yield* store.renewLease(nodeId, start + days(1))
    yield* Effect.all(nodes.map((nodeId) => world.claim({ nodeId, limit: 3 })), atOnce)
    yield* world.claim()
    yield* like("what it holds", yield* store.progress(world.workspaceId, id), { live: 4, held: credits(4) })
  }),

  promise("at once: no more is given back than an attempt cost", {}, function*(world) {
    const { store, workspaceId } = world
    yield* world.campaign(1)
    const attempts = yield* world.dial(1)
    yield* world.end(attempts, "answered", start, 60)
    const refund = store.refund(workspaceId, attempts[0]!.id, credits(0.4), "", start)
    const refunds = yield* Effect.all(four.map(() => Effect.exit(refund)), atOnce)
    yield* same("refunds that succeeded", refunds.filter(({ _tag }) => _tag === "Success").length, 2)
    yield* like("the balance", yield* world.balance, { spent: credits(0.2) })
  }),

  promise("at once: a list is merged once", {}, function*(world) {
    const { store, workspaceId } = world
    const into = yield* world.addList(1)
    const from = yield* world.addList([{ phone: phone(2) }, { phone: phone(3) }])
    const merge = store.mergeList(workspaceId, into.id, from.id, "append")
    const merges = yield* Effect.all(four.map(() => Effect.exit(merge)), atOnce)
    yield* same("merges that succeeded", merges.filter(({ _tag }) => _tag === "Success").length, 1)
    yield* like("the list", yield* store.list(workspaceId, into.id), { accepted: 3, rejected: 0 })
  }),

  promise("at once: a contact that came later is called once", {}, function*(world) {
    const { store, workspaceId } = world
    const campaign = yield* world.campaign(1)
    const from = yield* world.addList([{ phone: phone(2) }, { phone: phone(3) }])
    yield* store.mergeList(workspaceId, campaign.listId, from.id, "append")
    const extend = Effect.suspend(() => store.extendCampaign(workspaceId, campaign.id, world.block(), start))
    const counts = yield* Effect.all(four.map(() => extend), atOnce)
    yield* same("how many", counts.toSorted((a, b) => a - b), [0, 0, 0, 2])
    yield* same("the calls", (yield* world.calls(campaign.id)).length, 3)
  }),

  promise("at once: a suppression and a claim of the same phones", {}, function*(world) {
    yield* world.campaign(8)
    const phones = Array.from({ length: 8 }, (_, n) => phone(n + 1))
    const suppress = Effect.forEach(phones, (one) => world.suppress(one))
    const [{ placements }] = yield* Effect.all([world.claim(), suppress], atOnce)
    const calls = yield* world.calls()
    const ongoing = calls.filter(({ status }) => status === "ongoing").length
    const closed = calls.filter(({ subStatus }) => subStatus === "suppressed").length
    yield* same("calls in progress", ongoing, placements.length)
    yield* same("calls that are closed", closed, 8 - placements.length)
    yield* like("what is held", yield* world.balance, { held: credits(placements.length) })
  }),

  promise(
    "at once: a stop, and ends of calls that would be tried again, leave none waiting",
    { capacity: 8 },
    function*(world) {
      const retry = { attempts: 2, delays: { busy: 600 } }
      const { id } = yield* world.campaign(12, { policy: { ...policy, retry } })
      const attempts = yield* world.dial(8)
      const ends = attempts.map(({ id: attempt }) => told(attempt, "ended", { disposition: "busy" }))
      const stop = Effect.asVoid(world.command(id, { _tag: "Stop" }))
      yield* Effect.all([...ends.map((end) => Effect.asVoid(world.record([end]))), stop], atOnce)
      const { byStatus, calls, live } = yield* world.store.progress(world.workspaceId, id)
      const { ongoing, registered, retry: again } = byStatus
      yield* same("what waits or goes on", { ongoing, registered, again, live }, {
        ongoing: 0,
        registered: 0,
        again: 0,
        live: 0
      })
      yield* same("the calls", calls, 12)
    }
  ),

  promise(
    "at once: a pause and turns: what was claimed before is dialed or taken back, and nothing after",
    {},
    function*(
      world
    ) {
      const { id } = yield* world.campaign(20)
      const pause = Effect.asVoid(world.command(id, { _tag: "Pause", cause: "requested" }))
      const turns = four.map(() => Effect.map(world.claim({ limit: 2 }), ({ placements }) => placements.length))
      const claimed = yield* Effect.all([...turns, Effect.as(pause, 0)], atOnce)
      const sum = claimed.reduce((all, one) => all + one, 0)
      yield* like("what lives", yield* world.store.progress(world.workspaceId, id), { live: sum })
      yield* same("a turn after it", (yield* world.claim()).placements.length, 0)
      const placed = yield* world.place((yield* world.attempts()).filter(({ state }) => state === "claimed"))
      yield* same("what is dialed while it is paused", placed.length, 0)
      yield* like("what is held", yield* world.balance, { held: 0 })
    }
  ),

  promise("at once: all credits that are granted come in", {}, function*(world) {
    const before = yield* world.balance
    yield* Effect.all(four.map((n) => world.grant(credits(n))), atOnce)
    const after = yield* world.balance
    yield* same("granted", after.granted - before.granted, credits(10))
    yield* same("available", after.available - before.available, credits(10))
  })
]
