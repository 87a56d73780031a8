import {
  type AssistantId,
  type Call,
  type CallId,
  type Campaign,
  type CampaignId,
  defaultPace,
  defaultPolicy,
  defaultPrices,
  everyDay,
  idAt,
  type IdBlock,
  idBlock,
  type ListId,
  type NodeId,
  type NumberId,
  Phone,
  type Posting,
  Store,
  type Suppression,
  type Turn,
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
  yield* store.addWorkspace({
    id: workspaceId,
    name: "Tower",
    capacity: 10,
    apiReserve: 2,
    prices: defaultPrices,
    frequencyCap: { attempts: 3, spanSeconds: 86_400, gapSeconds: 60, bySubject: true },
    createdAt: start
  })
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
    paused: false,
    createdAt: start
  })
  const gift: Posting = {
    workspaceId,
    kind: "grant",
    from: "outside",
    to: "available",
    amount: 50_000_000,
    attemptId: null,
    campaignId: null,
    note: "a gift",
    at: start
  }
  yield* store.grant(gift, block())

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
  yield* store.addRows(workspaceId, listId, rows, [], "list")
  yield* store.completeList(workspaceId, listId, { header: 1, last: rows.length + 1 })

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
  const carrier = { name: "tower bell", pace: { perSecond: 10, burst: 20 } }
  const turn: Turn = { workspaceId, nodeId, epoch: 1, block: block(), now: start, carrier, limit: 10 }
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
  const callTo = (n: number): Call => ({
    workspaceId,
    id: id<CallId>(),
    campaignId: null,
    contact: null,
    phone: phone(n),
    zones,
    status: "registered",
    subStatus: "waiting",
    dueAt: start,
    attempts: 0,
    outcomes: {},
    lastNumberId: null,
    disposition: null,
    createdAt: start,
    updatedAt: start
  })
  const call = callTo(77)
  for (const one of [call, callTo(78)]) {
    yield* store.addCall(one, {
      name: "Ben",
      assistantId,
      numbers: [numberId],
      variables: { name: "Ben" },
      policy,
      callbackUrl: null
    })
  }
  yield* store.refund(workspaceId, ended!, 1000, "with regrets", start)
  const suppressions = [
    { pattern: phone(78), scope: { kind: "workspace" }, expiresAt: null },
    { pattern: "+1201*", scope: { kind: "campaign", campaignId }, expiresAt: start + day },
    { pattern: "+1202*", scope: { kind: "subject", subject: "bells" }, expiresAt: null }
  ] as const
  yield* store.suppress(
    suppressions.map((one): Suppression => ({
      ...one,
      workspaceId,
      source: "the sexton",
      reason: "peace",
      createdAt: start
    })),
    start
  )
  return { workspaceId, carrier, assistantId, listId, campaignId, nodeId, callId: call.id, claimed: claimed! }
})
