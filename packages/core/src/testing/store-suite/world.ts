import { Effect, Schema } from "effect"
import type { Attempt, CarrierEvent } from "../../domain/attempt.ts"
import type { ApiCall, Call } from "../../domain/call.ts"
import { type CallingPolicy, defaultPolicy } from "../../domain/calling-policy.ts"
import type { Campaign, CampaignCommand } from "../../domain/campaign.ts"
import type { ContactList } from "../../domain/contact-list.ts"
import { grant } from "../../domain/credit.ts"
import type { Disposition } from "../../domain/disposition.ts"
import {
  type AssistantId,
  type AttemptId,
  type CallId,
  type CampaignId,
  idAt,
  type IdBlock,
  idBlock,
  type ListId,
  type NodeId,
  type NumberId,
  type WorkspaceId
} from "../../domain/id.ts"
import type { Pace } from "../../domain/pace.ts"
import { Phone } from "../../domain/phone.ts"
import { defaultTariff, microCreditsPerCredit, type Tariff } from "../../domain/tariff.ts"
import { everyDay } from "../../domain/window.ts"
import type { Assistant, CallerNumber, Workspace } from "../../domain/workspace.ts"
import { Zone, type ZoneSet, zoneSet } from "../../domain/zone.ts"
import { Store, type StoreShape, type Turn } from "../../ports/store.ts"

/** The instant at which the tests begin: Monday, 2 March 2026, 09:00 UTC. */
export const start = 1_772_442_000_000

/** Units of time in milliseconds. */
export const seconds = (n: number): number => n * 1000
export const minutes = (n: number): number => n * 60_000
export const hours = (n: number): number => n * 3_600_000
export const days = (n: number): number => n * 86_400_000

/** Micro-credits. */
export const credits = (n: number): number => n * microCreditsPerCredit

/** The nth of a row of telephone numbers. */
export const phone = (n: number): Phone => Phone.make(`+1415555${String(n).padStart(4, "0")}`)

/** A zone by its name. */
export const zone = Schema.decodeSync(Zone)

/** The set of UTC alone, in which the hours of the tests are meant. */
export const utc: ZoneSet = zoneSet([zone("UTC")])

/** All listings in one page. */
export const everything = { limit: 1000, offset: 0 }

/** Open at all hours; a minute a call, so that each hold is one credit by the default tariff. */
export const policy: CallingPolicy = { ...defaultPolicy, window: everyDay("00:00", "24:00"), maxCallSeconds: 60 }

/** A contact to be, as short as it can be said. */
export interface Person {
  readonly phone: Phone
  readonly zones?: ZoneSet
  readonly variables?: Readonly<Record<string, string>>
}

/** What differs from the usual workspace: ten slots, a thousand credits, one number that is never too fast. */
export interface WorldOptions {
  /** Tells the ids of several workspaces of one test apart. */
  readonly key?: number
  readonly capacity?: number
  readonly credits?: number
  readonly tariff?: Tariff
  readonly pace?: Pace
}

/** A call from the API, as short as it can be said. */
export interface ApiOptions extends Partial<ApiCall> {
  readonly phone: Phone
  readonly zones?: ZoneSet
  readonly dueAt?: number
  readonly at?: number
}

/** A workspace with all that is needed to dial, and short ways to take the steps of the store in it. */
export class World {
  readonly store: StoreShape
  readonly workspace: Workspace
  readonly workspaceId: WorkspaceId
  readonly assistant: Assistant
  readonly number: CallerNumber
  readonly nodeId: NodeId
  private readonly key: number
  private made = 0

  constructor(store: StoreShape, { capacity = 10, key = 1, pace, tariff = defaultTariff }: WorldOptions) {
    this.store = store
    this.key = key
    this.workspaceId = this.id<WorkspaceId>()
    this.workspace = { id: this.workspaceId, name: `Workspace ${key}`, capacity, tariff, createdAt: start }
    this.nodeId = this.id<NodeId>()
    this.assistant = {
      workspaceId: this.workspaceId,
      id: this.id<AssistantId>(),
      name: "Reminder",
      prompt: "Hello @{{name}}",
      answer: { kind: "say" },
      createdAt: start
    }
    this.number = this.callerNumber(phone(9000), pace)
  }

