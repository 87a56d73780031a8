import { Clock, Effect, Schema, Struct } from "effect"
import { CallingPolicy, defaultPolicy } from "../domain/calling-policy.ts"
import {
  Campaign,
  type CampaignChange,
  type CampaignCommand,
  changed,
  decide,
  ListNotReady
} from "../domain/campaign.ts"
import { estimate as estimateOf, priced } from "../domain/estimate.ts"
import { AssistantId, type CampaignId, ListId, type WorkspaceId } from "../domain/id.ts"
import { microCreditsPerCredit } from "../domain/tariff.ts"
import { missingColumns, requiredVariables, unknownVariables, variablesOf } from "../domain/template.ts"
import { WebhookUrl } from "../domain/webhook.ts"
import type { Workspace } from "../domain/workspace.ts"
import { Zone } from "../domain/zone.ts"
import { Bus } from "../engine/bus.ts"
import { newBlock, newId } from "../engine/ids.ts"
import type { Page } from "../ports/store-terms.ts"
import { Store } from "../ports/store.ts"
import { decodeInput, invalid, InvalidInput } from "./input.ts"
import { ColumnsMissing } from "./lists.ts"
import { resolve } from "./numbers.ts"
import { checkMinimum } from "./promised.ts"

/** There are not enough credits to begin. HTTP 402. */
export class InsufficientCredits extends Schema.TaggedError<InsufficientCredits>()("InsufficientCredits", {
  /** Micro-credits. */
  required: Schema.Int,
  /** Micro-credits. */
  available: Schema.Int
}) {
  override get message(): string {
    return `${this.required / microCreditsPerCredit} credits are needed to begin, ${
      this.available / microCreditsPerCredit
    } are available`
  }
}

/** Not one of the contacts who are to be called has a price, so that nobody could be. HTTP 422. */
export class NoPrice extends Schema.TaggedError<NoPrice>()("NoPrice", {
  /** Contacts of the list: all of them are without a price. */
  contacts: Schema.Int
}) {
  override get message(): string {
    return `none of the ${this.contacts} contacts has a price: no tariff is in force for their numbers between the ` +
      "campaign's start and its end"
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
  callbackUrl: Schema.NullOr(WebhookUrl)
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

const Unlisted = NewCampaign.mapFields(Struct.omit(["listId"]))

/**
 * The assistant, if its prompt has every variable that is to be read from a column: also for those who try a file before
 * there is a campaign, and want it to be refused for what a campaign would be refused for.
 */
export const assistantFor = Effect.fnUntraced(function*(
  { assistantId, variables, workspaceId }: Pick<Campaign, "assistantId" | "variables" | "workspaceId">
) {
  const store = yield* Store
  const assistant = yield* store.assistant(workspaceId, assistantId)
  const unknown = unknownVariables(variablesOf(assistant.prompt), variables)
  if (unknown.length > 0) {
    return yield* new InvalidInput({
      problems: unknown.map((name) => ({
        field: `variables.${name}`,
        message: "is not a variable of the assistant's prompt"
      }))
    })
  }
  return assistant
})

/** Check that the list has every column that the assistant's prompt needs. */
const checkColumns = Effect.fnUntraced(function*(campaign: Campaign) {
  const store = yield* Store
  const assistant = yield* assistantFor(campaign)
  const list = yield* store.list(campaign.workspaceId, campaign.listId)
  const missing = missingColumns(requiredVariables(assistant.prompt), campaign.variables, list.columns)
  if (missing.length > 0) return yield* new ColumnsMissing({ missing, columns: list.columns })
  return list
})

/**
 * What can be wrong with a new campaign before its list is there: for those who import the list only for it, and want
 * none to be left of a campaign that cannot be saved. Answers with the assistant.
 */
export const check = Effect.fn("campaigns.check")(
  function*(workspaceId: WorkspaceId, input: typeof Unlisted.Encoded) {
    const { assistantId, policy, variables = {} } = yield* decodeInput(Unlisted)(input)
    yield* checkMinimum({ workspaceId, policy: { ...defaultPolicy, ...policy } })
    return yield* assistantFor({ assistantId, variables, workspaceId })
  }
)

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
    updatedAt: now,
    sequence: 0
  }
  yield* checkColumns(campaign)
  yield* checkMinimum(campaign)
  yield* store.addCampaign(campaign)
  return campaign
})

const command = Effect.fnUntraced(function*(workspaceId: WorkspaceId, id: CampaignId, command: CampaignCommand) {
  const store = yield* Store
  const bus = yield* Bus
  const now = yield* Clock.currentTimeMillis
  const { campaign, messages } = yield* store.command(workspaceId, id, command, yield* newBlock, yield* newBlock, now)
  yield* bus.publish(messages)
  yield* bus.wake("schedule", "dispatch", "withdraw")
  return campaign
})

/** What of a campaign may be changed, and until when, is said at {@link CampaignChange}. */
export const EditedCampaign = Schema.Struct({ ...Fields, numbers: Schema.NonEmptyArray(Schema.String) }).mapFields(
  Struct.map(Schema.optionalKey)
)

