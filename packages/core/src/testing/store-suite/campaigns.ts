import type { CallId, CampaignId, ListId, NumberId } from "../../domain/id.ts"
import { idAt } from "../../domain/id.ts"
import { zoneSet } from "../../domain/zone.ts"
import { fails, like, same } from "../check.ts"
import { days, everything, fileOf, hours, minutes, phone, policy, start, utc, zone } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"

/** Drafts, listings, and what a start makes of a draft. */
export const campaigns: ReadonlyArray<StoreTest> = [
  promise("campaigns: a draft is found again as it was saved", {}, function*(world) {
    const { store, workspaceId } = world
    const draft = yield* world.draft({
      name: "Größe 10 😀",
      variables: { name: "Full Name" },
      policy: { ...policy, maxConcurrent: 7, concurrencyPercentage: 12.5, weight: 0.25 },
      timezone: zone("Asia/Kolkata"),
      startsAt: start + hours(1),
      endsAt: start + hours(2),
      notify: ["owner@example.com"],
      callbackUrl: "https://example.com/hook"
    })
    yield* same("the campaign", yield* store.campaign(workspaceId, draft.id), draft)
  }),

  promise("campaigns: the newest comes first, page by page", {}, function*(world) {
    const { store, workspaceId } = world
    const ids: Array<CampaignId> = []
    for (const n of [0, 1, 2, 3]) ids.unshift((yield* world.draft({ createdAt: start + hours(n) })).id)
    const page = function*(limit: number, offset: number) {
      const { campaigns, total } = yield* store.campaigns(workspaceId, { limit, offset })
      return { total, ids: campaigns.map(({ id }) => id) }
    }
    yield* same("the first page", yield* page(3, 0), { total: 4, ids: ids.slice(0, 3) })
    yield* same("the second", yield* page(3, 3), { total: 4, ids: ids.slice(3) })
  }),

  promise("campaigns: the latest one of a list is told", {}, function*(world) {
    const { store, workspaceId } = world
    const first = yield* world.draft()
    const latest = yield* world.draft({ listId: first.listId, createdAt: start + hours(2) })
    yield* world.draft({ listId: first.listId, createdAt: start + hours(1) })
    yield* same("the latest", yield* store.campaignOfList(workspaceId, first.listId), latest)
    yield* same("of a list without one", yield* store.campaignOfList(workspaceId, world.id<ListId>()), undefined)
  }),

  promise("campaigns: what a campaign names must exist in its workspace", {}, function*(world) {
    const { store, workspaceId } = world
    const campaign = yield* world.draft()
    const unknown = world.id<CampaignId>()
    const none = { _tag: "NotFound", what: "campaign", id: unknown } as const
    yield* fails("campaign", store.campaign(workspaceId, unknown), none)
    yield* fails("command", world.command(unknown, { _tag: "Stop" }), none)
    yield* fails("progress", store.progress(workspaceId, unknown), none)

    const listId = world.id<ListId>()
    const added = { ...campaign, id: world.id<CampaignId>() }
    yield* fails("a list", store.addCampaign({ ...added, listId }), { _tag: "NotFound", what: "list", id: listId })
    const assistantId = world.id<typeof world.assistant.id>()
    const noAssistant = { _tag: "NotFound", what: "assistant", id: assistantId } as const
    yield* fails("an assistant", store.addCampaign({ ...added, assistantId }), noAssistant)
    const edit = world.command(campaign.id, { _tag: "Edit", change: { assistantId } })
    yield* fails("an assistant, later", edit, noAssistant)
    const numberId = world.id<NumberId>()
    const schedule = { _tag: "Schedule", numbers: [numberId], startsAt: start, endsAt: start + 1 } as const
    const noNumber = { _tag: "NotFound", what: "number", id: numberId } as const
    yield* fails("a number", world.command(campaign.id, schedule), noNumber)
    const changing = { ...schedule, numbers: [world.number.id], change: { name: "another", assistantId } }
    yield* fails("an assistant, with the start", world.command(campaign.id, changing), noAssistant)
    const renumber = world.command(campaign.id, { _tag: "Edit", change: { numbers: [numberId] } })
    yield* fails("a number, in an edit", renumber, noNumber)
    yield* same("the draft", yield* store.campaign(workspaceId, campaign.id), campaign)
  }),

  promise("schedule with a change: both in one step, told in their order", {}, function*(world) {
    const { store, workspaceId } = world
    const list = yield* world.addList([{ phone: phone(1) }])
    const { id, policy } = yield* world.draft({ listId: list.id })
    const change = { name: "Another", policy: { ringSeconds: 33 } }
    const { campaign, messages } = yield* world.command(id, {
      _tag: "Schedule",
      change,
      numbers: [world.number.id],
      startsAt: start,
      endsAt: start + 1
    })
    const expected = { name: "Another", status: "ongoing" as const, policy: { ...policy, ringSeconds: 33 } }
    yield* like("the campaign", campaign, expected)
    yield* same("the campaign that is kept", yield* store.campaign(workspaceId, id), campaign)
    const types = messages.map(({ type }) => type)
    yield* same("what is told", types, ["campaign.edited", "campaign.scheduled", "campaign.started"])
  }),

  promise("schedule: each contact becomes one call, due at the start", {}, function*(world) {
    const { store, workspaceId } = world
    const indian = zoneSet([zone("Asia/Kolkata")])
    const list = yield* world.addList([{ phone: phone(1) }, { phone: phone(2), zones: indian }])
    const draft = yield* world.draft({ listId: list.id })
    const block = world.block()
    const startsAt = start + hours(2)
    const endsAt = start + days(1)
    const command = { _tag: "Schedule", numbers: [world.number.id], startsAt, endsAt } as const
    const now = start + minutes(1)
    const { campaign } = yield* store.command(workspaceId, draft.id, command, block, world.block(), now)
    const scheduled = {
      ...draft,
      status: "scheduled",
      numbers: [world.number.id],
      startsAt,
      endsAt,
      updatedAt: now,
      sequence: campaign.sequence
    } as const
    yield* same("the campaign", campaign, scheduled)
    yield* same("as it is kept", yield* store.campaign(workspaceId, draft.id), scheduled)
    const call = {
      workspaceId,
      campaignId: draft.id,
      status: "registered",
      subStatus: "waiting",
      dueAt: startsAt,
      attempts: 0,
      outcomes: {},
      lastNumberId: null,
      disposition: null,
      createdAt: now,
      updatedAt: now
    } as const
    yield* same("the calls", yield* world.calls(draft.id), [
      { ...call, id: idAt<CallId>(block, 1), contact: 1, phone: phone(1), zones: utc },
      { ...call, id: idAt<CallId>(block, 2), contact: 2, phone: phone(2), zones: indian }
    ])
  }),

  promise("schedule: a contact without a zone is in the campaign's", {}, function*(world) {
    const list = yield* world.addList([{ phone: phone(1), zones: zoneSet([]) }])
    const draft = yield* world.draft({ listId: list.id, timezone: zone("Asia/Kolkata") })
    yield* world.schedule(draft.id)
    yield* like("its call", yield* world.calls(draft.id), [{ zones: zoneSet([zone("Asia/Kolkata")]) }])
  }),

  promise("schedule: numbers of contacts may have gaps, where rows were rejected", {}, function*(world) {
    const { store, workspaceId } = world
    const list = yield* world.openList()
    const contacts = [2, 7, 300].map((number) => ({
      number,
      line: number,
      phone: phone(number),
      zones: utc,
      variables: {}
    }))
    yield* store.addRows(workspaceId, list.id, contacts.map((contact) => ({ contact, text: "" })), [], "list")
    yield* store.completeList(workspaceId, list.id, fileOf(contacts.length))
    const draft = yield* world.draft({ listId: list.id })
    yield* world.schedule(draft.id)
    const calls = yield* world.calls(draft.id)
    yield* same("their calls", calls.map(({ contact, phone }) => ({ contact, phone })), [
      { contact: 2, phone: phone(2) },
      { contact: 7, phone: phone(7) },
      { contact: 300, phone: phone(300) }
    ])
  }),

  promise("schedule: each event of the campaign is told, with the ids of its block", {}, function*(world) {
    const { store, workspaceId } = world
    const draft = yield* world.draft()
    const block = world.block()
    const command = { _tag: "Schedule", numbers: [world.number.id], startsAt: start, endsAt: start + 1 } as const
    const { campaign, messages } = yield* store.command(workspaceId, draft.id, command, world.block(), block, start)
    yield* like("the campaign", campaign, { status: "ongoing" })
    yield* like("the messages", messages, [
      { id: idAt(block, 0), type: "campaign.scheduled", campaignId: draft.id, callId: null, at: start },
      { id: idAt(block, 1), type: "campaign.started", payload: { campaign_id: draft.id, status: "ongoing" } }
    ])
  }),

  promise("schedule: nothing is started twice", {}, function*(world) {
    const draft = yield* world.draft()
    yield* world.schedule(draft.id)
    const again = { _tag: "IllegalCommand", command: "schedule", campaignId: draft.id, status: "ongoing" } as const
    yield* fails("the second start", world.schedule(draft.id), again)
    yield* like("the calls", yield* world.calls(draft.id), [{ contact: 1 }, { contact: 2 }])
  }),

  promise("schedule: a list that is not ready cannot be called", {}, function*(world) {
    const { store, workspaceId } = world
    const list = yield* world.openList()
    const draft = yield* world.draft({ listId: list.id })
    const importing = { _tag: "ListNotReady", listId: list.id, status: "importing" } as const
    yield* fails("while it is imported", world.schedule(draft.id), importing)
    yield* store.failList(workspaceId, list.id, "broken")
    yield* fails("after it failed", world.schedule(draft.id), { ...importing, status: "failed" })
    yield* same("the draft", yield* store.campaign(workspaceId, draft.id), draft)
  }),

  promise("schedule: an end that is not after the start, or has passed, is refused", {}, function*(world) {
    const { store, workspaceId } = world
    const draft = yield* world.draft()
    const illegal = { _tag: "IllegalSchedule", field: "endsAt" } as const
    yield* fails("before the start", world.schedule(draft.id, { endsAt: start }), illegal)
    const past = world.schedule(draft.id, { startsAt: start - hours(2), endsAt: start - hours(1) })
    yield* fails("in the past", past, illegal)
    yield* same("the draft", yield* store.campaign(workspaceId, draft.id), draft)
    yield* same("its calls", (yield* store.calls(workspaceId, { campaignId: draft.id }, everything)).total, 0)
  })
]