  /** A fresh block of ids. */
  block(at = start): IdBlock {
    this.made++
    return idBlock(at, this.key / 1000, this.made / 2 ** 20)
  }

  /** A fresh id, which sorts by its instant. */
  id<Id extends string>(at = start): Id {
    return idAt<Id>(this.block(at), 0)
  }

  callerNumber(of: Phone, pace: Pace = { perSecond: 1000, burst: 1000 }): CallerNumber {
    return { workspaceId: this.workspaceId, id: this.id<NumberId>(), phone: of, label: "", pace, createdAt: start }
  }

  /** A list that is importing and has no rows yet. */
  openList(createdAt = start): Effect.Effect<ContactList, Error> {
    const list: ContactList = {
      workspaceId: this.workspaceId,
      id: this.id<ListId>(),
      name: "contacts.csv",
      status: "importing",
      columns: [],
      phoneColumn: "",
      accepted: 0,
      rejected: 0,
      reason: "",
      createdAt
    }
    return Effect.as(this.store.addList(list), list)
  }

  /** A list that is ready, of these people or of so many. */
  addList(people: number | ReadonlyArray<Person>): Effect.Effect<ContactList, Error> {
    const all = typeof people === "number" ? Array.from({ length: people }, (_, n) => ({ phone: phone(n + 1) })) : people
    const rows = all.map(({ phone, variables = {}, zones = utc }: Person, index) => ({
      contact: { number: index + 1, line: index + 2, phone, zones, variables },
      text: phone
    }))
    const { store, workspaceId } = this
    return Effect.flatMap(this.openList(), ({ id }) =>
      store.describeList(workspaceId, id, ["phone", "name"], "phone").pipe(
        Effect.andThen(store.addRows(workspaceId, id, rows, [])),
        Effect.andThen(store.completeList(workspaceId, id))
      ))
  }

  /** A draft. Its list is a new one of two people where none is given. */
  draft(fields: Partial<Campaign> = {}): Effect.Effect<Campaign, Error> {
    const { assistant, store, workspaceId } = this
    const createdAt = fields.createdAt ?? start
    const list = fields.listId === undefined ? Effect.map(this.addList(2), ({ id }) => id) : Effect.succeed(fields.listId)
    return Effect.flatMap(list, (listId) => {
      const campaign: Campaign = {
        workspaceId,
        id: this.id<CampaignId>(createdAt),
        name: "Campaign",
        assistantId: assistant.id,
        numbers: [],
        variables: {},
        policy,
        timezone: zone("UTC"),
        startsAt: null,
        endsAt: null,
        notify: [],
        callbackUrl: null,
        status: "draft",
        cause: null,
        endReason: null,
        createdAt,
        updatedAt: createdAt,
        ...fields,
        listId
      }
      return Effect.as(store.addCampaign(campaign), campaign)
    })
  }

  /** Give a command to a campaign. */
  command(id: CampaignId, command: CampaignCommand, now = start) {
    return this.store.command(this.workspaceId, id, command, this.block(now), this.block(now), now)
  }

  /** Schedule a draft: from the start of the tests, for a day. */
  schedule(id: CampaignId, { endsAt = start + days(1), now = start, startsAt = start } = {}) {
    return this.command(id, { _tag: "Schedule", numbers: [this.number.id], startsAt, endsAt }, now)
  }

  /** A campaign that is ongoing, with these people or so many. */
  campaign(people: number | ReadonlyArray<Person>, fields: Partial<Campaign> = {}): Effect.Effect<Campaign, Error> {
    return this.addList(people).pipe(
      Effect.flatMap((list) => this.draft({ ...fields, listId: list.id })),
      Effect.flatMap(({ id }) => this.schedule(id)),
      Effect.map(({ campaign }) => campaign)
    )
  }

