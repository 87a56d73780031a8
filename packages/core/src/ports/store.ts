import { Context, type Effect, Schema } from "effect"
import type { Attempt, CarrierEvent } from "../domain/attempt.ts"
import type { ApiCall, Call, CallStatus } from "../domain/call.ts"
import type { Campaign, CampaignCommand, IllegalCommand, IllegalSchedule, ListNotReady } from "../domain/campaign.ts"
import type { Contact, ContactList, RejectedRow } from "../domain/contact-list.ts"
import type { Balance, Posting } from "../domain/credit.ts"
import type { Delivery } from "../domain/delivery.ts"
import type {
  AssistantId,
  AttemptId,
  CallId,
  CampaignId,
  IdBlock,
  ListId,
  MessageId,
  NodeId,
  WorkspaceId
} from "../domain/id.ts"
import type { Message, Target } from "../domain/message.ts"
import type { Phone } from "../domain/phone.ts"
import type { Progress } from "../domain/progress.ts"
import type { Window } from "../domain/window.ts"
import type { ApiKey, Assistant, CallerNumber, Workspace } from "../domain/workspace.ts"
import type { ZoneSet } from "../domain/zone.ts"
import { wordsOf } from "./thrown.ts"

/** The store could not do it; nothing was changed, or the answer was lost on the way. */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  step: Schema.String,
  cause: Schema.Defect()
}) {
  override get message(): string {
    return `the store could not ${this.step}: ${wordsOf(this.cause)}`
  }
}

/** There is no such thing in this workspace. */
export class NotFound extends Schema.TaggedError<NotFound>()("NotFound", {
  what: Schema.Literals(["workspace", "assistant", "number", "list", "campaign", "call"]),
  id: Schema.String
}) {
  override get message(): string {
    return `there is no ${this.what} ${this.id}`
  }
}

/** It exists already. */
export class AlreadyExists extends Schema.TaggedError<AlreadyExists>()("AlreadyExists", {
  what: Schema.Literals(["number"]),
  id: Schema.String
}) {
  override get message(): string {
    return `the ${this.what} ${this.id} exists already`
  }
}

/** A part of a longer listing. */
export interface Page {
  readonly limit: number
  readonly offset: number
}

/** One accepted row on its way into a list, with its text, for it may still turn out to repeat a phone. */
export interface ImportedRow {
  readonly contact: Contact
  readonly text: string
}

/** What a dispatch turn is told. */
export interface Turn {
  readonly workspaceId: WorkspaceId
  readonly nodeId: NodeId
  readonly epoch: number
  /** Ids for the turn's attempts and messages. */
  readonly block: IdBlock
  readonly now: number
  /** The most attempts to claim. */
  readonly limit: number
}

/** A claimed attempt with all that the last gates and the carrier need to know. */
export interface Placement {
  readonly attempt: Attempt
  readonly from: Phone
  readonly assistant: Assistant
  /** The contact's cells, or the values that came with the call, by variable or column. */
  readonly row: Readonly<Record<string, string>>
  /** Which column each variable is read from, where the names differ. */
  readonly mapping: Readonly<Record<string, string>>
  readonly window: Window
  readonly zones: ZoneSet
  /** The campaign's end (ms UTC); null for a call from the API. */
  readonly endsAt: number | null
}

/** What a dispatch turn did. */
export interface Claimed {
  readonly placements: ReadonlyArray<Placement>
  readonly messages: ReadonlyArray<Message>
  /** When another turn is worth it (ms UTC), if the pace of a number stopped this one. */
  readonly nextAt: number | undefined
}

/** Which calls to list. */
export interface CallFilter {
  readonly campaignId?: CampaignId | undefined
  readonly status?: CallStatus | undefined
}

/**
 * Where everything is kept. Each method is one atomic step of the way of a call: it happens whole, or not at all. The
 * decisions inside are functions of the domain; a store loads, applies and writes. No method reads a clock or makes up
 * an id. What names something else (a list, an assistant, a number) must name it in its own workspace, or it is not
 * found. Every store passes the suite in `@campanile/core/testing`.
 */
export interface StoreShape {
  readonly addWorkspace: (workspace: Workspace) => Effect.Effect<void, StoreUnavailable>
  readonly workspace: (id: WorkspaceId) => Effect.Effect<Workspace, NotFound | StoreUnavailable>
  readonly workspaces: Effect.Effect<ReadonlyArray<Workspace>, StoreUnavailable>
  /** Change name, capacity or tariff. */
  readonly updateWorkspace: (workspace: Workspace) => Effect.Effect<void, NotFound | StoreUnavailable>
  readonly addApiKey: (key: ApiKey) => Effect.Effect<void, NotFound | StoreUnavailable>
  /** The workspace to which the key with this hash belongs. */
  readonly workspaceOfKey: (hash: string) => Effect.Effect<WorkspaceId | undefined, StoreUnavailable>

