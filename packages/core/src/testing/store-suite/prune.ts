import type { CampaignId } from "../../domain/id.ts"
import { keepAll, noneRemoved } from "../../domain/retention.ts"
import { fails, holds, like, same } from "../check.ts"
import { carrier, days, everything, fileOf, minutes, phone, policy, seconds, start, told, utc } from "./given.ts"
import { all, answeredOnce, finished, month, over, prune } from "./pruning.ts"
import { promise, type StoreTest } from "./test.ts"
import { type World, world as makeWorld } from "./world.ts"

/** What is past its time goes, and nothing else. */
export const prunes: ReadonlyArray<StoreTest> = [
  promise(
    "prune: calls of a campaign that is over go with all that hangs on them, and its counts stay",
    {},
    function*(world) {
      const { store, workspaceId } = world
      const id = yield* finished(world, 3)
      const calls = yield* world.calls(id)
      const progress = yield* store.progress(workspaceId, id)
      const balance = yield* world.balance
      const ledger = yield* store.ledger(workspaceId)
      const costs = yield* store.carrierCosts(workspaceId, id)
      const at = over + days(30)
      yield* same("a moment before", yield* prune(world, "calls", at - 1), noneRemoved)
      const removed = yield* prune(world, "calls", at)
      yield* same("what went", removed, { ...noneRemoved, calls: 3, attempts: 3 })
      yield* same("calls that are left", yield* store.calls(workspaceId, { campaignId: id }, everything), {
        total: 0,
        calls: []
      })
      yield* same("attempts that are left", yield* store.attempts(workspaceId, calls[0]!.id), [])
      yield* fails("to look into one", store.circumstances(workspaceId, calls[0]!.id, carrier, at), {
        _tag: "NotFound",
        what: "call"
      })
      yield* same("the progress", yield* store.progress(workspaceId, id), progress)
      yield* same("the balance", yield* world.balance, balance)
      yield* same("the ledger", yield* store.ledger(workspaceId), ledger)
      yield* same("what the carrier charged", yield* store.carrierCosts(workspaceId, id), costs)
      yield* same("the same of the workspace", yield* store.carrierCosts(workspaceId, null), costs)
      yield* same("what goes the second time", yield* all(world, at), { ...noneRemoved, contacts: 3 })
      yield* same("and the third", yield* all(world, at), noneRemoved)
    }
  ),

  promise("prune: what is kept for ever is kept for ever", {}, function*(world) {
    yield* finished(world, 2)
    yield* same("what went", yield* all(world, start + days(36_000), { retention: keepAll }), noneRemoved)
    yield* same("the calls", (yield* world.calls()).length, 2)
  }),

  promise("prune: batch by batch, each no larger than it may be", {}, function*(world) {
    const { store, workspaceId } = world
    yield* finished(world, 5)
    const at = over + days(31)
    const pruning = {
      workspaceId,
      what: "calls",
      retention: month,
      now: at,
      limit: 2,
      after: "",
      dryRun: false
    } as const
    const { next, removed } = yield* store.prune(pruning)
    yield* like("the first batch", removed, { calls: 2, attempts: 2 })
    yield* holds("it goes on", next !== undefined, next)
    const counted = yield* store.calls(workspaceId, {}, everything)
    yield* same("calls that are left, and are counted", [counted.total, counted.calls.length], [3, 3])
    yield* like("the others", yield* prune(world, "calls", at, { limit: 2 }), { calls: 3 })
    yield* like("the rows", yield* prune(world, "rows", at, { limit: 2 }), { contacts: 5 })
  }),

  promise("prune: a dry run counts the same, and removes nothing", {}, function*(world) {
    const { store, workspaceId } = world
    const id = yield* finished(world, 5)
    const list = yield* store.campaign(workspaceId, id)
    const at = over + days(31)
    const counted = yield* all(world, at, { dryRun: true, limit: 2 })
    yield* same("the calls", (yield* world.calls(id)).length, 5)
    yield* same("the contacts", (yield* store.contacts(workspaceId, list.listId, everything)).length, 5)
    yield* same("what goes then", yield* all(world, at, { limit: 2 }), counted)
  }),

  promise("prune: a campaign that is not over keeps everything, however old", {}, function*(world) {
    const { store, workspaceId } = world
    const { id, listId } = yield* world.campaign(2, { policy: { ...policy, alwaysOn: true } })
    yield* answeredOnce(world, 2)
    const draft = yield* world.draft()
    yield* same("what went", yield* all(world, start + days(400)), noneRemoved)
    yield* same("its calls", (yield* world.calls(id)).length, 2)
    for (const list of [listId, draft.listId]) {
      yield* same("contacts", (yield* store.contacts(workspaceId, list, everything)).length, 2)
    }
  }),

  promise("prune: a call in progress outlives the end of its campaign", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign(2)
    const [live, other] = yield* world.dial(2)
    yield* world.end([other!], "answered", start, 20)
    yield* world.command(id, { _tag: "Stop" }, over)
    const at = over + days(31)
    const counted = yield* all(world, at, { dryRun: true })
    yield* same("what a dry run counts", counted, { ...noneRemoved, calls: 1, attempts: 1 })
    yield* same("what went", yield* all(world, at), { ...noneRemoved, calls: 1, attempts: 1 })
    yield* world.end([live!], "answered", at, 20)
    yield* like("the call", yield* world.call(live!.callId), { status: "completed" })
    yield* like("the progress", yield* store.progress(workspaceId, id), { calls: 2, attempts: 2, live: 0 })
    yield* same("what goes then", yield* all(world, at), { ...noneRemoved, calls: 1, attempts: 1, contacts: 2 })
    yield* like("the progress after it", yield* store.progress(workspaceId, id), { calls: 2, attempts: 2 })
  }),

  promise("prune: what is told of an attempt that is gone changes nothing", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign(1)
    const [attempt] = yield* answeredOnce(world, 1)
    yield* store.advanceCampaigns(world.block(), over)
    const progress = yield* store.progress(workspaceId, id)
    yield* all(world, over + days(31))
    const ended = told(attempt!.id, "ended", { disposition: "answered", talkSeconds: 90 })
    const late = yield* world.record([ended], over + days(31))
    yield* same("what is told", late, { messages: [], ended: 0 })
    yield* same("the progress", yield* store.progress(workspaceId, id), progress)
    yield* fails(
      "to give back what it cost",
      store.refund(workspaceId, attempt!.id, 1, "", over + days(31)),
      { _tag: "NotFound", what: "attempt" }
    )
  }),

  promise("prune: a list goes when all its campaigns have gone, and is not called any more", {}, function*(world) {
    const { store, workspaceId } = world
    const list = yield* world.addList(2)
    const ids: Array<CampaignId> = []
    for (const n of [0, 1]) {
      const { id } = yield* world.draft({ listId: list.id })
      yield* world.schedule(id, { startsAt: start + days(10 * n), endsAt: start + days(10 * n + 1) })
      ids.push(id)
    }
    yield* store.advanceCampaigns(world.block(), start + days(1))
    const first = start + days(31)
    yield* like("when the first is past its time", yield* all(world, first), { calls: 2, contacts: 0 })
    yield* store.advanceCampaigns(world.block(), start + days(11))
    yield* same("the list", (yield* store.list(workspaceId, list.id)).status, "ready")
    yield* like("when both are", yield* all(world, start + days(41)), { calls: 2, contacts: 2 })
    const counts = { status: "pruned", accepted: 2, rejected: 0 } as const
    yield* like("the list then", yield* store.list(workspaceId, list.id), counts)
    const { id } = yield* world.draft({ listId: list.id })
    const now = start + days(42)
    yield* fails("to call it again", world.schedule(id, { now, startsAt: now, endsAt: now + days(1) }), {
      _tag: "ListNotReady",
      status: "pruned"
    })
  }),

  promise("prune: rejected rows go with the contacts", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.openList()
    yield* store.describeList(workspaceId, id, ["phone"], "phone")
    const rejected = [2, 3, 4].map((line) => ({
      line,
      column: "phone",
      code: "phone_missing" as const,
      reason: "the phone number is missing",
      text: ""
    }))
    const contact = { number: 1, line: 5, phone: phone(1), zones: utc, variables: {} }
    yield* store.addRows(workspaceId, id, [{ contact, text: "" }], rejected, "list")
    yield* store.completeList(workspaceId, id, fileOf(5))
    const draft = yield* world.draft({ listId: id })
    yield* world.schedule(draft.id)
    yield* world.command(draft.id, { _tag: "Stop" }, over)
    const at = over + days(30)
    yield* like("what went", yield* all(world, at, { limit: 2 }), { contacts: 1, rejectedRows: 3 })
    yield* same("rejected rows", yield* store.rejectedRows(workspaceId, id, everything), [])
    yield* like("the list", yield* store.list(workspaceId, id), { accepted: 1, rejected: 3 })
  }),

  promise("prune: calls from the API go by their own end, and those that wait stay", {}, function*(world) {
    const { store, workspaceId } = world
    const old = yield* world.apiCall({ phone: phone(1) })
    const ended = yield* world.dial(1)
    const waits = yield* world.apiCall({ phone: phone(2), dueAt: start + days(300) })
    yield* world.end(ended, "answered", start + days(5), 20)
    const at = start + days(35)
    yield* same("a moment before", yield* all(world, at - 1), noneRemoved)
    yield* same("what went", yield* all(world, at), { ...noneRemoved, calls: 1, attempts: 1 })
    yield* fails("the one", world.call(old.id), { _tag: "NotFound", what: "call" })
    yield* like("the other", yield* world.call(waits.id), { status: "registered" })
    yield* same("the count", (yield* store.calls(workspaceId, {}, everything)).total, 1)
  }),

  promise("prune: attempts to which a frequency cap looks back are kept, however short the policy", {
    frequencyCap: { attempts: 1, spanSeconds: 31 * 86_400, gapSeconds: 0, bySubject: false }
  }, function*(world) {
    yield* finished(world, 1)
    const soon = { retention: { ...month, finished: 1 } }
    const at = start + days(30)
    yield* same("what went", yield* all(world, at, soon), noneRemoved)
    const call = yield* world.apiCall({ phone: phone(1), at })
    yield* world.claimed(0, at)
    yield* like("who waits", yield* world.call(call.id), { status: "registered", dueAt: start + days(31) })
    yield* like("when it does not look back so far", yield* all(world, over + days(31), soon), {
      calls: 1,
      attempts: 1
    })
    yield* world.claimed(1, over + days(31))
  }),

  promise("prune: of another workspace nothing goes", {}, function*(world) {
    const { store } = world
    const id = yield* finished(world, 2)
    const other = yield* makeWorld({ key: 2 })
    yield* same("what went", yield* all(other, over + days(400)), noneRemoved)
    yield* same("the calls", (yield* world.calls(id)).length, 2)
    const unknown = world.id<World["workspaceId"]>()
    yield* fails("of none", store.retention(unknown), { _tag: "NotFound", what: "workspace" })
  }),

  promise("prune: goes on while others dial", {}, function*(world) {
    const gone = yield* finished(world, 3)
    const { id } = yield* world.campaign([{ phone: phone(1) }, { phone: phone(2) }], {
      policy: { ...policy, alwaysOn: true }
    })
    const live = yield* world.dial(2, start + seconds(90))
    const removed = yield* all(world, over + days(31))
    yield* like("what went", removed, { calls: 3, contacts: 3 })
    yield* world.end(live, "answered", start + minutes(3), 20)
    yield* like("its progress", yield* world.store.progress(world.workspaceId, id), { calls: 2, attempts: 2 })
    yield* like("that of the other", yield* world.store.progress(world.workspaceId, gone), { calls: 3, attempts: 3 })
  }),

  promise("retention: what a workspace says is kept, and takes the place of what it said before", {}, function*(world) {
    const { store, workspaceId } = world
    yield* same("at first", yield* store.retention(workspaceId), {})
    yield* store.setRetention(workspaceId, { finished: 90, dead: null })
    yield* same("then", yield* store.retention(workspaceId), { finished: 90, dead: null })
    yield* store.setRetention(workspaceId, { delivered: 7 })
    yield* same("at last", yield* store.retention(workspaceId), { delivered: 7 })
    const other = yield* makeWorld({ key: 2 })
    yield* same("of another", yield* store.retention(other.workspaceId), {})
    const unknown = store.setRetention(world.id<World["workspaceId"]>(), {})
    yield* fails("of none", unknown, { _tag: "NotFound", what: "workspace" })
  })
]
