import { Clock, Effect, Schema, Struct } from "effect"
import { CallingPolicy, defaultPolicy } from "../domain/calling-policy.ts"
import { Campaign, type CampaignCommand, decide, ListNotReady } from "../domain/campaign.ts"
import type { ContactList } from "../domain/contact-list.ts"
import { estimate as estimateOf } from "../domain/estimate.ts"
import { AssistantId, type CampaignId, ListId, type WorkspaceId } from "../domain/id.ts"
import { missingColumns, variablesOf } from "../domain/template.ts"
import { Zone } from "../domain/zone.ts"
import { Bus } from "../engine/bus.ts"
import { newBlock, newId } from "../engine/ids.ts"
import { type Page, Store } from "../ports/store.ts"
import { decodeInput, invalid } from "./input.ts"
import { ColumnsMissing } from "./lists.ts"
import { resolve } from "./numbers.ts"

/** There are not enough credits to begin. HTTP 402. */
export class InsufficientCredits extends Schema.TaggedError<InsufficientCredits>()("InsufficientCredits", {
  /** Micro-credits. */
  required: Schema.Int,
  /** Micro-credits. */
  available: Schema.Int
}) {
  override get message(): string {
    return `${this.required / 1_000_000} credits are needed to begin, ${this.available / 1_000_000} are available`
  }
}

const Fields = {
  name: Campaign.fields.name,
  assistantId: AssistantId,
  /** Which column each variable is read from, where the names differ. */
  variables: Schema.Record(Schema.String, Schema.String),
  /** Those parts of the policy that differ from the default. */
  policy: CallingPolicy.mapFields(Struct.map(Schema.optionalKey)),
  timezone: Zone,
  /** Instant, ms UTC. */
  startsAt: Schema.NullOr(Schema.Int),
  /** Instant, ms UTC. */
  endsAt: Schema.NullOr(Schema.Int),
  notify: Schema.Array(
    Schema.String.pipe(Schema.check(Schema.isPattern(/^[^\s@]+@[^\s@]+$/u, { message: "must be a mail address" })))
  ),
  callbackUrl: Schema.NullOr(
    Schema.String.pipe(Schema.check(Schema.isPattern(/^https?:\/\/\S+$/u, { message: "must be an http or https URL" })))
  )
}

/** A new campaign, as a draft. */
export const NewCampaign = Schema.Struct({
  name: Fields.name,
  listId: ListId,
  assistantId: Fields.assistantId,
  variables: Schema.optionalKey(Fields.variables),
  policy: Schema.optionalKey(Fields.policy),
  timezone: Fields.timezone,
  startsAt: Schema.optionalKey(Fields.startsAt),
  endsAt: Schema.optionalKey(Fields.endsAt),
  notify: Schema.optionalKey(Fields.notify),
  callbackUrl: Schema.optionalKey(Fields.callbackUrl)
})

/** What may be changed of a draft. */
export const DraftChange = Schema.Struct(Fields).mapFields(Struct.map(Schema.optionalKey))

/** Check that the list has every column that the assistant's prompt needs. */
const checkColumns = Effect.fnUntraced(function*(campaign: Campaign) {
  const store = yield* Store
  const assistant = yield* store.assistant(campaign.workspaceId, campaign.assistantId)
  const list = yield* store.list(campaign.workspaceId, campaign.listId)
  const missing = missingColumns(variablesOf(assistant.prompt), campaign.variables, list.columns)
  if (missing.length > 0) return yield* new ColumnsMissing({ missing, columns: list.columns })
  return list
})

/** Save a campaign as a draft. */
export const save = Effect.fn("campaigns.save")(function*(workspaceId: WorkspaceId, input: typeof NewCampaign.Encoded) {
  const store = yield* Store
  const given = yield* decodeInput(NewCampaign)(input)
  const now = yield* Clock.currentTimeMillis
  const campaign: Campaign = {
    variables: {},
    startsAt: null,
    endsAt: null,
    notify: [],
    callbackUrl: null,
    ...given,
    policy: { ...defaultPolicy, ...given.policy },
    workspaceId,
    id: yield* newId<CampaignId>(),
    numbers: [],
    status: "draft",
    cause: null,
    endReason: null,
    createdAt: now,
    updatedAt: now
  }
  yield* checkColumns(campaign)
  yield* store.addCampaign(campaign)
  return campaign
})

/** A campaign as a change makes it. */
const changedBy = Effect.fnUntraced(function*(before: Campaign, change: typeof DraftChange.Encoded) {
  const given = yield* decodeInput(DraftChange)(change)
  const after: Campaign = { ...before, ...given, policy: { ...before.policy, ...given.policy } }
  return after
})

