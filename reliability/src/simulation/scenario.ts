import {
  type AssistantId,
  type CallingPolicy,
  type Campaign,
  type CampaignId,
  defaultPolicy,
  defaultTariff,
  flat,
  freePrices,
  idAt,
  idBlock,
  type ImportedRow,
  type ListId,
  microCreditsPerCredit,
  type NumberId,
  type Phone,
  type WebhookId,
  weekdays,
  type Window,
  type Workspace,
  type WorkspaceId,
  type Zone,
  zoneSet
} from "@campanile/core"
import { Effect, Redacted } from "effect"
import type { Chance } from "./chance.ts"
import type { Bounds } from "./size.ts"
import { wallClock } from "./wall-clock.ts"
import type { World } from "./world.ts"

/** Zones with the instant (ms UTC) at which their clocks change, and what is odd about the change. */
const changes: ReadonlyArray<{ readonly at: number; readonly zone: string }> = [
  { zone: "Europe/Berlin", at: Date.UTC(2026, 2, 29, 1) },
  { zone: "Europe/Berlin", at: Date.UTC(2026, 9, 25, 1) },
  { zone: "America/New_York", at: Date.UTC(2026, 2, 8, 7) },
  { zone: "America/New_York", at: Date.UTC(2026, 10, 1, 6) },
  // Half an hour.
  { zone: "Australia/Lord_Howe", at: Date.UTC(2026, 3, 4, 15) },
  // Midnight does not exist.
  { zone: "Africa/Cairo", at: Date.UTC(2026, 3, 23, 22) }
]

const others = ["Asia/Kolkata", "America/Los_Angeles", "Europe/London", "Pacific/Kiritimati"]

const minuteMs = 60_000

/** A workspace of a run, with what its people need to know to use it. */
export interface Tenancy {
  readonly workspace: Workspace
  readonly assistantId: AssistantId
  readonly numbers: ReadonlyArray<NumberId>
  readonly campaigns: Array<CampaignId>
  readonly phones: ReadonlyArray<Phone>
  /** Where its webhooks go. */
  readonly url: string
}

/** What a run is about. */
export interface Scenario {
  readonly startsAt: number
  readonly zones: ReadonlyArray<Zone>
  readonly tenancies: ReadonlyArray<Tenancy>
}

/** An instant shortly before or after which the clocks of a zone change, and zones around. */
export const stageOf = (chance: Chance): Pick<Scenario, "startsAt" | "zones"> => {
  const { at, zone } = chance.of(changes)
  const toNext = chance.is(0.5) ? chance.between(5000, 80_000) : chance.between(0, 299_999)
  const startsAt = at - chance.between(0, 8) * 5 * minuteMs - toNext
  return { startsAt, zones: [zone as Zone, chance.of(others) as Zone] }
}

/** The time of the wall clock as HH:MM, in steps of five minutes. */
const clockTime = (minute: number) => {
  const rounded = ((Math.round(minute / 5) * 5) % 1440 + 1440) % 1440
  return `${String(Math.floor(rounded / 60)).padStart(2, "0")}:${String(rounded % 60).padStart(2, "0")}`
}

/** A window that is open about now on the clock of a zone: it opens or closes soon, over midnight, or is always open. */
export const windowAround = (chance: Chance, zone: Zone, now: number): Window => {
  const { minute } = wallClock(now, zone)
  if (chance.is(0.3)) {
    // It closes within five minutes.
    return [{ days: [...weekdays], from: clockTime(minute - 120), to: clockTime(minute + 5 - minute % 5) }]
  }
  if (chance.is(0.5)) return [{ days: [...weekdays], from: "00:00", to: "24:00" }]
  const opens = minute + chance.between(-60, 15)
  const first = { days: [...weekdays], from: clockTime(opens), to: clockTime(opens + chance.between(10, 150)) } as const
  return chance.is(0.3)
    ? [first, { days: [...weekdays], from: clockTime(minute + 90), to: clockTime(minute + 300) }]
    : [first]
}

