import {
  type AssistantId,
  type Campaign,
  type CampaignId,
  type CarrierEvent,
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
  type Placement,
  type StoreShape,
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
export const phone = (n: number): Phone => Phone.make(`+1${String(2_010_000_000 + n)}`)

const zones = zoneSet([Schema.decodeSync(Zone)("UTC")])

/** How large a world is. */
export interface WorldOptions {
  /** Calls at once. */
  readonly capacity?: number
  /** Contacts of the list that its campaign calls. */
  readonly contacts?: number
}

/** A workspace that dials a list, with short ways to take the steps of a call in it. */
export const makeWorld = Effect.fnUntraced(
  function*(store: StoreShape, { capacity = 100, contacts = 100 }: WorldOptions = {}) {
    const workspaceId = id<WorkspaceId>()
    const assistantId = id<AssistantId>()
    const numberId = id<NumberId>()
    const listId = id<ListId>()
    const campaignId = id<CampaignId>()
    const fields = { frequencyCap: null, prices: defaultPrices, createdAt: start }
    yield* store.addWorkspace({ id: workspaceId, name: "Tower", capacity, apiReserve: 0, ...fields })
    const answer = { kind: "say" } as const
    yield* store.addAssistant({ workspaceId, id: assistantId, name: "Bell", prompt: "Hello", answer, createdAt: start })
    yield* store.addNumber({
      workspaceId,
      id: numberId,
      phone: phone(99_999_999),
      label: "",
      pace: { ...defaultPace, perSecond: 1000, burst: 10_000 },
      paused: false,
      createdAt: start
    })
    const grant = { kind: "grant", from: "outside", to: "available", attemptId: null, campaignId: null } as const
    yield* store.grant({ ...grant, workspaceId, amount: 1_000_000_000_000, note: "", at: start }, block())
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
    for (let from = 0; from < contacts; from += 5000) {
      const rows = Array.from({ length: Math.min(5000, contacts - from) }, (_, n) => {
        const number = from + n + 1
        const contact = { number, line: number + 1, phone: phone(number), zones, variables: { name: `Bell ${number}` } }
        return { contact, text: "" }
      })
      yield* store.addRows(workspaceId, listId, rows, [], "list")
    }
    yield* store.completeList(workspaceId, listId)
    const policy = { ...defaultPolicy, window: everyDay("00:00", "24:00"), maxCallSeconds: 60 }
    const campaign: Campaign = {
      workspaceId,
      id: campaignId,
      name: "Sunday",
      listId,
      assistantId,
      numbers: [numberId],
      variables: {},
      policy,
      timezone: Schema.decodeSync(Zone)("UTC"),
      startsAt: null,
      endsAt: null,
      notify: [],
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
    const carrier = { name: "tower bell", pace: null }
    const node = Effect.fnUntraced(function*() {
      const nodeId = id<NodeId>()
      const epoch = yield* store.renewLease(nodeId, start + day)
      const claim = (limit: number, now = start) =>
        store.claim({ workspaceId, nodeId, epoch, block: block(), now, carrier, limit })
      const place = (placements: ReadonlyArray<Placement>, now = start) =>
        store.place(nodeId, epoch, placements.map(({ attempt }) => attempt.id), now)
      return { nodeId, epoch, claim, place }
    })
    return { workspaceId, assistantId, numberId, listId, campaignId, carrier, campaign, node }
  }
)

/** That a conversation of some attempts ended. */
export const ends = (attempts: ReadonlyArray<Placement["attempt"]>, at = start): ReadonlyArray<CarrierEvent> =>
  attempts.map(({ id }) => ({
    attemptId: id,
    kind: "ended",
    carrierCallId: `carrier ${id}`,
    at,
    disposition: "answered",
    talkSeconds: 20,
    code: "200"
  }))