/** Change a draft. */
export const update = Effect.fn("campaigns.update")(
  function*(workspaceId: WorkspaceId, id: CampaignId, input: typeof DraftChange.Encoded) {
    const store = yield* Store
    const campaign = yield* changedBy(yield* store.campaign(workspaceId, id), input)
    yield* checkColumns(campaign)
    yield* store.updateDraft(campaign)
    return campaign
  }
)

const command = Effect.fnUntraced(function*(workspaceId: WorkspaceId, id: CampaignId, command: CampaignCommand) {
  const store = yield* Store
  const bus = yield* Bus
  const now = yield* Clock.currentTimeMillis
  const { campaign, messages } = yield* store.command(workspaceId, id, command, yield* newBlock, yield* newBlock, now)
  yield* bus.publish(messages)
  yield* bus.wake("schedule", "dispatch", "deliver")
  return campaign
})

/**
 * Start a draft, as a change makes it: check its columns and its credits, fix its schedule, and make a call of each
 * contact. It dials from its start on, or at once where that has passed or none is set. `numbers` are ids or E.164.
 * Nothing is written before all of it is checked, so that what is refused leaves the draft as it was.
 */
export const start = Effect.fn("campaigns.start")(
  function*(
    workspaceId: WorkspaceId,
    id: CampaignId,
    numbers: ReadonlyArray<string>,
    change: typeof DraftChange.Encoded = {}
  ) {
    const store = yield* Store
    if (numbers.length === 0) return yield* invalid("numbers", "at least one caller number is required")
    const ids = yield* resolve(workspaceId, numbers, "numbers")
    const before = yield* store.campaign(workspaceId, id)
    const campaign = yield* changedBy(before, change)
    const now = yield* Clock.currentTimeMillis
    const schedule: CampaignCommand = {
      _tag: "Schedule",
      numbers: ids,
      startsAt: campaign.startsAt ?? now,
      endsAt: campaign.endsAt ?? 0
    }
    if (before.status === "draft") {
      if (campaign.endsAt === null) return yield* invalid("endsAt", "is required: calling must stop some time")
      const list = yield* checkColumns(campaign)
      if (list.accepted === 0) return yield* invalid("listId", "the list has no contact that can be called")
      if (list.status !== "ready") return yield* new ListNotReady({ listId: list.id, status: list.status })
      const { expected, available, sufficient } = yield* estimateFor(campaign, list)
      if (!sufficient) return yield* new InsufficientCredits({ required: expected, available })
      yield* Effect.fromResult(decide(campaign, schedule, now))
      if (Object.keys(change).length > 0) yield* store.updateDraft(campaign)
    }
    return yield* command(workspaceId, id, schedule)
  }
)

/** Dial nothing new until resumed. Calls in progress go on. */
export const pause = (workspaceId: WorkspaceId, id: CampaignId) =>
  command(workspaceId, id, { _tag: "Pause", cause: "requested" })

/** Go on after a pause. */
export const resume = (workspaceId: WorkspaceId, id: CampaignId) => command(workspaceId, id, { _tag: "Resume" })

/** Dial nothing new ever again. Calls in progress go on; those that wait are closed. */
export const stop = (workspaceId: WorkspaceId, id: CampaignId) => command(workspaceId, id, { _tag: "Stop" })

/** A campaign. */
export const get = (workspaceId: WorkspaceId, id: CampaignId) => Store.use((store) => store.campaign(workspaceId, id))

/** The latest campaign of a list, if there is one. */
export const ofList = (workspaceId: WorkspaceId, id: ListId) =>
  Store.use((store) => store.campaignOfList(workspaceId, id))

/** Campaigns of a workspace, the newest first. */
export const all = (workspaceId: WorkspaceId, page: Page) => Store.use((store) => store.campaigns(workspaceId, page))

/** Where a campaign stands. */
export const progress = (workspaceId: WorkspaceId, id: CampaignId) =>
  Store.use((store) => store.progress(workspaceId, id))

const estimateFor = Effect.fnUntraced(function*({ policy, workspaceId }: Campaign, { accepted }: ContactList) {
  const store = yield* Store
  const workspace = yield* store.workspace(workspaceId)
  const { available } = yield* store.balance(workspaceId)
  return estimateOf(accepted, policy, workspace.tariff, available)
})

/** What calling a campaign's list may cost, beside what there is. */
export const estimate = Effect.fn("campaigns.estimate")(function*(workspaceId: WorkspaceId, id: CampaignId) {
  const store = yield* Store
  const campaign = yield* store.campaign(workspaceId, id)
  return yield* estimateFor(campaign, yield* store.list(workspaceId, campaign.listId))
})