/** A policy that somebody may choose. */
export const policyOf = (chance: Chance, zone: Zone, now: number): CallingPolicy => ({
  ...defaultPolicy,
  window: windowAround(chance, zone, now),
  windowZone: chance.is(0.7) ? "contact" : "campaign",
  closures: chance.is(0.15) ? [{ date: wallClock(now, zone).date, spans: [{ from: "00:30", to: "23:30" }] }] : [],
  retry: {
    attempts: chance.between(1, 3),
    delays: {
      busy: chance.between(5, 60),
      no_answer: chance.between(5, 90),
      carrier_error: chance.between(5, 30),
      ...(chance.is(0.3) ? { voicemail: chance.between(10, 60) } : {})
    }
  },
  subject: chance.is(0.3) ? "delivery" : null,
  ringSeconds: chance.between(5, 12),
  maxCallSeconds: chance.between(5, 40),
  maxConcurrent: chance.is(0.5) ? chance.between(1, 3) : null,
  budget: chance.is(0.2) ? chance.between(1, 6) * microCreditsPerCredit : null,
  resumeAfterGrant: chance.is(0.5),
  alwaysOn: chance.is(0.1)
})

/** A fresh block of ids. */
export const blockOf = (world: World) => idBlock(world.timeline.now, world.chance.next(), world.chance.next())

/** A fresh id. */
export const idOf = <Id extends string>(world: World): Id => idAt<Id>(blockOf(world), 0)

/** Phones of one workspace: few enough that its campaigns share some. */
const phonesOf = (chance: Chance, many: number): ReadonlyArray<Phone> =>
  Array.from(
    { length: many },
    (_, index) =>
      `+44770090${String(chance.is(0.05) ? 9900 + index : 1000 + index).slice(-4)}${
        chance.is(0.04) ? "99" : "0" + String(index % 10)
      }` as Phone
  )

/** Rows of a list for some phones, in zones that chance decides; a few in two zones at once. */
export const rowsOf = (
  chance: Chance,
  zones: ReadonlyArray<Zone>,
  phones: ReadonlyArray<Phone>,
  mark: string
): ReadonlyArray<ImportedRow> =>
  phones.map((phone, index) => ({
    contact: {
      number: index + 1,
      line: index + 2,
      phone,
      zones: chance.is(0.1) ? zoneSet(zones) : zoneSet([chance.is(0.7) ? zones[0]! : chance.of(zones)]),
      variables: { name: mark }
    },
    text: phone
  }))

/** Import a list at once. */
export const addList = Effect.fnUntraced(
  function*(world: World, workspaceId: WorkspaceId, rows: ReadonlyArray<ImportedRow>) {
    const { store, timeline } = world
    const id = idOf<ListId>(world)
    yield* store.addList({
      workspaceId,
      id,
      name: "contacts.csv",
      status: "importing",
      columns: [],
      phoneColumn: "",
      accepted: 0,
      rejected: 0,
      reason: "",
      createdAt: timeline.now
    })
    yield* store.describeList(workspaceId, id, ["phone", "name"], "phone")
    yield* store.addRows(workspaceId, id, rows, [], "list")
    yield* store.completeList(workspaceId, id, { header: 1, last: rows.length + 1 })
    return id
  }
)

const addCampaign = Effect.fnUntraced(function*(
  world: World,
  zones: ReadonlyArray<Zone>,
  tenancy: Tenancy,
  { endsLater, endsSoon, startsWithin }: Bounds,
  contacts: number
) {
  const { chance, store, timeline: { now } } = world
  const workspaceId = tenancy.workspace.id
  const id = idOf<CampaignId>(world)
  const phones = tenancy.phones.filter(() => chance.is(0.8)).slice(0, contacts)
  const listId = yield* addList(world, workspaceId, rowsOf(chance, zones, phones, workspaceId))
  const timezone = chance.is(0.7) ? zones[0]! : chance.of(zones)
  const campaign: Campaign = {
    workspaceId,
    id,
    name: "Campaign",
    listId,
    assistantId: tenancy.assistantId,
    numbers: [],
    variables: {},
    policy: policyOf(chance, timezone, now),
    timezone,
    startsAt: null,
    endsAt: null,
    notify: [],
    callbackUrl: chance.is(0.7) ? tenancy.url : null,
    status: "draft",
    cause: null,
    endReason: null,
    createdAt: now,
    updatedAt: now,
    sequence: 0
  }
  yield* store.addCampaign(campaign)
  const startsAt = now + (chance.is(0.6) ? 0 : chance.between(0, startsWithin) * minuteMs)
  yield* store.command(
    workspaceId,
    id,
    {
      _tag: "Schedule",
      numbers: tenancy.numbers.filter((_, index) => index === 0 || chance.is(0.7)),
      startsAt,
      endsAt: startsAt + (chance.is(0.3) ? chance.between(1, endsSoon) : chance.between(...endsLater)) * minuteMs
    },
    blockOf(world),
    blockOf(world),
    now
  )
  tenancy.campaigns.push(id)
})

