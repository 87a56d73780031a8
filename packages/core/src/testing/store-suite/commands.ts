import { Effect } from "effect"
import type { Campaign, CampaignCommand } from "../../domain/campaign.ts"
import { idAt } from "../../domain/id.ts"
import { fails, like, same } from "../check.ts"
import { days, hours, minutes, phone, policy, start } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import type { World } from "./world.ts"

const retry = { attempts: 3, delays: { busy: 600 } }

/** A campaign of three of which one call lives, one was busy and is to be retried, and one was never dialed. */
const halfWay = (world: World): Effect.Effect<Campaign, Error> =>
  Effect.gen(function*() {
    const campaign = yield* world.campaign(3, { policy: { ...policy, retry, maxConcurrent: 2 } })
    const [, second] = yield* world.dial(2)
    yield* world.end([second!], "busy")
    yield* like("the calls", yield* world.calls(campaign.id), [
      { status: "ongoing" },
      { status: "retry", subStatus: "retry_scheduled", dueAt: start + minutes(10) },
      { status: "registered" }
    ])
    return campaign
  })

const closes = (
  name: string,
  command: CampaignCommand | "end time",
  status: Campaign["status"],
  subStatus: "terminated" | "campaign_ended"
): StoreTest =>
  promise(`commands: ${name}`, {}, function*(world) {
    const { store, workspaceId } = world
    const campaign = yield* halfWay(world)
    const now = start + (command === "end time" ? days(1) : minutes(1))
    if (command === "end time") yield* store.advanceCampaigns(world.block(now), now)
    else yield* world.command(campaign.id, command, now)
    yield* like("the campaign", yield* store.campaign(workspaceId, campaign.id), { status, updatedAt: now })
    yield* like("the calls", yield* world.calls(campaign.id), [
      { status: "ongoing", subStatus: "dialing" },
      { status: "canceled", subStatus, disposition: "busy", updatedAt: now },
      { status: "canceled", subStatus, disposition: null, updatedAt: now }
    ])
    const live = (yield* world.attempts()).filter(({ state }) => state !== "ended")
    yield* same("attempts that live", live.length, 1)
    yield* world.end(live, "busy", now + 1)
    const [draining] = yield* world.calls(campaign.id)
    yield* like("the call that went on, which would have been retried", draining, {
      status: "failed",
      subStatus: "campaign_ended",
      attempts: 1
    })
  })

