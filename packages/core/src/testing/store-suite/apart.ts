import { Effect } from "effect"
import { fails, same } from "../check.ts"
import { days, everything, fileOf, minutes, phone, start, utc } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { type World, world as makeWorld } from "./world.ts"

const url = "https://example.com/hook"

/** All that can be seen of a workspace. */
const seen = (world: World) =>
  Effect.gen(function*() {
    const { store, workspaceId } = world
    const { campaigns } = yield* store.campaigns(workspaceId, everything)
    const lists = campaigns.map(({ listId }) => listId)
    return {
      workspace: yield* store.workspace(workspaceId),
      assistants: yield* store.assistants(workspaceId),
      numbers: yield* store.numbers(workspaceId),
      balance: yield* world.balance,
      ledger: yield* store.ledger(workspaceId),
      campaigns,
      lists: yield* Effect.forEach(lists, (id) => store.list(workspaceId, id)),
      contacts: yield* Effect.forEach(lists, (id) => store.contacts(workspaceId, id, everything)),
      progress: yield* Effect.forEach(campaigns, ({ id }) => store.progress(workspaceId, id)),
      calls: yield* world.calls(),
      decisions: yield* Effect.forEach(yield* world.calls(), (call) => world.decisions(call)),
      suppressions: yield* store.suppressions(workspaceId, everything),
      attempts: yield* world.attempts()
    }
  })

/** A workspace in which something of everything is going on. */
const busy = (key: number, from: number) =>
  Effect.gen(function*() {
    const world = yield* makeWorld({ key, capacity: 3 })
    const importing = yield* world.openList()
    const draft = yield* world.draft({ callbackUrl: url })
    const { messages } = yield* world.schedule(draft.id, { startsAt: start + days(0.5) })
    const campaign = yield* world.campaign([{ phone: phone(from) }, { phone: phone(from + 1) }], { callbackUrl: url })
    const call = yield* world.apiCall({ phone: phone(from + 2), callbackUrl: url })
    const attempts = yield* world.claimed(3)
    yield* world.place(attempts.slice(1))
    yield* world.suppress(phone(900 + key))
    return { world, importing, draft, messages, campaign, call, attempts }
  })