const grant = (world: World, workspaceId: WorkspaceId, credits: number) => {
  const { store, timeline } = world
  if (credits === 0) return Effect.void
  return Effect.asVoid(store.grant({
    workspaceId,
    kind: "grant",
    from: "outside",
    to: "available",
    amount: credits * microCreditsPerCredit,
    attemptId: null,
    campaignId: null,
    note: "",
    at: timeline.now
  }, blockOf(world)))
}

/** Fill the store with what a run is about: one or two workspaces, each with a campaign or two. */
export const furnish = Effect.fnUntraced(function*(world: World, zones: ReadonlyArray<Zone>, bounds: Bounds) {
  const { chance, store, timeline: { now } } = world
  const tenancies: Array<Tenancy> = []
  const contacts = chance.between(...bounds.contacts)
  const workspaces = chance.is(bounds.secondWorkspace) ? 2 : 1
  for (let n = 0; n < workspaces; n++) {
    const workspace: Workspace = {
      id: idOf<WorkspaceId>(world),
      name: `Workspace ${n}`,
      capacity: chance.between(1, 5),
      apiReserve: chance.between(0, 1),
      prices: chance.is(0.25) ? freePrices : flat({
        ...defaultTariff,
        firstIncrement: chance.of([1, 6, 60]),
        nextIncrement: chance.of([1, 6, 60])
      }),
      frequencyCap: chance.is(0.3)
        ? {
          attempts: chance.between(1, 3),
          spanSeconds: chance.of([120, 600, 3600]),
          gapSeconds: chance.of([0, 60]),
          bySubject: chance.is(0.3)
        }
        : null,
      createdAt: now
    }
    yield* store.addWorkspace(workspace)
    const assistantId = idOf<AssistantId>(world)
    yield* store.addAssistant({
      workspaceId: workspace.id,
      id: assistantId,
      name: "Reminder",
      prompt: "Hello @{{name}}",
      answer: { kind: "say" },
      createdAt: now
    })
    const numbers: Array<NumberId> = []
    for (let of = 0; of < chance.between(1, 2); of++) {
      const id = idOf<NumberId>(world)
      yield* store.addNumber({
        workspaceId: workspace.id,
        id,
        phone: `+4420794600${n}${of}` as Phone,
        label: "",
        pace: { perSecond: chance.of([0.5, 2, 5]), burst: chance.between(1, 3) },
        paused: false,
        createdAt: now
      })
      numbers.push(id)
    }
    if (chance.is(0.3)) {
      yield* store.addWebhook({
        workspaceId: workspace.id,
        id: idOf<WebhookId>(world),
        url: `https://webhook.example/${n}`,
        events: null,
        paused: false,
        cause: null,
        createdAt: now
      }, { secret: Redacted.make(`whsec_${"A".repeat(32)}`), previous: null })
    }
    yield* grant(world, workspace.id, chance.is(0.3) ? chance.between(0, 4) : 1000)
    const many = Math.ceil(contacts / workspaces)
    const tenancy: Tenancy = {
      workspace,
      assistantId,
      numbers,
      campaigns: [],
      phones: phonesOf(chance, many),
      url: `https://receiver.example/${n}`
    }
    tenancies.push(tenancy)
    yield* addCampaign(world, zones, tenancy, bounds, many)
    if (chance.is(bounds.secondCampaign)) yield* addCampaign(world, zones, tenancy, bounds, Math.ceil(many / 2))
  }
  return tenancies
})

/** Take away what could keep a workspace from coming to its end: there are credits again, and caller numbers. */
export const letGoOn = Effect.fnUntraced(function*(world: World, { numbers, workspace: { id } }: Tenancy) {
  const { store, tables, timeline } = world
  yield* grant(world, id, 1000)
  for (const number of numbers) {
    yield* store.updateNumber({ ...tables.tenants.get(id)!.numbers.get(number)!.number, paused: false })
  }
  world.changedAt = timeline.now
})
