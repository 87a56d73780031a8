import { Effect } from "effect"
import { type CallId, idAt, type ListId } from "../../domain/id.ts"
import { everyDay } from "../../domain/window.ts"
import { fails, like, same } from "../check.ts"
import { days, everything, hours, later, minutes, phone, policy, start, utc, zone } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import type { World } from "./world.ts"

/** Append contacts to a list. */
const append = (world: World, into: ListId, phones: ReadonlyArray<number>) =>
  Effect.flatMap(
    world.addList(phones.map((n) => ({ phone: phone(n) }))),
    ({ id }) => world.store.mergeList(world.workspaceId, into, id, "append")
  )

const extend = (world: World, id: Parameters<World["command"]>[0], now = start) =>
  world.store.extendCampaign(world.workspaceId, id, world.block(now), now)

/** What may be changed of a campaign while it runs, and contacts that come later. */
export const edits: ReadonlyArray<StoreTest> = [
  promise("edit: of a draft everything may be changed, and it is told", {}, function*(world) {
    const { store, workspaceId } = world
    const draft = yield* world.draft()
    const change = {
      name: "Second thoughts",
      variables: { name: "Full Name" },
      policy: { ...policy, subject: "dues", minConcurrent: 2, budget: 5, alwaysOn: true },
      timezone: zone("Asia/Kolkata"),
      startsAt: start + hours(1),
      endsAt: start + hours(2),
      numbers: [world.number.id],
      notify: ["owner@example.com"],
      callbackUrl: "https://example.com"
    }
    const edited = yield* world.command(draft.id, { _tag: "Edit", change }, start + 1)
    const { sequence } = edited.campaign
    yield* same("the answer", edited.campaign, { ...draft, ...change, sequence })
    yield* same("as it is kept", yield* store.campaign(workspaceId, draft.id), edited.campaign)
    yield* like("what is told", edited.messages, [{ type: "campaign.edited", campaignId: draft.id, at: start + 1 }])
    const cleared = yield* world.command(draft.id, { _tag: "Edit", change: { endsAt: null, callbackUrl: null } })
    yield* like("cleared again", cleared.campaign, { ...change, endsAt: null, callbackUrl: null })
    yield* same("its calls", yield* world.calls(draft.id), [])
  }),

  promise("edit: the next dial obeys", { capacity: 20 }, function*(world) {
    const { id } = yield* world.campaign(9, { policy: { ...policy, maxConcurrent: 1 } })
    const other = world.callerNumber(phone(9001))
    yield* world.store.addNumber(other)
    const edit = (change: Parameters<World["command"]>[1] & { readonly _tag: "Edit" }, now = start) =>
      world.command(id, change, now)
    const [first] = yield* world.dial(1)
    const retry = { attempts: 2, delays: { busy: 120 } }
    yield* edit({ _tag: "Edit", change: { policy: { ...policy, maxConcurrent: 3, retry }, numbers: [other.id] } })
    const more = yield* world.claimed(2)
    yield* same("from", more.map(({ numberId }) => numberId), [other.id, other.id])
    yield* world.end([first!], "busy")
    yield* like("by the new retries", (yield* world.calls(id))[0], { status: "retry", dueAt: start + minutes(2) })
    yield* edit({ _tag: "Edit", change: { policy: { maxConcurrent: null, window: everyDay("12:00", "13:00") } } })
    yield* world.claimed(0)
    yield* world.claimed(7, start + hours(3))
  }),

  promise("edit: retries that wait are aimed anew, from the end of the last attempt", {}, function*(world) {
    const retry = { attempts: 3, delays: { busy: 7200, no_answer: 7200 } }
    const { id } = yield* world.campaign(3, { policy: { ...policy, retry } })
    const other = yield* world.campaign([{ phone: phone(8) }], { policy: { ...policy, retry } })
    const [first, second, ...more] = yield* world.dial(4)
    const ended = start + minutes(1)
    yield* world.end([first!, ...more], "busy", ended)
    yield* world.end([second!], "no_answer", ended)
    const now = start + minutes(10)
    const edit = (change: Partial<typeof policy>, at = now) =>
      world.command(id, { _tag: "Edit", change: { policy: change } }, at)
    const due = (calls: ReadonlyArray<{ readonly dueAt: number }>) => calls.map(({ dueAt }) => dueAt)
    yield* edit({ retry: { ...retry, delays: { busy: 1200, no_answer: 3600 } } })
    const byPhone = Effect.map(world.calls(id), (calls) => calls.toSorted((a, b) => a.phone < b.phone ? -1 : 1))
    const lineOf = { [first!.phone]: minutes(20), [second!.phone]: hours(1) }
    const expected = (yield* byPhone).map(({ phone }) => ended + (lineOf[phone] ?? minutes(20)))
    yield* same("shorter delays", due(yield* byPhone), expected)
    yield* edit({ window: everyDay("12:00", "13:00") })
    yield* same("a narrow window", due(yield* byPhone), [hours(3), hours(3), hours(3)].map((n) => start + n))
    yield* edit({ window: policy.window, closures: [{ date: "2026-03-02" }] })
    yield* same("a closed day", due(yield* byPhone), [hours(15), hours(15), hours(15)].map((n) => start + n))
    yield* edit({ closures: [] })
    yield* same("all open again", due(yield* byPhone), expected)
    yield* edit({ maxConcurrent: 5 })
    yield* same("what has no part in it", due(yield* byPhone), expected)
    yield* edit({ retry: { attempts: 1, delays: {} } })
    const never = { status: "failed", subStatus: "not_retried", updatedAt: now } as const
    yield* like("retries switched off", yield* byPhone, [never, never, never])
    const closed = { failed: 3, retry: 0, registered: 0, ongoing: 0 }
    yield* like("counted", (yield* world.store.progress(world.workspaceId, id)).byStatus, closed)
    yield* world.claimed(0, start + hours(1))
    yield* like("another campaign", yield* world.calls(other.id), [{ status: "retry", dueAt: ended + hours(2) }])
  }),

  promise("edit: of what a gate put off, only what the hours put off is due at once", {}, function*(world) {
    const { id } = yield* world.campaign(3)
    const attempts = yield* world.claimed(3)
    const until = start + hours(5)
    for (const [index, gate] of (["hours", "hook", "pace"] as const).entries()) {
      yield* world.store.release([{ id: attempts[index]!.id, ...later(gate, until) }], start)
    }
    const now = start + minutes(1)
    yield* world.command(id, { _tag: "Edit", change: { policy: { window: everyDay("08:00", "20:00") } } }, now)
    const dues = yield* Effect.forEach(attempts, ({ callId }) => Effect.map(world.call(callId), ({ dueAt }) => dueAt))
    yield* same("when they are due", dues, [now, until, until])
    yield* world.claimed(1, now)
  }),

  promise("edit: of a contact whose retries are switched off the last word is told", {}, function*(world) {
    const retry = { attempts: 3, delays: { busy: 7200 } }
    const callbackUrl = "https://example.com/hook"
    const { id } = yield* world.campaign(1, { policy: { ...policy, retry }, callbackUrl })
    yield* Effect.flatMap(world.dial(1), (all) => world.end(all, "busy"))
    yield* world.command(
      id,
      { _tag: "Edit", change: { policy: { retry: { attempts: 1, delays: {} } } } },
      start + minutes(1)
    )
    const due = yield* world.store.takeDeliveries("webhook", start + days(1), start + days(2), 100)
    const [call] = yield* world.calls(id)
    const last = due.filter(({ message }) => message.type === "contact.exhausted")
    yield* same("who is told of", last.map(({ message }) => message.callId), [call!.id])
  }),

  promise("edit: a hook's answer about a retry stays, and a retry past the end waits for the next edit", {}, function*(
    world
  ) {
    const retry = { attempts: 3, delays: { busy: 60 } }
    const { id } = yield* world.campaign(1, { policy: { ...policy, retry } })
    yield* world.end(yield* world.dial(1), "busy")
    const [claimed] = yield* world.claimed(1, start + minutes(1))
    const until = start + hours(1)
    yield* world.store.release([{ id: claimed!.id, ...later("hook", until) }], start + minutes(1))
    const edit = (seconds: number) =>
      world.command(id, { _tag: "Edit", change: { policy: { retry: { ...retry, delays: { busy: seconds } } } } })
    const waits = (dueAt: number) => [{ status: "retry", dueAt } as const]
    yield* edit(120)
    yield* like("a delay that is over before", yield* world.calls(id), waits(until))
    yield* edit(7200)
    yield* like("one that is longer", yield* world.calls(id), waits(start + hours(2)))
    yield* edit(2 * 86_400)
    yield* like("one past the end", yield* world.calls(id), waits(start + days(2)))
    yield* edit(600)
    yield* like("then a short one", yield* world.calls(id), waits(start + minutes(10)))
  }),

  promise("edit: a new end holds at once", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign(2)
    const endsAt = start + hours(1)
    const attempts = yield* world.claimed(2)
    yield* world.command(id, { _tag: "Edit", change: { endsAt } })
    yield* same("placed at it", yield* world.place(attempts, endsAt), [])
    yield* world.release(attempts, endsAt - 1)
    yield* world.claimed(0, endsAt)
    yield* store.advanceCampaigns(world.block(), endsAt)
    yield* like("the campaign", yield* store.campaign(workspaceId, id), { status: "completed", endReason: "end_time" })
  }),

  promise("edit: what cannot be changed any more is refused, and nothing of it is changed", {}, function*(world) {
    const { store, workspaceId } = world
    const campaign = yield* world.campaign(1)
    const { id } = campaign
    const illegal = { _tag: "IllegalEdit", campaignId: id, status: "ongoing" } as const
    const edit = (change: Parameters<World["command"]>[1] & { readonly _tag: "Edit" }) => world.command(id, change)
    const refused = [
      ["startsAt", { startsAt: start + 1 }],
      ["assistantId", { assistantId: world.assistant.id }],
      ["timezone", { timezone: zone("Asia/Kolkata") }],
      ["variables", { variables: {} }],
      ["endsAt", { endsAt: null }],
      ["numbers", { numbers: [] }]
    ] as const
    for (const [field, change] of refused) {
      yield* fails(field, edit({ _tag: "Edit", change: { name: "New", ...change } }), { ...illegal, field })
    }
    const past = edit({ _tag: "Edit", change: { name: "New", endsAt: start } })
    yield* fails("an end that has passed", past, { _tag: "IllegalSchedule", field: "endsAt" })
    yield* same("the campaign", yield* store.campaign(workspaceId, id), campaign)
    yield* world.command(id, { _tag: "Stop" })
    const late = edit({ _tag: "Edit", change: { name: "New" } })
    yield* fails("what is over", late, { _tag: "IllegalCommand", command: "edit", status: "canceled" })
  }),

  promise("extendCampaign: contacts that came later are called too", {}, function*(world) {
    const { store, workspaceId } = world
    const indian = zone("Asia/Kolkata")
    const campaign = yield* world.campaign(2, { timezone: indian })
    yield* world.end(yield* world.dial(2), "answered", start, 5)
    const before = yield* world.calls(campaign.id)
    yield* append(world, campaign.listId, [2, 3, 4])
    const now = start + minutes(5)
    const block = world.block(now)
    yield* same("how many", yield* store.extendCampaign(workspaceId, campaign.id, block, now), 2)
    const calls = yield* world.calls(campaign.id)
    yield* same("those that it had", calls.slice(0, 2), [...before])
    const fresh = { campaignId: campaign.id, status: "registered", attempts: 0, zones: utc, dueAt: start } as const
    yield* like("the new ones", calls.slice(2), [
      { ...fresh, id: idAt<CallId>(block, 3), contact: 3, phone: phone(3), createdAt: now },
      { ...fresh, id: idAt<CallId>(block, 4), contact: 4, phone: phone(4), createdAt: now }
    ])
    yield* same("how many the second time", yield* extend(world, campaign.id, now), 0)
    yield* same("claimed", (yield* world.claimed(2, now)).map(({ phone }) => phone), [phone(3), phone(4)])
  }),

  promise("extendCampaign: before its start they are due at the start", {}, function*(world) {
    const draft = yield* world.draft()
    const startsAt = start + hours(1)
    yield* world.schedule(draft.id, { startsAt })
    yield* append(world, draft.listId, [8])
    yield* same("how many", yield* extend(world, draft.id, start + 1), 1)
    const due = { dueAt: startsAt } as const
    yield* like("the calls", yield* world.calls(draft.id), [due, due, due])
  }),

  promise("extendCampaign: neither a draft nor what is over", {}, function*(world) {
    const { store, workspaceId } = world
    const draft = yield* world.draft()
    const over = yield* world.campaign(1)
    yield* world.command(over.id, { _tag: "Stop" })
    for (const { id, listId } of [draft, over]) {
      yield* append(world, listId, [8])
      yield* same("how many", yield* extend(world, id), 0)
    }
    yield* same("calls of the draft", (yield* store.calls(workspaceId, { campaignId: draft.id }, everything)).total, 0)
    const id = world.id<typeof draft.id>()
    yield* fails("of none", extend(world, id), { _tag: "NotFound", what: "campaign", id })
  }),

  promise("campaignsOfList: those that are not over", {}, function*(world) {
    const { store, workspaceId } = world
    const draft = yield* world.draft()
    const { listId } = draft
    const [ongoing, over] = [yield* world.draft({ listId }), yield* world.draft({ listId })]
    for (const { id } of [ongoing, over]) yield* world.schedule(id)
    yield* world.command(over.id, { _tag: "Stop" })
    yield* world.draft()
    const ids = Effect.map(store.campaignsOfList(workspaceId, listId), (all) => all.map(({ id }) => id).toSorted())
    yield* same("which", yield* ids, [draft.id, ongoing.id].toSorted())
    yield* same("of no list", yield* store.campaignsOfList(workspaceId, world.id<ListId>()), [])
  }),

  promise("alwaysOn: a campaign waits for contacts that are added later, until its end", {}, function*(world) {
    const { store, workspaceId } = world
    const campaign = yield* world.campaign(1, { policy: { ...policy, alwaysOn: true } })
    const { id } = campaign
    yield* world.end(yield* world.dial(1), "answered", start, 5)
    yield* same("what is told when none is left", yield* store.advanceCampaigns(world.block(), start + 1), [])
    yield* like("the campaign", yield* store.campaign(workspaceId, id), { status: "ongoing" })
    yield* append(world, campaign.listId, [2])
    yield* extend(world, id, start + minutes(1))
    yield* world.end(yield* world.dial(1, start + minutes(1)), "busy", start + minutes(2))
    yield* world.command(id, { _tag: "Edit", change: { policy } }, start + minutes(3))
    yield* store.advanceCampaigns(world.block(), start + minutes(3))
    const exhausted = { status: "completed", endReason: "list_exhausted" } as const
    yield* like("when it need not wait any more", yield* store.campaign(workspaceId, id), exhausted)
    const other = yield* world.campaign(0, { policy: { ...policy, alwaysOn: true } })
    yield* store.advanceCampaigns(world.block(), start + days(1))
    yield* like("at its end", yield* store.campaign(workspaceId, other.id), {
      status: "completed",
      endReason: "end_time"
    })
  })
]