/** What an edit asks for, in the words of the domain. */
const changeOf = Effect.fnUntraced(function*(workspaceId: WorkspaceId, input: typeof EditedCampaign.Encoded) {
  const { numbers, policy, ...given } = yield* decodeInput(EditedCampaign)(input)
  const change: CampaignChange = {
    ...given,
    ...(policy === undefined ? {} : { policy }),
    ...(numbers === undefined ? {} : { numbers: yield* resolve(workspaceId, numbers, "numbers") })
  }
  return change
})

/**
 * Whether an edit would be taken, for those who want several changes to be done together or not at all. `workspace` is
 * how they are about to change that, too. Answers with the command.
 */
export const checkEdit = Effect.fn("campaigns.checkEdit")(
  function*(
    workspaceId: WorkspaceId,
    id: CampaignId,
    input: typeof EditedCampaign.Encoded,
    workspace?: Pick<Workspace, "apiReserve" | "capacity">
  ) {
    const store = yield* Store
    const change = yield* changeOf(workspaceId, input)
    const edit: CampaignCommand = { _tag: "Edit", change }
    const before = yield* store.campaign(workspaceId, id)
    const after = changed(before, change)
    yield* checkColumns(after)
    yield* checkMinimum(after, workspace)
    yield* Effect.fromResult(decide(before, edit, yield* Clock.currentTimeMillis))
    return edit
  }
)

/** Change a campaign, also while it runs: the next dial obeys. `numbers` are ids or E.164. */
export const edit = Effect.fn("campaigns.edit")(
  function*(workspaceId: WorkspaceId, id: CampaignId, input: typeof EditedCampaign.Encoded) {
    return yield* command(workspaceId, id, yield* checkEdit(workspaceId, id, input))
  }
)

/**
 * Start a draft, as an edit makes it: check its columns, its prices and its credits, fix its schedule, and make a call of
 * each contact. It dials from its start on, or at once where that has passed or none is set. `numbers` are ids or E.164.
 * All of it is checked before anything is written, and written in one step: what is refused leaves the draft as it was.
 */
export const start = Effect.fn("campaigns.start")(
  function*(
    workspaceId: WorkspaceId,
    id: CampaignId,
    numbers: ReadonlyArray<string>,
    input: typeof EditedCampaign.Encoded = {}
  ) {
    const store = yield* Store
    if (numbers.length === 0) return yield* invalid("numbers", "at least one caller number is required")
    const ids = yield* resolve(workspaceId, numbers, "numbers")
    const change = yield* changeOf(workspaceId, input)
    const before = yield* store.campaign(workspaceId, id)
    const campaign = changed(before, change)
    const now = yield* Clock.currentTimeMillis
    const schedule: CampaignCommand = {
      _tag: "Schedule",
      change,
      numbers: ids,
      startsAt: campaign.startsAt ?? now,
      endsAt: campaign.endsAt ?? 0
    }
    if (before.status === "draft") {
      if (campaign.endsAt === null) return yield* invalid("endsAt", "is required: calling must stop some time")
      const list = yield* checkColumns(campaign)
      yield* checkMinimum(campaign)
      if (list.status !== "ready") return yield* new ListNotReady({ listId: list.id, status: list.status })
      if (list.accepted === 0 && !campaign.policy.alwaysOn) {
        return yield* invalid("listId", "the list has no contact that can be called")
      }
      const { available, contacts, expected, unpriced } = yield* estimateFor(campaign)
      if (contacts > 0 && unpriced === contacts) return yield* new NoPrice({ contacts })
      if (available < expected) return yield* new InsufficientCredits({ required: expected, available })
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

/** Campaigns of a list that are not over: those that call, or may yet call, the people who come to it. */
export const openOfList = (workspaceId: WorkspaceId, id: ListId) =>
  Store.use((store) => store.campaignsOfList(workspaceId, id))

/** Campaigns of a workspace, the newest first. */
export const all = (workspaceId: WorkspaceId, page: Page) => Store.use((store) => store.campaigns(workspaceId, page))

/** Where a campaign stands. */
export const progress = (workspaceId: WorkspaceId, id: CampaignId) =>
  Store.use((store) => store.progress(workspaceId, id))

const estimateFor = Effect.fnUntraced(function*(campaign: Campaign) {
  const { endsAt, id, listId, policy, startsAt, status, workspaceId } = campaign
  const store = yield* Store
  const { prices } = yield* store.workspace(workspaceId)
  const { available } = yield* store.balance(workspaceId)
  const prefixes = new Set(["", ...prices.map(({ prefix }) => prefix)])
  const counts = yield* store.countPrefixes(workspaceId, listId, [...prefixes])
  const begun = status === "draft" ? undefined : yield* store.progress(workspaceId, id)
  const at = Math.max(startsAt ?? 0, yield* Clock.currentTimeMillis)
  return estimateOf(priced(counts, prices, at, endsAt ?? Infinity), policy, available, begun)
})

/**
 * What calling a campaign's list may cost, beside what there is: all of it while the campaign is a draft, then the calls
 * that still wait. Prices are those of its start, or of now where that has passed; for whom there is none then, the first
 * that comes into force before its end.
 */
export const estimate = Effect.fn("campaigns.estimate")(function*(workspaceId: WorkspaceId, id: CampaignId) {
  const store = yield* Store
  const campaign = yield* store.campaign(workspaceId, id)
  return yield* estimateFor(campaign)
})
