import { Effect } from "effect"
import type { ListId } from "../../domain/id.ts"
import { like, same } from "../check.ts"
import { days, hours, minutes, phone, policy, seconds, start } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { type World, world as makeWorld } from "./world.ts"

const twiceAnHour = { attempts: 2, spanSeconds: 3600, gapSeconds: 0, bySubject: false }

/** Dial a phone by a call from the API, for nothing. */
const dialed = (world: World, n: number, at: number, subject: string | null = null) =>
  world.apiCall({ phone: phone(n), at, policy: { ...policy, subject } }).pipe(
    Effect.andThen(world.dial(1, at)),
    Effect.flatMap((attempts) => world.end(attempts, "busy", at + seconds(30)))
  )

/** How often one phone is dialed, over everything. */
export const frequency: ReadonlyArray<StoreTest> = [
  promise("frequency: attempts count over campaigns and the API, in a span that rolls", {
    frequencyCap: twiceAnHour
  }, function*(world) {
    yield* world.campaign([{ phone: phone(1) }])
    yield* world.end(yield* world.dial(1), "busy", start + 1)
    yield* world.campaign([{ phone: phone(1) }])
    yield* world.end(yield* world.dial(1, start + minutes(10)), "answered", start + minutes(11), 5)
    const call = yield* world.apiCall({ phone: phone(1), at: start + minutes(20) })
    const until = start + hours(1)
    yield* world.claimed(0, start + minutes(20))
    const after = { status: "registered", subStatus: "waiting", attempts: 0, dueAt: until } as const
    yield* like("the third call", yield* world.call(call.id), after)
    const why = { gate: "frequency", verdict: "defer", at: start + minutes(20), until } as const
    yield* like("why", yield* world.decisions(call), [why])
    yield* like("the balance", yield* world.balance, { held: 0 })
    yield* world.claimed(0, until - 1)
    yield* world.claimed(1, until)
  }),

  promise("frequency: a gap between two attempts", {
    frequencyCap: { ...twiceAnHour, attempts: 100, gapSeconds: 7200 }
  }, function*(world) {
    yield* dialed(world, 1, start)
    const call = yield* world.apiCall({ phone: phone(1) })
    const other = yield* world.apiCall({ phone: phone(2) })
    const [claimed] = yield* world.claimed(1, start + hours(1))
    yield* same("who is claimed", claimed!.callId, other.id)
    yield* like("the other", yield* world.call(call.id), { dueAt: start + hours(2) })
  }),

  promise("frequency: what was taken back was no attempt", {
    frequencyCap: { ...twiceAnHour, attempts: 1 }
  }, function*(world) {
    yield* world.apiCall({ phone: phone(1) })
    yield* world.release(yield* world.claimed(1))
    const placed = yield* world.dial(1, start + 1)
    yield* world.release(placed, start + 2)
    yield* world.dial(1, start + 3)
  }),

  promise("frequency: retries are attempts like others", { frequencyCap: twiceAnHour }, function*(world) {
    const retry = { attempts: 5, delays: { busy: 60 } }
    const { id } = yield* world.campaign(1, { policy: { ...policy, retry } })
    yield* world.end(yield* world.dial(1), "busy")
    yield* world.end(yield* world.dial(1, start + minutes(1)), "busy", start + minutes(1))
    yield* world.claimed(0, start + minutes(2))
    yield* like("the call", yield* world.calls(id), [{ status: "retry", attempts: 2, dueAt: start + hours(1) }])
  }),

  promise("frequency: where it asks so, attempts about another subject do not count", {
    frequencyCap: { ...twiceAnHour, attempts: 1, bySubject: true }
  }, function*(world) {
    const about = (subject: string | null) => ({ policy: { ...policy, subject } })
    yield* dialed(world, 1, start, "dues")
    yield* dialed(world, 2, start + minutes(1))
    const now = start + minutes(5)
    const explain = (n: number, subject: string | null) =>
      world.apiCall({ phone: phone(n), at: now, ...about(subject) }).pipe(
        Effect.flatMap((call) => world.explain(call, now)),
        Effect.map(({ dialable }) => dialable)
      )
    yield* same("about the same", yield* explain(1, "dues"), false)
    yield* same("about something else", yield* explain(1, "survey"), true)
    yield* same("about nothing", yield* explain(1, null), true)
    yield* same("about nothing, as before", yield* explain(2, null), false)
    yield* same("about something now", yield* explain(2, "dues"), true)
    const campaign = yield* world.campaign([{ phone: phone(1) }, { phone: phone(2) }], about("dues"))
    const dialable = yield* Effect.forEach(yield* world.calls(campaign.id), (call) => world.explain(call, now))
    yield* same("in a campaign about it", dialable.map(({ dialable }) => dialable), [false, true])
  }),

  promise("frequency: attempts of another workspace do not count", {
    frequencyCap: { ...twiceAnHour, attempts: 1 }
  }, function*(world) {
    const other = yield* makeWorld({ key: 2, frequencyCap: { ...twiceAnHour, attempts: 1 } })
    yield* dialed(other, 1, start)
    yield* world.apiCall({ phone: phone(1) })
    yield* world.claimed(1, start + minutes(1))
  }),

  promise("frequency: a cap that is set later counts what was dialed before", {}, function*(world) {
    yield* dialed(world, 1, start)
    yield* world.store.updateWorkspace({ ...world.workspace, frequencyCap: { ...twiceAnHour, attempts: 1 } }, start)
    const call = yield* world.apiCall({ phone: phone(1) })
    yield* world.claimed(0, start + minutes(1))
    yield* like("the call", yield* world.call(call.id), { dueAt: start + hours(1) })
  }),

  promise("frequency: what waits for a cap is due at once when that changes, and judged again", {
    frequencyCap: { ...twiceAnHour, attempts: 1 }
  }, function*(world) {
    const { store, workspace } = world
    const capped = (frequencyCap: typeof workspace.frequencyCap, now: number) =>
      store.updateWorkspace({ ...workspace, frequencyCap }, now)
    yield* dialed(world, 1, start)
    yield* dialed(world, 2, start + minutes(2))
    const call = yield* world.apiCall({ phone: phone(1) })
    const { id } = yield* world.campaign([{ phone: phone(2) }, { phone: phone(3) }])
    const later = yield* world.apiCall({ phone: phone(4), dueAt: start + hours(3) })
    const now = start + minutes(5)
    yield* world.claimed(1, now)
    yield* like("why", yield* world.explain(call, now), { gate: "frequency", until: start + hours(1) })
    yield* like("why of one that is due later", yield* world.explain(later, now), { gate: "due" })
    const inMinutes = (n: number) => ({ attempts: 1, spanSeconds: 60 * n, gapSeconds: 0, bySubject: false })
    yield* capped(inMinutes(8), now)
    yield* like("a loosened cap: the call", yield* world.call(call.id), { dueAt: now })
    yield* world.claimed(0, now)
    yield* like("judged again", yield* world.call(call.id), { dueAt: start + minutes(8) })
    yield* like("why then", yield* world.explain(call, now), { gate: "frequency", until: start + minutes(8) })
    yield* store.updateWorkspace({ ...workspace, frequencyCap: inMinutes(8), capacity: 9 }, now)
    yield* like("a change of something else", yield* world.call(call.id), { dueAt: start + minutes(8) })
    yield* capped(null, now + 1)
    yield* like("without a cap", yield* world.explain(call, now + 1), { dialable: true })
    yield* like("the campaign's", (yield* world.calls(id))[0], { status: "registered", dueAt: now + 1 })
    yield* like("the one that is due later", yield* world.call(later.id), { dueAt: start + hours(3) })
    yield* world.claimed(2, now + 1)
  }),

  promise("frequency: a retry that waits for a cap comes when its delay is over, not before", {
    frequencyCap: { ...twiceAnHour, attempts: 1 }
  }, function*(world) {
    const other = yield* makeWorld({ key: 2, frequencyCap: { ...twiceAnHour, attempts: 1 } })
    const retry = { attempts: 5, delays: { busy: 60 } }
    for (const one of [world, other]) {
      yield* one.campaign(1, { policy: { ...policy, retry } })
      yield* one.end(yield* one.dial(1), "busy")
      yield* one.claimed(0, start + minutes(2))
    }
    const [call] = yield* world.calls()
    yield* world.command(call!.campaignId!, {
      _tag: "Edit",
      change: { policy: { retry: { ...retry, delays: { busy: 600 } } } }
    })
    yield* like("after a longer delay", yield* world.calls(), [{ dueAt: start + hours(1) }])
    yield* world.store.updateWorkspace({ ...world.workspace, frequencyCap: null }, start + minutes(3))
    yield* like("without a cap", yield* world.calls(), [{ status: "retry", dueAt: start + minutes(10) }])
    yield* like("in another workspace", yield* other.calls(), [{ dueAt: start + hours(1) }])
  }),

  promise("frequency: what is put off past its campaign's end is never dialed", {
    frequencyCap: { ...twiceAnHour, attempts: 1, spanSeconds: 2 * 86_400 }
  }, function*(world) {
    yield* dialed(world, 1, start)
    const { id } = yield* world.campaign(1)
    yield* world.claimed(0, start + minutes(1))
    const end = start + days(1)
    yield* world.store.advanceCampaigns(world.block(end), end)
    yield* world.claimed(0, start + days(2))
    const [call] = yield* world.calls(id)
    yield* like("the call", call, { subStatus: "campaign_ended", attempts: 0 })
    yield* like("the campaign", yield* world.store.campaign(world.workspaceId, id), { status: "completed" })
  }),

  promise("projectCap: it blocks those that a turn would put off", {}, function*(world) {
    const { store, workspaceId } = world
    for (const [index, n] of [1, 1, 1, 2, 2, 3].entries()) yield* dialed(world, n, start + minutes(index))
    const now = start + hours(1) + minutes(1)
    const cap = twiceAnHour
    const list = yield* world.addList(4)
    const projected = yield* store.projectCap(workspaceId, list.id, cap, null, now)
    const { id } = yield* world.draft({ listId: list.id })
    yield* store.updateWorkspace({ ...world.workspace, frequencyCap: cap }, start)
    yield* world.schedule(id)
    yield* world.claim({ now })
    const held = (yield* world.calls(id)).filter(({ status }) => status === "registered")
    yield* same("who is put off", held.map(({ phone }) => phone), [phone(2)])
    yield* same("the projection", projected, { contacts: 4, blocked: held.length })
    const strict = { attempts: 1, spanSeconds: 60, gapSeconds: 7200, bySubject: false }
    yield* same("with a gap", yield* store.projectCap(workspaceId, list.id, strict, null, now), {
      contacts: 4,
      blocked: 3
    })
    const other = yield* makeWorld({ key: 2 })
    const none = { contacts: 0, blocked: 0 }
    yield* same("of another's list", yield* store.projectCap(other.workspaceId, list.id, cap, null, now), none)
    yield* same("of no list", yield* store.projectCap(workspaceId, world.id<ListId>(), cap, null, now), none)
  }),

  promise("projectCap: by subject", {}, function*(world) {
    const { store, workspaceId } = world
    yield* dialed(world, 1, start, "dues")
    yield* dialed(world, 2, start + minutes(1))
    const list = yield* world.addList(3)
    const cap = { ...twiceAnHour, attempts: 1, bySubject: true }
    const blocked = (subject: string | null) =>
      Effect.map(store.projectCap(workspaceId, list.id, cap, subject, start + minutes(2)), ({ blocked }) => blocked)
    yield* same("about the same", yield* blocked("dues"), 1)
    yield* same("about something else", yield* blocked("survey"), 0)
    yield* same("about nothing", yield* blocked(null), 1)
    const all = { ...cap, bySubject: false }
    const projected = yield* store.projectCap(workspaceId, list.id, all, "survey", start + minutes(2))
    yield* same("where subjects make no difference", projected, { contacts: 3, blocked: 2 })
  })
]
