import {
  type AssistantId,
  type CallingPolicy,
  type CampaignId,
  type Contact,
  defaultPolicy,
  defaultPrices,
  everyDay,
  idAt,
  type IdBlock,
  idBlock,
  type ListId,
  type NumberId,
  type Phone,
  type StoreShape,
  type WorkspaceId,
  type Zone,
  type ZoneSet,
  zoneSet
} from "@campanile/core"
import { Effect } from "effect"

let blocks = 0

/** A fresh block of ids. */
export const block = (at: number): IdBlock => idBlock(at, (blocks++ % 2 ** 20) / 2 ** 20, Math.random())

const id = <Id extends string>(at: number) => idAt<Id>(block(at), 0)

/** The nth phone of a range in which no two are the same. */
export const phoneOf = (n: number): Phone => `+1${2_000_000_000 + (n * 7_919_917) % 7_999_999_999}` as Phone

/** A workspace with an assistant, a caller number, and more credits and slots than a measurement uses up. */
export interface BenchWorkspace {
  readonly workspaceId: WorkspaceId
  readonly assistantId: AssistantId
  readonly numberId: NumberId
}

/** Make a workspace in which nothing but the machine limits how fast it is dialed, though every gate is asked. */
export const addWorkspace = (store: StoreShape, now: number, capacity = 100_000) =>
  Effect.gen(function*() {
    const workspaceId = id<WorkspaceId>(now)
    const assistantId = id<AssistantId>(now)
    const numberId = id<NumberId>(now)
    yield* store.addWorkspace({
      id: workspaceId,
      name: "Bench",
      capacity,
      apiReserve: 0,
      prices: defaultPrices,
      frequencyCap: { attempts: 3, spanSeconds: 86_400, gapSeconds: 60, bySubject: false },
      createdAt: now
    })
    yield* store.addAssistant({
      workspaceId,
      id: assistantId,
      name: "Reminder",
      prompt: "Hello @{{name}}, your order @{{order}} is ready",
      answer: { kind: "say" },
      createdAt: now
    })
    yield* store.addNumber({
      workspaceId,
      id: numberId,
      phone: "+12025550100" as Phone,
      label: "",
      // A dial moves the pace on by a whole millisecond at least: the burst is what lets more go in one.
      pace: { perSecond: 1_000_000, burst: 2_000_000_000 },
      paused: false,
      createdAt: now
    })
    const grant = { kind: "grant", from: "outside", to: "available", amount: 10 ** 15 } as const
    const about = { workspaceId, attemptId: null, campaignId: null, note: "", at: now }
    yield* store.grant({ ...about, ...grant }, block(now))
    return { workspaceId, assistantId, numberId }
  })

const utc = zoneSet(["UTC" as Zone])

const several = ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Asia/Kolkata", "UTC"]
  .map((name) => zoneSet([name as Zone]))

/** The zones of the nth contact, of six that contacts may be in. */
export const zonesOf = (n: number): ZoneSet => several[n % several.length]!

/** A list of contacts, from the nth phone on, that is ready. */
export const addList = (
  store: StoreShape,
  { workspaceId }: BenchWorkspace,
  now: number,
  from: number,
  count: number,
  zones: (n: number) => ZoneSet = () => utc
) =>
  Effect.gen(function*() {
    const listId = id<ListId>(now)
    yield* store.addList({
      workspaceId,
      id: listId,
      name: "contacts.csv",
      status: "importing",
      columns: [],
      phoneColumn: "",
      accepted: 0,
      rejected: 0,
      reason: "",
      createdAt: now
    })
    yield* store.describeList(workspaceId, listId, ["phone", "name", "order"], "phone")
    const contact = (n: number): Contact => {
      const phone = phoneOf(from + n)
      const variables = { phone, name: `Name ${n}`, order: String(n * 3) }
      return { number: n + 1, line: n + 2, phone, zones: zones(n), variables }
    }
    for (let first = 0; first < count; first += 5000) {
      const rows = Array.from({ length: Math.min(5000, count - first) }, (_, n) => ({
        contact: contact(first + n),
        text: ""
      }))
      yield* store.addRows(workspaceId, listId, rows, [], "list")
    }
    yield* store.completeList(workspaceId, listId, { header: 1, last: count + 1 })
    return listId
  })

/**
 * A campaign of a list, begun: its calls are due at once, or when they are told to be, and webhooks are written of each
 * where there is a callback URL.
 */
export const startCampaign = (
  store: StoreShape,
  workspace: BenchWorkspace,
  listId: ListId,
  now: number,
  {
    callbackUrl = "https://example.com/hook",
    startsAt = now,
    ...policy
  }: Partial<CallingPolicy> & { readonly startsAt?: number; readonly callbackUrl?: string | null } = {}
) =>
  Effect.gen(function*() {
    const { assistantId, numberId, workspaceId } = workspace
    const campaignId = id<CampaignId>(now)
    yield* store.addCampaign({
      workspaceId,
      id: campaignId,
      name: "Bench",
      listId,
      assistantId,
      numbers: [numberId],
      variables: {},
      policy: { ...defaultPolicy, window: everyDay("00:00", "24:00"), maxCallSeconds: 60, ...policy },
      timezone: "UTC" as Zone,
      startsAt: null,
      endsAt: null,
      notify: [],
      callbackUrl,
      status: "draft",
      cause: null,
      endReason: null,
      createdAt: now,
      updatedAt: now,
      sequence: 0
    })
    const command = { _tag: "Schedule", numbers: [numberId], startsAt, endsAt: now + 10 * 86_400_000 } as const
    yield* store.command(workspaceId, campaignId, command, block(now), block(now), now)
    return campaignId
  })