  readonly addAssistant: (assistant: Assistant) => Effect.Effect<void, NotFound | StoreUnavailable>
  readonly assistant: (
    workspaceId: WorkspaceId,
    id: AssistantId
  ) => Effect.Effect<Assistant, NotFound | StoreUnavailable>
  readonly assistants: (workspaceId: WorkspaceId) => Effect.Effect<ReadonlyArray<Assistant>, StoreUnavailable>
  readonly addNumber: (number: CallerNumber) => Effect.Effect<void, NotFound | AlreadyExists | StoreUnavailable>
  readonly numbers: (workspaceId: WorkspaceId) => Effect.Effect<ReadonlyArray<CallerNumber>, StoreUnavailable>

  /** Add a line to the ledger; answers with the balance after it. Only grants come from outside the steps below. */
  readonly grant: (posting: Posting) => Effect.Effect<Balance, NotFound | StoreUnavailable>
  readonly balance: (workspaceId: WorkspaceId) => Effect.Effect<Balance, NotFound | StoreUnavailable>
  /** The whole ledger in the order in which it was written, for audits. */
  readonly ledger: (workspaceId: WorkspaceId) => Effect.Effect<ReadonlyArray<Posting>, StoreUnavailable>

  readonly addList: (list: ContactList) => Effect.Effect<void, NotFound | StoreUnavailable>
  /**
   * Add rows to a list that is importing, and count them. A contact whose phone the list already has becomes a rejected
   * row with the code `duplicate_phone`. A list that is not importing any more stays as it is, here and in the three
   * steps that follow: an import that was given up must not come to life again.
   */
  readonly addRows: (
    workspaceId: WorkspaceId,
    id: ListId,
    accepted: ReadonlyArray<ImportedRow>,
    rejected: ReadonlyArray<RejectedRow>
  ) => Effect.Effect<ContactList, NotFound | StoreUnavailable>
  /** The header is read. */
  readonly describeList: (
    workspaceId: WorkspaceId,
    id: ListId,
    columns: ReadonlyArray<string>,
    phoneColumn: string
  ) => Effect.Effect<void, NotFound | StoreUnavailable>
  /** All rows are in. */
  readonly completeList: (
    workspaceId: WorkspaceId,
    id: ListId
  ) => Effect.Effect<ContactList, NotFound | StoreUnavailable>
  /** Keep nothing of the list but the reason for which it failed. */
  readonly failList: (
    workspaceId: WorkspaceId,
    id: ListId,
    reason: string
  ) => Effect.Effect<ContactList, NotFound | StoreUnavailable>
  readonly list: (workspaceId: WorkspaceId, id: ListId) => Effect.Effect<ContactList, NotFound | StoreUnavailable>
  readonly rejectedRows: (
    workspaceId: WorkspaceId,
    id: ListId,
    page: Page
  ) => Effect.Effect<ReadonlyArray<RejectedRow>, StoreUnavailable>
  readonly contacts: (
    workspaceId: WorkspaceId,
    id: ListId,
    page: Page
  ) => Effect.Effect<ReadonlyArray<Contact>, StoreUnavailable>
  /**
   * Fail the lists that have been importing since before an instant: their process died, and what they have is half a
   * file. Answers with how many there were.
   */
  readonly failStaleLists: (before: number, reason: string) => Effect.Effect<number, StoreUnavailable>

  readonly addCampaign: (campaign: Campaign) => Effect.Effect<void, NotFound | StoreUnavailable>
  readonly campaign: (workspaceId: WorkspaceId, id: CampaignId) => Effect.Effect<Campaign, NotFound | StoreUnavailable>
  /** The latest campaign of a list. */
  readonly campaignOfList: (
    workspaceId: WorkspaceId,
    id: ListId
  ) => Effect.Effect<Campaign | undefined, StoreUnavailable>
  /** The newest first. */
  readonly campaigns: (
    workspaceId: WorkspaceId,
    page: Page
  ) => Effect.Effect<{ readonly total: number; readonly campaigns: ReadonlyArray<Campaign> }, StoreUnavailable>
  /** Change what may still be changed of a draft: everything but its id, list and status. */
  readonly updateDraft: (campaign: Campaign) => Effect.Effect<void, NotFound | IllegalCommand | StoreUnavailable>
  /**
   * Give a command. Scheduling makes a call of each contact of the list, due at the start; an end closes the calls that
   * still wait, with the reason. `block` serves the calls, `messageBlock` the messages.
   */
  readonly command: (
    workspaceId: WorkspaceId,
    id: CampaignId,
    command: CampaignCommand,
    block: IdBlock,
    messageBlock: IdBlock,
    now: number
  ) => Effect.Effect<
    { readonly campaign: Campaign; readonly messages: ReadonlyArray<Message> },
    NotFound | IllegalCommand | IllegalSchedule | ListNotReady | StoreUnavailable
  >
  readonly progress: (workspaceId: WorkspaceId, id: CampaignId) => Effect.Effect<Progress, NotFound | StoreUnavailable>