/** Nothing of a workspace can be read, changed or inferred with the id of another. */
export const apart: ReadonlyArray<StoreTest> = [
  promise("apart: nothing of a workspace is found with another's id", { key: 3 }, function*({ store, workspaceId }) {
    const { attempts, call, campaign, importing, world } = yield* busy(1, 1)
    const { assistant } = world
    yield* fails("assistant", store.assistant(workspaceId, assistant.id), { _tag: "NotFound", what: "assistant" })
    yield* fails("list", store.list(workspaceId, importing.id), { _tag: "NotFound", what: "list" })
    yield* fails("campaign", store.campaign(workspaceId, campaign.id), { _tag: "NotFound", what: "campaign" })
    yield* fails("progress", store.progress(workspaceId, campaign.id), { _tag: "NotFound", what: "campaign" })
    yield* fails("call", store.call(workspaceId, call.id), { _tag: "NotFound", what: "call" })
    yield* same("assistants", (yield* store.assistants(workspaceId)).some(({ id }) => id === assistant.id), false)
    yield* same("numbers", (yield* store.numbers(workspaceId)).some(({ id }) => id === world.number.id), false)
    yield* same("ledger", (yield* store.ledger(workspaceId)).length, 1)
    yield* same("contacts", yield* store.contacts(workspaceId, campaign.listId, everything), [])
    yield* same("rejectedRows", yield* store.rejectedRows(workspaceId, importing.id, everything), [])
    yield* same("campaignOfList", yield* store.campaignOfList(workspaceId, campaign.listId), undefined)
    yield* same("campaigns", yield* store.campaigns(workspaceId, everything), { total: 0, campaigns: [] })
    yield* same("calls", yield* store.calls(workspaceId, {}, everything), { total: 0, calls: [] })
    const filter = { campaignId: campaign.id }
    yield* same("calls of a campaign", yield* store.calls(workspaceId, filter, everything), { total: 0, calls: [] })
    yield* same("attempts", yield* store.attempts(workspaceId, attempts[0]!.callId), [])
    yield* same("decisions", yield* store.decisions(workspaceId, attempts[0]!.callId), [])
    yield* same("suppressions", yield* store.suppressions(workspaceId, everything), [])
    yield* same("campaignsOfList", yield* store.campaignsOfList(workspaceId, campaign.listId), [])
  }),

  promise("apart: nothing of a workspace is changed with another's id", { key: 3 }, function*(outsider) {
    const { store, workspaceId } = outsider
    const { call, campaign, draft, importing, messages, world } = yield* busy(1, 1)
    const before = yield* seen(world)
    const missing = (what: string) => ({ _tag: "NotFound", what } as const)
    const row = { contact: { number: 9, line: 9, phone: phone(9), zones: utc, variables: {} }, text: "" }
    yield* fails("addRows", store.addRows(workspaceId, importing.id, [row], [], "list"), missing("list"))
    yield* fails("describeList", store.describeList(workspaceId, importing.id, ["a"], "a"), missing("list"))
    yield* fails("completeList", store.completeList(workspaceId, importing.id, fileOf(9)), missing("list"))
    yield* fails("failList", store.failList(workspaceId, importing.id, ""), missing("list"))
    const takeOver = outsider.command(draft.id, { _tag: "Edit", change: { name: "Taken over" } })
    yield* fails("an edit", takeOver, missing("campaign"))
    yield* fails("command", outsider.command(campaign.id, { _tag: "Stop" }), missing("campaign"))
    const extend = store.extendCampaign(workspaceId, campaign.id, outsider.block(), start)
    yield* fails("extendCampaign", extend, missing("campaign"))
    yield* same("terminateCalls", yield* store.terminateCalls(workspaceId, [call.id], start), 0)
    for (const { id } of messages) {
      const target = { channel: "webhook", address: url } as const
      yield* store.noteDeliveries([{ workspaceId, id, target, result: { _tag: "Delivered" } }], start)
    }
    const webhook = yield* world.webhook()
    const changed = store.updateWebhook(workspaceId, webhook.id, { url: "https://example.com/theirs" })
    yield* fails("updateWebhook", changed, missing("webhook"))
    yield* fails("removeWebhook", store.removeWebhook(workspaceId, webhook.id, 10), missing("webhook"))
    const secret = world.secret()
    yield* fails("rotateSecret", store.rotateSecret(workspaceId, webhook.id, secret, start), missing("webhook"))
    yield* same("webhooks", yield* store.webhooks(workspaceId), [])
    yield* same("its webhooks", yield* store.webhooks(world.workspaceId), [webhook])
    yield* same("the workspace", yield* seen(world), before)
    yield* same("its list", yield* store.list(world.workspaceId, importing.id), importing)
    const deliveries = yield* store.takeDeliveries("webhook", start + days(1), start + days(2), 100)
    const left = deliveries.filter(({ message }) => messages.some(({ id }) => id === message.id))
    yield* same("its deliveries", left.length, messages.length)
  }),

  promise("apart: nothing is made of what is another's", {}, function*(outsider) {
    const { store } = outsider
    const { world } = yield* busy(2, 1)
    const theirs = yield* world.draft()
    const draft = yield* outsider.draft()
    const added = { ...draft, id: outsider.id<typeof draft.id>() }
    const list = store.addCampaign({ ...added, listId: theirs.listId })
    yield* fails("a campaign of their list", list, { _tag: "NotFound", what: "list" })
    const assistantId = world.assistant.id
    yield* fails("their assistant", store.addCampaign({ ...added, assistantId }), {
      _tag: "NotFound",
      what: "assistant"
    })
    const numbers = [world.number.id]
    const schedule = { _tag: "Schedule", numbers, startsAt: start, endsAt: start + 1 } as const
    yield* fails("their number", outsider.command(draft.id, schedule), { _tag: "NotFound", what: "number" })
    const call = outsider.apiCall({ phone: phone(1), numbers })
    yield* fails("their number for a call", call, { _tag: "NotFound", what: "number" })
  }),

  promise("apart: two workspaces that dial do not touch each other", {}, function*({ store }) {
    const one = yield* busy(2, 1)
    const other = yield* busy(3, 1)
    const before = yield* seen(other.world)
    yield* one.world.release(one.attempts.slice(0, 1), start + 1)
    yield* one.world.end(one.attempts.slice(1), "busy", start + 1)
    yield* one.world.command(one.campaign.id, { _tag: "Stop" }, start + 1)
    yield* one.world.claim({ now: start + 2 })
    yield* one.world.suppress("+1*")
    yield* store.updateWorkspace({ ...one.world.workspace, capacity: 1 }, start)
    yield* same("the other one", yield* seen(other.world), before)
  }),

  promise("apart: capacity, credits and paces are each workspace's own", { capacity: 1, credits: 0 }, function*(poor) {
    const pace = { perSecond: 1, burst: 1 }
    const slow = yield* makeWorld({ key: 2, pace })
    const rich = yield* makeWorld({ key: 3, pace })
    for (const world of [poor, slow, rich]) yield* world.apiCall({ phone: phone(1) })
    yield* poor.claimed(0)
    yield* slow.claimed(1)
    yield* rich.claimed(1)
    const due = yield* poor.store.workspacesDue(start + minutes(1))
    yield* same("who has calls that are due", due, [poor.workspaceId])
  })
]
