import { Array as Arr, Effect, Redacted } from "effect"
import type { Attempt, CarrierEvent } from "../../domain/attempt.ts"
import type { Call } from "../../domain/call.ts"
import type { Campaign, CampaignCommand } from "../../domain/campaign.ts"
import type { ContactList } from "../../domain/contact-list.ts"
import { grant } from "../../domain/credit.ts"
import type { Disposition } from "../../domain/disposition.ts"
import { explain, type Explanation } from "../../domain/explain.ts"
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
  type WebhookId,
  type WorkspaceId
} from "../../domain/id.ts"
import type { Pace } from "../../domain/pace.ts"
import type { Phone } from "../../domain/phone.ts"
import { defaultPrices } from "../../domain/price-list.ts"
import type { Suppression } from "../../domain/suppression.ts"
import type { Signing, Webhook } from "../../domain/webhook.ts"
import type { Assistant, CallerNumber, Workspace } from "../../domain/workspace.ts"
import type { Turn } from "../../ports/store-terms.ts"
import { Store, type StoreShape } from "../../ports/store.ts"
import { same } from "../check.ts"
import { carrier, credits, days, everything, fileOf, later, phone, policy, start, told, utc, zone } from "./given.ts"
import type { ApiOptions, Person, WorldOptions } from "./world-options.ts"

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

  constructor(store: StoreShape, options: WorldOptions) {
    const { apiReserve = 0, capacity = 10, frequencyCap = null, key = 1, pace, prices = defaultPrices } = options
    this.store = store
    this.key = key
    this.workspaceId = this.id<WorkspaceId>()
    this.workspace = {
      id: this.workspaceId,
      name: `Workspace ${key}`,
      capacity,
      apiReserve,
      prices,
      frequencyCap,
      createdAt: start
    }
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
    return {
      workspaceId: this.workspaceId,
      id: this.id<NumberId>(),
      phone: of,
      label: "",
      pace,
      paused: false,
      createdAt: start
    }
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
    const all = typeof people === "number"
      ? Array.from({ length: people }, (_, n) => ({ phone: phone(n + 1) }))
      : people
    const rows = all.map(({ phone, variables = {}, zones = utc }: Person, index) => ({
      contact: { number: index + 1, line: index + 2, phone, zones, variables },
      text: phone
    }))
    const { store, workspaceId } = this
    return Effect.flatMap(
      this.openList(),
      ({ id }) =>
        store.describeList(workspaceId, id, ["phone", "name"], "phone").pipe(
          Effect.andThen(
            Effect.forEach(Arr.chunksOf(rows, 5000), (some) => store.addRows(workspaceId, id, some, [], "list"))
          ),
          Effect.andThen(store.completeList(workspaceId, id, fileOf(all.length)))
        )
    )
  }

  /** A draft. Its list is a new one of two people where none is given. */
  draft(fields: Partial<Campaign> = {}): Effect.Effect<Campaign, Error> {
    const { assistant, store, workspaceId } = this
    const createdAt = fields.createdAt ?? start
    const list = fields.listId === undefined
      ? Effect.map(this.addList(2), ({ id }) => id)
      : Effect.succeed(fields.listId)
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
        sequence: 0,
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
  apiCall({ at = start, dueAt = at, phone, zones = utc, ...api }: ApiOptions) {
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
      outcomes: {},
      lastNumberId: null,
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

  /** A dispatch turn of the workspace's node in its first epoch: each time it is run, with a block of its own. */
  claim(turn: Partial<Turn> = {}) {
    const { nodeId, workspaceId } = this
    const now = turn.now ?? start
    return Effect.suspend(() =>
      this.store.claim({ workspaceId, nodeId, epoch: 1, block: this.block(now), now, carrier, limit: 100, ...turn })
    )
  }

  /** Which of these may be dialed, in the order of their ids. */
  place(attempts: ReadonlyArray<{ readonly id: AttemptId }>, now = start) {
    const placed = this.store.place(this.nodeId, 1, attempts.map(({ id }) => id), now)
    return Effect.map(placed, (all) => all.map(({ id }) => id).toSorted())
  }

  /** The attempts of a turn that is expected to claim so many. */
  claimed(count: number, now = start): Effect.Effect<ReadonlyArray<Attempt>, Error> {
    return this.claim({ now }).pipe(
      Effect.map(({ placements }) => placements.map(({ attempt }) => attempt)),
      Effect.tap((attempts) => same("how many attempts a turn claimed", attempts.length, count))
    )
  }

  /** So many attempts, claimed and placed. They are answered as they were claimed. */
  dial(count: number, now = start): Effect.Effect<ReadonlyArray<Attempt>, Error> {
    return Effect.tap(
      this.claimed(count, now),
      (attempts) =>
        Effect.flatMap(
          this.place(attempts, now),
          (placed) => same("what of a turn may be dialed", placed, attempts.map(({ id }) => id))
        )
    )
  }

  /** Take attempts back, to be dialed from an instant on. */
  release(attempts: ReadonlyArray<{ readonly id: AttemptId }>, now = start, until = now) {
    return this.store.release(attempts.map(({ id }) => ({ id, ...later("pace", until) })), now)
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
    return Effect.map(
      this.store.calls(this.workspaceId, { campaignId }, everything),
      ({ calls }) => calls.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    )
  }

  call(id: CallId) {
    return this.store.call(this.workspaceId, id)
  }

  /** Why a call is, or is not, dialed at an instant. */
  explain({ id }: { readonly id: CallId }, now = start, through = carrier): Effect.Effect<Explanation, Error> {
    return Effect.map(this.store.circumstances(this.workspaceId, id, through, now), explain)
  }

  decisions({ id }: { readonly id: CallId }) {
    return this.store.decisions(this.workspaceId, id)
  }

  /** Suppress a phone, or a range of them, for the whole workspace where nothing else is said. */
  suppress(pattern: string, fields: Partial<Suppression> = {}, now = start) {
    const { workspaceId } = this
    const usual = { scope: { kind: "workspace" }, source: "test", reason: "asked", expiresAt: null } as const
    return this.store.suppress([{ workspaceId, pattern, createdAt: now, ...usual, ...fields }], now)
  }

  /** A secret that no other one is. */
  secret(): Signing["secret"] {
    this.made++
    return Redacted.make(`whsec_${String(this.made).padStart(32, "A")}`)
  }

  /** A webhook of the workspace that is told everything. */
  webhook(fields: Partial<Webhook> = {}, secret = this.secret()) {
    const webhook: Webhook = {
      workspaceId: this.workspaceId,
      id: this.id<WebhookId>(),
      url: "https://example.com/webhook",
      events: null,
      paused: false,
      cause: null,
      createdAt: start,
      ...fields
    }
    return Effect.as(this.store.addWebhook(webhook, { secret, previous: null }), webhook)
  }

  /** Credits come in. */
  grant(amount: number, now = start) {
    return this.store.grant(grant(this.workspaceId, amount, "", now), this.block(now))
  }

  /** All attempts of some calls, of all where none are named. */
  attempts(of?: ReadonlyArray<Call>): Effect.Effect<ReadonlyArray<Attempt>, Error> {
    const calls = of === undefined ? this.calls() : Effect.succeed(of)
    return calls.pipe(
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

/** A workspace that is ready to dial, in the store under test. Its node has a lease of a week. */
export const world = (options: WorldOptions = {}): Effect.Effect<World, Error, Store> =>
  Effect.gen(function*() {
    const store = yield* Store
    const made = new World(store, options)
    yield* store.addWorkspace(made.workspace)
    yield* store.addAssistant(made.assistant)
    yield* store.addNumber(made.number)
    const amount = options.credits ?? credits(1000)
    if (amount > 0) yield* made.grant(amount)
    yield* store.renewLease(made.nodeId, start + days(7))
    return made
  })
