import {
  type AssistantId,
  type Call,
  type CallId,
  type Campaign,
  type CampaignId,
  defaultPace,
  defaultPolicy,
  defaultTariff,
  everyDay,
  idAt,
  type IdBlock,
  idBlock,
  type ListId,
  type NodeId,
  type NumberId,
  Phone,
  Store,
  type WorkspaceId,
  Zone,
  zoneSet
} from "@campanile/core"
import { Effect, Schema } from "effect"

/** The instant at which the tests begin: Monday, 2 March 2026, 09:00 UTC. */
export const start = 1_772_442_000_000

/** A day in milliseconds. */
export const day = 86_400_000

let used = 0

/** A fresh block of ids. */
export const block = (): IdBlock => idBlock(start + used++, 0.5, 0.5)

const id = <Id extends string>(): Id => idAt<Id>(block(), 0)

/** The nth of a row of telephone numbers. */
export const phone = (n: number): Phone => Phone.make(`+1415555${String(n).padStart(4, "0")}`)

const zones = zoneSet([Schema.decodeSync(Zone)("UTC")])

/**
 * A workspace with everything that a store keeps: a list of which one row was refused, a campaign that dials, a call
 * from the API, an attempt that ended, one that lives and one that was only claimed.
 */
export const settle = Effect.gen(function*() {
  const store = yield* Store
  const workspaceId = id<WorkspaceId>()
  const assistantId = id<AssistantId>()
  const numberId = id<NumberId>()
  const listId = id<ListId>()
  const campaignId = id<CampaignId>()
  const nodeId = id<NodeId>()
  yield* store.addWorkspace({ id: workspaceId, name: "Tower", capacity: 10, tariff: defaultTariff, createdAt: start })
  yield* store.addApiKey({ workspaceId, hash: `hash of ${workspaceId}`, label: "till", createdAt: start })
  const answer = { kind: "say", voice: "low" } as const
  const prompt = "Good morning, @{{name}}"
  yield* store.addAssistant({ workspaceId, id: assistantId, name: "Bell", prompt, answer, createdAt: start })
  yield* store.addNumber({
    workspaceId,
    id: numberId,
    phone: phone(999),
    label: "",
    pace: defaultPace,
    createdAt: start
  })
  yield* store.grant({
    workspaceId,
    kind: "grant",
    from: "outside",
    to: "available",
    amount: 50_000_000,
    attemptId: null,
    note: "a gift",
    at: start
  })

  yield* store.addList({
    workspaceId,
    id: listId,
    name: "parish",
    status: "importing",
    columns: [],
    phoneColumn: "",
    accepted: 0,
    rejected: 0,
    reason: "",
    createdAt: start
  })
  yield* store.describeList(workspaceId, listId, ["phone", "name"], "phone")
  const rows = [1, 2, 3, 1].map((n, index) => {
    const variables = { name: `the ${index + 1}th` }
    const known = n === 3 ? zoneSet([]) : zones
    return {
      contact: { number: index + 1, line: index + 2, phone: phone(n), zones: known, variables },
      text: "as it was read"
    }
  })
  yield* store.addRows(workspaceId, listId, rows, [])
  yield* store.completeList(workspaceId, listId)

  const policy = { ...defaultPolicy, window: everyDay("00:00", "24:00"), maxCallSeconds: 60 }
  const campaign: Campaign = {
    workspaceId,
    id: campaignId,
    name: "Sunday",
    listId,
    assistantId,
    numbers: [numberId],
    variables: { name: "name" },
    policy,
    timezone: Schema.decodeSync(Zone)("Europe/Rome"),
    startsAt: null,
    endsAt: null,
    notify: ["sexton@example.com"],
    callbackUrl: "https://example.com/hook",
    status: "draft",
    cause: null,
    endReason: null,
    createdAt: start,
    updatedAt: start
  }
  yield* store.addCampaign(campaign)
  const schedule = { _tag: "Schedule", numbers: [numberId], startsAt: start, endsAt: start + day } as const
  yield* store.command(workspaceId, campaignId, schedule, block(), block(), start)

  yield* store.renewLease(nodeId, start + day)
  const turn = { workspaceId, nodeId, epoch: 1, block: block(), now: start, limit: 10 }
  const { placements } = yield* store.claim(turn)
  const [ended, live, claimed] = placements.map(({ attempt }) => attempt.id)
  yield* store.place(nodeId, 1, [ended!, live!], start)
  const told = { carrierCallId: "carrier", at: start, disposition: null, talkSeconds: 0, code: "" }
  yield* store.record(
    [
      { ...told, attemptId: live!, kind: "ringing" },
      { ...told, attemptId: ended!, kind: "ended", disposition: "answered", talkSeconds: 20, code: "200" }
    ],
    block(),
    start
  )
  const callId = id<CallId>()
  const call: Call = {
    workspaceId,
    id: callId,
    campaignId: null,
    contact: null,
    phone: phone(77),
    zones,
    status: "registered",
    subStatus: "waiting",
    dueAt: start,
    attempts: 0,
    carrierErrors: 0,
    disposition: null,
    createdAt: start,
    updatedAt: start
  }
  yield* store.addCall(call, {
    name: "Ben",
    assistantId,
    numbers: [numberId],
    variables: { name: "Ben" },
    policy,
    callbackUrl: null
  })
  return { workspaceId, assistantId, listId, campaignId, nodeId, callId, claimed: claimed! }
})