/** What commands and time make of a campaign that is scheduled. */
export const commands: ReadonlyArray<StoreTest> = [
  promise("commands: pause and resume leave the calls as they are", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* halfWay(world)
    const calls = yield* world.calls(id)
    const paused = yield* world.command(id, { _tag: "Pause", cause: "requested" }, start + 1)
    yield* like("paused", paused.campaign, { status: "paused", cause: "requested", updatedAt: start + 1 })
    yield* like("what is told", paused.messages, [{ type: "campaign.paused", payload: { cause: "requested" } }])
    const pauseAgain = world.command(id, { _tag: "Pause", cause: "requested" })
    yield* fails("a second pause", pauseAgain, { _tag: "IllegalCommand", command: "pause", status: "paused" })
    const resumed = yield* world.command(id, { _tag: "Resume" }, start + 2)
    yield* like("resumed", resumed.campaign, { status: "ongoing", cause: null, updatedAt: start + 2 })
    yield* like("what is told", resumed.messages, [{ type: "campaign.resumed" }])
    yield* same("as it is kept", yield* store.campaign(workspaceId, id), resumed.campaign)
    yield* same("the calls", yield* world.calls(id), calls)
  }),

  closes("a stop closes the calls that wait, and lets the others end", { _tag: "Stop" }, "canceled", "terminated"),
  closes(
    "a failure closes the calls that wait, and lets the others end",
    { _tag: "Fail", cause: "carrier_refused" },
    "failed",
    "campaign_ended"
  ),
  closes("the end time closes the calls that wait, and lets the others end", "end time", "completed", "campaign_ended"),

  promise("commands: an end touches no call of another campaign", {}, function*(world) {
    const other = yield* world.campaign([{ phone: phone(8) }])
    const call = yield* world.apiCall({ phone: phone(9) })
    const { id } = yield* world.campaign(2)
    yield* world.command(id, { _tag: "Stop" })
    yield* like("the other campaign's call", yield* world.calls(other.id), [{ status: "registered" }])
    yield* same("a call from the API", yield* world.call(call.id), call)
  }),

  promise("commands: what is over stays over", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign(1)
    yield* world.command(id, { _tag: "Stop" })
    const over = yield* store.campaign(workspaceId, id)
    const illegal = { _tag: "IllegalCommand", campaignId: id, status: "canceled" } as const
    yield* fails("stop", world.command(id, { _tag: "Stop" }), { ...illegal, command: "stop" })
    yield* fails("resume", world.command(id, { _tag: "Resume" }), { ...illegal, command: "resume" })
    yield* fails("pause", world.command(id, { _tag: "Pause", cause: "requested" }), { ...illegal, command: "pause" })
    yield* same("the messages of an advance", yield* store.advanceCampaigns(world.block(), start + days(2)), [])
    yield* same("the campaign", yield* store.campaign(workspaceId, id), over)
  }),

  promise("advance: campaigns begin at their start", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.draft()
    yield* world.schedule(id, { startsAt: start + hours(1) })
    const early = yield* store.advanceCampaigns(world.block(), start + hours(1) - 1)
    yield* same("the messages before it", early, [])
    yield* like("before it", yield* store.campaign(workspaceId, id), { status: "scheduled" })
    const block = world.block()
    const messages = yield* store.advanceCampaigns(block, start + hours(1))
    yield* like("the messages at it", messages, [
      { id: idAt(block, 0), workspaceId, type: "campaign.started", campaignId: id, at: start + hours(1) }
    ])
    yield* like("at it", yield* store.campaign(workspaceId, id), { status: "ongoing" })
    yield* same("the messages of a second time", yield* store.advanceCampaigns(world.block(), start + hours(1)), [])
  }),

  promise("advance: campaigns complete at their end time, also while paused", {}, function*(world) {
    const { store, workspaceId } = world
    const ongoing = yield* world.campaign([{ phone: phone(1) }])
    const paused = yield* world.campaign([{ phone: phone(2) }])
    yield* world.command(paused.id, { _tag: "Pause", cause: "requested" })
    yield* same("the messages before it", yield* store.advanceCampaigns(world.block(), start + days(1) - 1), [])
    const messages = yield* store.advanceCampaigns(world.block(), start + days(1))
    const completed = { type: "campaign.completed", payload: { end_reason: "end_time" } } as const
    const byId = messages.toSorted((a, b) => a.id < b.id ? -1 : 1)
    yield* like("the messages at it", byId, [completed, completed])
    yield* same("ids that differ", new Set(messages.map(({ id }) => id)).size, 2)
    for (const [{ id }, cause] of [[ongoing, null], [paused, "requested"]] as const) {
      const ended = { status: "completed", endReason: "end_time", cause } as const
      yield* like("the campaign", yield* store.campaign(workspaceId, id), ended)
    }
    yield* same("the messages of a second time", yield* store.advanceCampaigns(world.block(), start + days(1)), [])
  }),

  promise("advance: campaigns complete when no call waits or is ongoing", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign(2)
    const [first, second] = yield* world.dial(2)
    yield* world.end([first!], "answered")
    yield* same("the messages while one lives", yield* store.advanceCampaigns(world.block(), start + 1), [])
    yield* world.end([second!], "busy")
    const messages = yield* store.advanceCampaigns(world.block(), start + 2)
    const exhausted = { type: "campaign.completed", payload: { end_reason: "list_exhausted" } } as const
    yield* like("the messages when both have ended", messages, [exhausted])
    const ended = { status: "completed", endReason: "list_exhausted", updatedAt: start + 2 } as const
    yield* like("the campaign", yield* store.campaign(workspaceId, id), ended)
    yield* same("the messages of a second time", yield* store.advanceCampaigns(world.block(), start + 3), [])
  }),

  promise("advance: a call that is to be retried keeps its campaign going", {}, function*(world) {
    const { store } = world
    yield* world.campaign(1, { policy: { ...policy, retry } })
    yield* world.end(yield* world.dial(1), "busy")
    yield* same("the messages", yield* store.advanceCampaigns(world.block(), start + 1), [])
  }),

  promise("advance: an empty list is through as soon as it begins", {}, function*(world) {
    const { store, workspaceId } = world
    const list = yield* world.addList(0)
    const { id } = yield* world.draft({ listId: list.id })
    yield* world.schedule(id, { startsAt: start + 1 })
    const messages = yield* store.advanceCampaigns(world.block(), start + 1)
    yield* like("the messages", messages, [{ type: "campaign.started" }, { type: "campaign.completed" }])
    yield* like("the campaign", yield* store.campaign(workspaceId, id), { status: "completed" })
    yield* same("the messages of a second time", yield* store.advanceCampaigns(world.block(), start + 1), [])
  }),

  promise("advance: drafts are left alone", {}, function*(world) {
    const { store, workspaceId } = world
    const draft = yield* world.draft({ startsAt: start, endsAt: start + 1 })
    yield* same("the messages", yield* store.advanceCampaigns(world.block(), start), [])
    yield* same("the draft", yield* store.campaign(workspaceId, draft.id), draft)
  })
]