  readonly addCall: (call: Call, api: ApiCall) => Effect.Effect<void, NotFound | StoreUnavailable>
  readonly call: (workspaceId: WorkspaceId, id: CallId) => Effect.Effect<Call, NotFound | StoreUnavailable>
  readonly calls: (
    workspaceId: WorkspaceId,
    filter: CallFilter,
    page: Page
  ) => Effect.Effect<{ readonly total: number; readonly calls: ReadonlyArray<Call> }, StoreUnavailable>
  /** The attempts of a call, the first one first. */
  readonly attempts: (workspaceId: WorkspaceId, id: CallId) => Effect.Effect<ReadonlyArray<Attempt>, StoreUnavailable>
  /** Close those of the given calls that still wait. Answers with how many there were. */
  readonly terminateCalls: (
    workspaceId: WorkspaceId,
    ids: ReadonlyArray<CallId>,
    now: number
  ) => Effect.Effect<number, StoreUnavailable>

  /**
   * Say that a node answers for what it claimed until an instant. Its epoch is 1 at first, and grows when its lease ran
   * out and its claims were taken from it: what it still believes to own from before, it does not.
   */
  readonly renewLease: (nodeId: NodeId, until: number) => Effect.Effect<number, StoreUnavailable>
  /** Let time pass for every campaign: begin, end, complete. */
  readonly advanceCampaigns: (block: IdBlock, now: number) => Effect.Effect<ReadonlyArray<Message>, StoreUnavailable>
  /** The workspaces with calls that are due. */
  readonly workspacesDue: (now: number) => Effect.Effect<ReadonlyArray<WorkspaceId>, StoreUnavailable>
  /**
   * One dispatch turn: share the slots, take due calls, pass the gates that need data, hold credits. What a node claims
   * in an epoch that is over, if it is claimed at all, can never be placed and is released by `orphans`.
   */
  readonly claim: (turn: Turn) => Effect.Effect<Claimed, StoreUnavailable>
  /**
   * From `claimed` to `placing`, for those attempts that the node in this epoch still owns and whose campaign still
   * dials. Only what is answered may be dialed.
   */
  readonly place: (
    nodeId: NodeId,
    epoch: number,
    ids: ReadonlyArray<AttemptId>,
    now: number
  ) => Effect.Effect<ReadonlyArray<AttemptId>, StoreUnavailable>
  /**
   * Take back attempts of which no request was taken; their calls wait until the instant given with each, or are closed
   * if their campaign is over. Others than those that are `claimed` or `placing` stay as they are.
   */
  readonly release: (
    attempts: ReadonlyArray<{ readonly id: AttemptId; readonly dueAt: number; readonly code: string }>,
    now: number
  ) => Effect.Effect<void, StoreUnavailable>
  /**
   * Learn what carriers tell, settle what ended, decide what follows, write what others are told. Events of attempts
   * that nobody knows are passed over. Answers with all messages, and with how many attempts ended now.
   */
  readonly record: (
    events: ReadonlyArray<CarrierEvent>,
    block: IdBlock,
    now: number
  ) => Effect.Effect<{ readonly messages: ReadonlyArray<Message>; readonly ended: number }, StoreUnavailable>
  /**
   * Attempts of which somebody must ask the carrier: past their deadline, or placed by a node whose lease ran out. They
   * are answered unchanged, each time until they end. What was only claimed is released in the same step, due at once,
   * and the epoch of a node whose lease ran out grows with that.
   */
  readonly orphans: (now: number, limit: number) => Effect.Effect<ReadonlyArray<Attempt>, StoreUnavailable>

  /** Deliveries of a channel that are due, the oldest first; they are not due again before `until`. */
  readonly takeDeliveries: (
    channel: Target["channel"],
    now: number,
    until: number,
    limit: number
  ) => Effect.Effect<ReadonlyArray<Delivery>, StoreUnavailable>
  /** What became of a delivery: delivered, to be tried again, or dead. */
  readonly noteDelivery: (
    workspaceId: WorkspaceId,
    id: MessageId,
    target: Target,
    result: { readonly _tag: "Delivered" } | {
      readonly _tag: "Failed"
      readonly retryAt: number | undefined
      readonly reason: string
    }
  ) => Effect.Effect<void, StoreUnavailable>
}

/** See {@link StoreShape}. */
export class Store extends Context.Service<Store, StoreShape>()("@campanile/core/Store") {}
