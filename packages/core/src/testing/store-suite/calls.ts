import type { CallStatus } from "../../domain/call.ts"
import type { AssistantId, CallId, NumberId, WorkspaceId } from "../../domain/id.ts"
import { progressOf } from "../../domain/progress.ts"
import type { CallFilter } from "../../ports/store-terms.ts"
import { fails, like, same } from "../check.ts"
import { credits, everything, hours, minutes, phone, policy, start, told, utc } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"

const retry = { attempts: 2, delays: { busy: 600 } }

/** Calls as others see them, and where campaigns stand. */
export const calls: ReadonlyArray<StoreTest> = [
  promise("calls: a call from the API is found again", {}, function*(world) {
    const call = yield* world.apiCall({
      phone: phone(1),
      dueAt: start + hours(1),
      name: "Ana",
      variables: { name: "Ana" }
    })
    yield* same("the call", yield* world.call(call.id), call)
    yield* same("its attempts", yield* world.store.attempts(world.workspaceId, call.id), [])
  }),

  promise("calls: what a call names must exist in its workspace", {}, function*(world) {
    const { store, workspaceId } = world
    const call = yield* world.apiCall({ phone: phone(1) })
    const id = world.id<CallId>()
    const [assistantId, numberId, nowhere] = [world.id<AssistantId>(), world.id<NumberId>(), world.id<WorkspaceId>()]
    yield* fails("call", store.call(workspaceId, id), { _tag: "NotFound", what: "call", id })
    const api = {
      name: "",
      assistantId: world.assistant.id,
      numbers: [world.number.id],
      variables: {},
      policy,
      callbackUrl: null
    }
    const add = (fields: Partial<typeof api>, of: WorkspaceId = workspaceId) =>
      store.addCall({ ...call, id, workspaceId: of }, { ...api, ...fields })
    yield* fails("an assistant", add({ assistantId }), { _tag: "NotFound", what: "assistant", id: assistantId })
    yield* fails("a number", add({ numbers: [numberId] }), { _tag: "NotFound", what: "number", id: numberId })
    yield* fails("a workspace", add({}, nowhere), { _tag: "NotFound", what: "workspace", id: nowhere })
    yield* same("the attempts of an unknown call", yield* store.attempts(workspaceId, id), [])
    yield* same("how many calls there are", (yield* store.calls(workspaceId, {}, everything)).total, 1)
  }),

  promise("calls: the newest comes first, page by page, by campaign and by status", {}, function*(world) {
    const { store, workspaceId } = world
    const campaign = yield* world.campaign(3)
    const [first, second] = yield* world.dial(3)
    yield* world.end([first!], "answered")
    yield* world.end([second!], "busy")
    const api = yield* world.apiCall({ phone: phone(8), at: start + 1 })
    const newest = yield* world.apiCall({ phone: phone(9), at: start + 2 })

    const all = yield* store.calls(workspaceId, {}, { limit: 2, offset: 0 })
    yield* same("the first page", all, { total: 5, calls: [newest, api] })
    const rest = yield* store.calls(workspaceId, {}, { limit: 9, offset: 2 })
    yield* same("all the rest", { ...rest, calls: rest.calls.toReversed() }, {
      total: 5,
      calls: [...yield* world.calls(campaign.id)]
    })
    const of = function*(status: CallStatus, inCampaign: boolean) {
      const filter = inCampaign ? { campaignId: campaign.id, status } : { status }
      const { calls, total } = yield* store.calls(workspaceId, filter, { limit: 1, offset: 0 })
      return { total, contacts: calls.map(({ contact }) => contact) }
    }
    yield* same("its completed ones", yield* of("completed", true), { total: 1, contacts: [1] })
    yield* same("its failed ones", yield* of("failed", true), { total: 1, contacts: [2] })
    yield* same("its registered ones", yield* of("registered", true), { total: 0, contacts: [] })
    yield* same("all registered ones", yield* of("registered", false), { total: 2, contacts: [null] })
  }),

  promise("calls: those to a phone are found by it, whatever they come from and became of", {}, function*(world) {
    const { store, workspaceId } = world
    const [one, two] = [yield* world.campaign(2), yield* world.campaign(2)]
    yield* world.end(yield* world.dial(2), "answered")
    const waiting = yield* world.apiCall({ phone: phone(1), at: start + 1 })
    const closed = yield* world.apiCall({ phone: phone(1), at: start + 2 })
    yield* store.terminateCalls(workspaceId, [closed.id], start + 3)
    const of = function*(filter: CallFilter, limit = 9, offset = 0) {
      const { calls, total } = yield* store.calls(workspaceId, { phone: phone(1), ...filter }, { limit, offset })
      return { total, ids: calls.map(({ id }) => id) }
    }
    const [inOne, inTwo] = [yield* world.calls(one.id), yield* world.calls(two.id)]
    const ids = [closed.id, waiting.id, inTwo[0]!.id, inOne[0]!.id]
    yield* same("all of them", yield* of({}), { total: 4, ids })
    yield* same("a page of them", yield* of({}, 2, 1), { total: 4, ids: ids.slice(1, 3) })
    yield* same("those of a campaign", yield* of({ campaignId: two.id }), { total: 1, ids: [inTwo[0]!.id] })
    yield* same("those that are closed", yield* of({ status: "canceled" }), { total: 1, ids: [closed.id] })
    yield* same("those to another phone", yield* of({ phone: phone(9) }), { total: 0, ids: [] })
    const elsewhere = yield* store.calls(world.id<WorkspaceId>(), { phone: phone(1) }, everything)
    yield* same("those of another workspace", elsewhere, { total: 0, calls: [] })
  }),

  promise("calls: only those that wait can be terminated", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign(3, { policy: { ...policy, retry, maxConcurrent: 2 } })
    const [busy] = yield* world.dial(2)
    yield* world.end([busy!], "busy")
    const untouched = yield* world.apiCall({ phone: phone(9) })
    const ids = (yield* world.calls(id)).map(({ id }) => id)
    const now = start + minutes(1)
    const given = [...ids, ...ids, world.id<CallId>()]
    yield* same("how many there were", yield* store.terminateCalls(workspaceId, given, now), 2)
    const terminated = { status: "canceled", subStatus: "terminated", updatedAt: now } as const
    yield* like("the calls", yield* world.calls(id), [
      { ...terminated, disposition: "busy", attempts: 1 },
      { status: "ongoing" },
      { ...terminated, disposition: null, attempts: 0 }
    ])
    yield* same("a call that was not given", yield* world.call(untouched.id), untouched)
    yield* same("how many there are a second time", yield* store.terminateCalls(workspaceId, ids, now), 0)
    yield* same("how many there are of none", yield* store.terminateCalls(workspaceId, [], now), 0)
  }),

  promise("progress: of a draft, everything is zero", {}, function*(world) {
    const { id } = yield* world.draft()
    yield* same("the progress", yield* world.store.progress(world.workspaceId, id), progressOf([], []))
  }),

  promise("progress: the counts add up to the list", {}, function*(world) {
    const { store, workspaceId } = world
    const people = Array.from({ length: 8 }, (_, n) => ({ phone: phone(n + 1), zones: utc }))
    const { id } = yield* world.campaign(people, { policy: { ...policy, retry, maxConcurrent: 6 } })
    yield* world.apiCall({ phone: phone(99) })
    const attempts = (yield* world.claimed(7)).filter(({ campaignId }) => campaignId === id)
    const [answered, busy, fax, released, placing, claimed] = attempts
    yield* world.place([answered!, busy!, fax!, released!, placing!])
    yield* world.release([released!], start, start + hours(1))
    yield* world.record([
      told(answered!.id, "ended", { disposition: "answered", talkSeconds: 30 }),
      told(busy!.id, "ended", { disposition: "busy" }),
      told(fax!.id, "ended", { disposition: "fax", talkSeconds: 3 })
    ])
    const zero = progressOf([], [])
    const expected = {
      calls: 8,
      byStatus: { ...zero.byStatus, completed: 1, failed: 1, retry: 1, ongoing: 2, registered: 3 },
      byDisposition: { ...zero.byDisposition, answered: 1, fax: 1 },
      attempts: 4,
      live: 2,
      held: credits(2),
      spent: credits(2)
    }
    yield* same("the progress", yield* store.progress(workspaceId, id), expected)
    yield* world.command(id, { _tag: "Stop" })
    yield* same("after a stop", yield* store.progress(workspaceId, id), {
      ...expected,
      byStatus: { ...zero.byStatus, completed: 1, failed: 1, ongoing: 2, canceled: 4 },
      byDisposition: { ...expected.byDisposition, busy: 1 }
    })
    yield* like("one that was claimed", yield* world.attempt(claimed!), { state: "claimed" })
  })
]