  /** A call from the API, due at once. */
  apiCall({ at = start, dueAt = at, phone, zones = utc, ...api }: ApiOptions): Effect.Effect<Call, Error> {
    const call: Call = {
      workspaceId: this.workspaceId,
      id: this.id<CallId>(at),
      campaignId: null,
      contact: null,
      phone,
      zones,
      status: "registered",
      subStatus: "waiting",
      dueAt,
      attempts: 0,
      carrierErrors: 0,
      disposition: null,
      createdAt: at,
      updatedAt: at
    }
    const { assistant, number, store } = this
    return Effect.as(
      store.addCall(call, {
        name: "",
        assistantId: assistant.id,
        numbers: [number.id],
        variables: {},
        policy,
        callbackUrl: null,
        ...api
      }),
      call
    )
  }

  /** A dispatch turn of the workspace's node in its first epoch. */
  claim(turn: Partial<Turn> = {}) {
    const { nodeId, workspaceId } = this
    const now = turn.now ?? start
    return this.store.claim({ workspaceId, nodeId, epoch: 1, block: this.block(now), now, limit: 100, ...turn })
  }

  place(attempts: ReadonlyArray<{ readonly id: AttemptId }>, now = start) {
    return this.store.place(this.nodeId, 1, attempts.map(({ id }) => id), now)
  }

  /** Claim what can be claimed, and place it. Answers with the attempts as they were claimed. */
  dial(now = start): Effect.Effect<ReadonlyArray<Attempt>, Error> {
    return this.claim({ now }).pipe(
      Effect.map(({ placements }) => placements.map(({ attempt }) => attempt)),
      Effect.tap((attempts) => this.place(attempts, now))
    )
  }

  release(attempts: ReadonlyArray<{ readonly id: AttemptId }>, now = start, dueAt = now) {
    return this.store.release(attempts.map(({ id }) => ({ id, dueAt, code: "not_now" })), now)
  }

  record(events: ReadonlyArray<CarrierEvent>, now = start) {
    return this.store.record(events, this.block(now), now)
  }

  /** Let attempts end. */
  end(attempts: ReadonlyArray<Attempt>, disposition: Disposition, now = start, talkSeconds = 0) {
    return this.record(attempts.map(({ id }) => told(id, "ended", { at: now, disposition, talkSeconds })), now)
  }

  /** The calls of a campaign, or all, the one that was made first first. */
  calls(campaignId?: CampaignId): Effect.Effect<ReadonlyArray<Call>, Error> {
    return Effect.map(this.store.calls(this.workspaceId, { campaignId }, everything), ({ calls }) =>
      calls.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)))
  }

  call(id: CallId) {
    return this.store.call(this.workspaceId, id)
  }

  /** All attempts of the workspace. */
  attempts(): Effect.Effect<ReadonlyArray<Attempt>, Error> {
    return this.calls().pipe(
      Effect.flatMap(Effect.forEach(({ id }) => this.store.attempts(this.workspaceId, id))),
      Effect.map((attempts) => attempts.flat())
    )
  }

  /** The attempt as it is now. */
  attempt({ callId, id }: Attempt): Effect.Effect<Attempt | undefined, Error> {
    return Effect.map(this.store.attempts(this.workspaceId, callId), (all) => all.find((attempt) => attempt.id === id))
  }

  readonly balance = Effect.suspend(() => this.store.balance(this.workspaceId))
}

/** What a carrier tells of an attempt. */
export const told = (
  attemptId: AttemptId,
  kind: CarrierEvent["kind"],
  fields: Partial<CarrierEvent> = {}
): CarrierEvent => ({
  attemptId,
  carrierCallId: `carrier-${attemptId}`,
  kind,
  at: start,
  disposition: null,
  talkSeconds: 0,
  code: "",
  ...fields
})

/** A workspace that is ready to dial, in the store under test. Its node has a lease of a week. */
export const world = (options: WorldOptions = {}): Effect.Effect<World, Error, Store> =>
  Effect.gen(function*() {
    const store = yield* Store
    const made = new World(store, options)
    yield* store.addWorkspace(made.workspace)
    yield* store.addAssistant(made.assistant)
    yield* store.addNumber(made.number)
    const amount = options.credits ?? credits(1000)
    if (amount > 0) yield* store.grant(grant(made.workspaceId, amount, "", start))
    yield* store.renewLease(made.nodeId, start + days(7))
    return made
  })
