import { Context, type Effect } from "effect"
import type { Attempt, CarrierEvent } from "../domain/attempt.ts"
import type { ApiCall, Call } from "../domain/call.ts"
import type {
  Campaign,
  CampaignCommand,
  IllegalCommand,
  IllegalEdit,
  IllegalSchedule,
  ListNotReady
} from "../domain/campaign.ts"
import type { Contact, ContactList, FileLines, RejectedRow, Unique } from "../domain/contact-list.ts"
import type { Balance, Posting } from "../domain/credit.ts"
import type { DeadDelivery, DeadFilter, Delivery, Tried } from "../domain/delivery.ts"
import type { Erased, SuppressionsOfErased } from "../domain/erasure.ts"
import type { Facts } from "../domain/explain.ts"
import type { FrequencyCap } from "../domain/frequency.ts"
import type { Decision } from "../domain/gate.ts"
import type {
  AssistantId,
  AttemptId,
  CallId,
  CampaignId,
  IdBlock,
  ListId,
  NodeId,
  WebhookId,
  WorkspaceId
} from "../domain/id.ts"
import type { Message, Target } from "../domain/message.ts"
import type { Withdrawal } from "../domain/outcome.ts"
import type { Phone } from "../domain/phone.ts"
import type { Progress } from "../domain/progress.ts"
import type { OwnRetention } from "../domain/retention.ts"
import type { Suppression } from "../domain/suppression.ts"
import type { Signing, Webhook, WebhookChange } from "../domain/webhook.ts"
import type { ApiKey, Assistant, CallerNumber, Workspace } from "../domain/workspace.ts"
import type {
  AlreadyExists,
  GrantTooLarge,
  ListInUse,
  NotFound,
  PersonInCall,
  RefundTooLarge,
  StoreUnavailable
} from "./store-errors.ts"
import type {
  CallFilter,
  Claimed,
  CostSum,
  ImportedRow,
  OptOut,
  Page,
  Placed,
  Placement,
  Pruned,
  Pruning,
  Queued,
  Share,
  Turn
} from "./store-terms.ts"

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
  /**
   * Change anything of a workspace but its age. Where the frequency cap or the prices change, what waits because of the
   * old ones is aimed anew (`aimAnew`) in the same step.
   */
  readonly updateWorkspace: (workspace: Workspace, now: number) => Effect.Effect<void, NotFound | StoreUnavailable>
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
  /** Change label, pace, or whether it is paused. */
  readonly updateNumber: (number: CallerNumber) => Effect.Effect<void, NotFound | StoreUnavailable>
  readonly numbers: (workspaceId: WorkspaceId) => Effect.Effect<ReadonlyArray<CallerNumber>, StoreUnavailable>

  /**
   * Credits come in; answers with the balance after it. Campaigns that paused for want of credits, and whose policy says
   * so, go on in the same step. More than `mostGranted` micro-credits can never have come in.
   */
  readonly grant: (
    posting: Posting,
    block: IdBlock
  ) => Effect.Effect<
    { readonly balance: Balance; readonly messages: ReadonlyArray<Message> },
    NotFound | GrantTooLarge | StoreUnavailable
  >
  /** Give back a part of what an attempt cost, at most what it still costs. */
  readonly refund: (
    workspaceId: WorkspaceId,
    id: AttemptId,
    amount: number,
    note: string,
    now: number
  ) => Effect.Effect<Balance, NotFound | RefundTooLarge | StoreUnavailable>
  readonly balance: (workspaceId: WorkspaceId) => Effect.Effect<Balance, NotFound | StoreUnavailable>
  /** The whole ledger in the order in which it was written, for audits. */
  readonly ledger: (workspaceId: WorkspaceId) => Effect.Effect<ReadonlyArray<Posting>, StoreUnavailable>

  readonly addList: (list: ContactList) => Effect.Effect<void, NotFound | StoreUnavailable>
  /**
   * Add rows to a list that is importing, and count them. A contact whose phone the list already has becomes a rejected
   * row with the code `duplicate_phone`; where phones must be unique in the workspace, one that stands in another list
   * that did not fail becomes one with the code `known_phone`. A list that is not importing any more stays as it is, here and in the three
   * steps that follow: an import that was given up must not come to life again.
   */
  readonly addRows: (
    workspaceId: WorkspaceId,
    id: ListId,
    accepted: ReadonlyArray<ImportedRow>,
    rejected: ReadonlyArray<RejectedRow>,
    unique: Unique
  ) => Effect.Effect<ContactList, NotFound | StoreUnavailable>
  /** The header is read. */
  readonly describeList: (
    workspaceId: WorkspaceId,
    id: ListId,
    columns: ReadonlyArray<string>,
    phoneColumn: string
  ) => Effect.Effect<void, NotFound | StoreUnavailable>
  /** All rows are in, and the lines of the file are known. */
  readonly completeList: (
    workspaceId: WorkspaceId,
    id: ListId,
    lines: FileLines
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
   * Bring the rows of a list that is ready into another, and keep nothing of the first. `append` adds all its contacts
   * under new numbers, and its rejected rows, with lines that go on after the last line of the other list's files, as
   * if all below its header stood there in one file: so no two files of a list share a line. `mend` takes only the
   * lines that the other list had rejected: a row that is good now becomes a contact, one that is still bad keeps its
   * new reason; where the other list's files end does not change. Phones that the list already has are rejected as repeated. A list that a campaign uses, or the list
   * itself, is not brought into one.
   */
  readonly mergeList: (
    workspaceId: WorkspaceId,
    into: ListId,
    from: ListId,
    way: "append" | "mend"
  ) => Effect.Effect<ContactList, NotFound | ListNotReady | ListInUse | StoreUnavailable>
  /** How many contacts of a list have phones that begin so, for each prefix; the empty one counts all. */
  readonly countPrefixes: (
    workspaceId: WorkspaceId,
    id: ListId,
    prefixes: ReadonlyArray<string>
  ) => Effect.Effect<ReadonlyMap<string, number>, StoreUnavailable>
  /** How many contacts of a list a frequency cap would hold back at an instant. */
  readonly projectCap: (
    workspaceId: WorkspaceId,
    id: ListId,
    cap: FrequencyCap,
    subject: string | null,
    now: number
  ) => Effect.Effect<{ readonly contacts: number; readonly blocked: number }, StoreUnavailable>
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
  /** Campaigns of a list that are not over. */
  readonly campaignsOfList: (
    workspaceId: WorkspaceId,
    id: ListId
  ) => Effect.Effect<ReadonlyArray<Campaign>, StoreUnavailable>
  /**
   * Make calls of the contacts that came to the list of a campaign since it was started; answers with how many. A draft
   * has no calls yet, and a campaign that is over makes no new ones.
   */
  readonly extendCampaign: (
    workspaceId: WorkspaceId,
    id: CampaignId,
    block: IdBlock,
    now: number
  ) => Effect.Effect<number, NotFound | StoreUnavailable>
  /**
   * Give a command. Scheduling makes a call of each contact of the list, due at the start; an end closes the calls that
   * still wait, with the reason; an edit of rules from which calls that wait have their due times aims them anew (`aimAnew`). `block` serves the calls, `messageBlock` the messages.
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
    NotFound | IllegalCommand | IllegalEdit | IllegalSchedule | ListNotReady | StoreUnavailable
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
  /** What gates decided about a call, the first decision first. */
  readonly decisions: (workspaceId: WorkspaceId, id: CallId) => Effect.Effect<ReadonlyArray<Decision>, StoreUnavailable>
  /** What a turn would know of a call at an instant, to answer why it is or is not dialed. */
  readonly circumstances: (
    workspaceId: WorkspaceId,
    id: CallId,
    carrier: Turn["carrier"],
    now: number
  ) => Effect.Effect<Facts, NotFound | StoreUnavailable>
  /**
   * Suppress numbers. One that is there already, by pattern and scope, is replaced, but where it lasts at least as long
   * (`outlasts`): who wants to shorten it lifts it first. Calls that wait for exactly such a phone, in the scope, are closed at once; ranges are found at the gate. Answers with how many calls were closed. Where a person
   * opted out in a call, that is told in the same step, once for each scope.
   */
  readonly suppress: (
    suppressions: ReadonlyArray<Suppression>,
    now: number,
    optOut?: OptOut
  ) => Effect.Effect<number, NotFound | StoreUnavailable>
  /** Lift a suppression; answers whether there was one. */
  readonly unsuppress: (
    workspaceId: WorkspaceId,
    pattern: string,
    scope: Suppression["scope"]
  ) => Effect.Effect<boolean, StoreUnavailable>
  /** Suppressions of a workspace in the order of their patterns, those that have expired included. */
  readonly suppressions: (
    workspaceId: WorkspaceId,
    page: Page
  ) => Effect.Effect<ReadonlyArray<Suppression>, StoreUnavailable>
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
   * From `claimed` to `placing`, for those attempts that the node in this epoch still owns, and against which nothing
   * stands now (`lastLook`): a suppression, an edit or a pause that came after the claim holds for the dial. What something
   * stands against is taken back in the same step, as `release` does. Only what is answered may be dialed, inside the
   * hours and before the end that are answered with it.
   */
  readonly place: (
    nodeId: NodeId,
    epoch: number,
    ids: ReadonlyArray<AttemptId>,
    now: number
  ) => Effect.Effect<ReadonlyArray<Placed>, StoreUnavailable>
  /**
   * Take back attempts of which no request was taken, and keep why; their calls wait, or are closed, as each verdict
   * says. Others than those that are `claimed` or `placing` stay as they are, and ids that nobody knows are passed over.
   */
  readonly release: (
    attempts: ReadonlyArray<Withdrawal & { readonly id: AttemptId }>,
    now: number
  ) => Effect.Effect<void, StoreUnavailable>
  /**
   * Learn what carriers tell, settle what ended, decide what follows, write what others are told. A phone that the carrier
   * calls invalid is suppressed in the same step (`markOf`), but where a suppression of the workspace lasts longer; calls
   * that wait for it are found at the gate. Events of attempts that nobody knows are passed over. Answers with all messages, and with how many attempts ended now.
   */
  readonly record: (
    events: ReadonlyArray<CarrierEvent>,
    block: IdBlock,
    now: number
  ) => Effect.Effect<{ readonly messages: ReadonlyArray<Message>; readonly ended: number }, StoreUnavailable>
  /** A live attempt with all that it was claimed with; undefined for one that has ended, and for none. */
  readonly placement: (id: AttemptId) => Effect.Effect<Placement | undefined, StoreUnavailable>
  /**
   * Live attempts that a carrier has accepted and not yet let ring, each with what stands against it at an instant. In
   * the order of their ids, after one of them or from the first on (null).
   */
  readonly queuedAttempts: (
    carrier: string,
    now: number,
    after: AttemptId | null,
    limit: number
  ) => Effect.Effect<ReadonlyArray<Queued>, StoreUnavailable>
  /**
   * Attempts through a carrier with talk time that ended after an instant, and no later than another, and of whose cost
   * nothing is known; the first end first.
   */
  readonly unpricedAttempts: (
    carrier: string,
    after: number,
    until: number,
    limit: number
  ) => Effect.Effect<ReadonlyArray<Attempt>, StoreUnavailable>
  /** What carriers charged for the attempts of a workspace, or of one of its campaigns, by currency. */
  readonly carrierCosts: (
    workspaceId: WorkspaceId,
    campaignId: CampaignId | null
  ) => Effect.Effect<ReadonlyArray<CostSum>, StoreUnavailable>
  /**
   * Attempts of which somebody must ask the carrier: past their deadline, or placed by a node whose lease ran out. They
   * are answered unchanged, each time until they end. What was only claimed is released in the same step, due at once,
   * and the epoch of a node whose lease ran out grows with that.
   */
  readonly orphans: (now: number, limit: number) => Effect.Effect<ReadonlyArray<Attempt>, StoreUnavailable>

  readonly addWebhook: (webhook: Webhook, signing: Signing) => Effect.Effect<void, NotFound | StoreUnavailable>
  /** The webhooks of a workspace, the oldest first. */
  readonly webhooks: (workspaceId: WorkspaceId) => Effect.Effect<ReadonlyArray<Webhook>, StoreUnavailable>
  /**
   * Change what is named of a webhook (`changedWebhook`), and nothing else: what comes to be known of the rest in the same
   * moment stands. What waits for it is tried at once, however it fared before. Answers with the webhook as it is then.
   */
  readonly updateWebhook: (
    workspaceId: WorkspaceId,
    id: WebhookId,
    change: WebhookChange
  ) => Effect.Effect<Webhook, NotFound | StoreUnavailable>
  /**
   * Remove a webhook, and so many at the most of the deliveries that wait for it or were given up; answers with how many.
   * Where there are more, it can be removed again.
   */
  readonly removeWebhook: (
    workspaceId: WorkspaceId,
    id: WebhookId,
    limit: number
  ) => Effect.Effect<number, NotFound | StoreUnavailable>
  /**
   * Sign with a new secret, and with the old one beside it until an instant (ms UTC): the messages to a webhook, or,
   * where it is null, those to the callback URLs of the workspace.
   */
  readonly rotateSecret: (
    workspaceId: WorkspaceId,
    id: WebhookId | null,
    secret: Signing["secret"],
    until: number
  ) => Effect.Effect<void, NotFound | StoreUnavailable>
  /**
   * The secret that signs what goes to the callback URLs of a workspace: the one that there is, or else this one from now
   * on.
   */
  readonly callbackSecret: (
    workspaceId: WorkspaceId,
    fresh: Signing["secret"]
  ) => Effect.Effect<Signing["secret"], NotFound | StoreUnavailable>

  /**
   * Deliveries of a channel that are due; they are not due again before `until`, so that no two nodes have one. Each target
   * gives its oldest, those that waited longest come first, and none gives more than its share of the limit. Nothing is
   * taken of a target that is paused or rests, and one message of a target that is sounded; what that costs does not grow
   * with how much waits for them. A step may leave targets out where more than 64 of them have something due.
   */
  readonly takeDeliveries: (
    channel: Target["channel"],
    now: number,
    until: number,
    limit: number,
    share?: Share
  ) => Effect.Effect<ReadonlyArray<Delivery>, StoreUnavailable>
  /**
   * What became of deliveries, many in one step: delivered, to be tried again, or dead. A target that fails again and again
   * rests (`troubleAfter`), and what it never took is given up with it (`givenUpBefore`, `mostGivenUp`). A webhook that is gone is paused,
   * and what waits for it waits on; for a callback URL that is gone all that waits is dead. What was delivered stays so.
   */
  readonly noteDeliveries: (tried: ReadonlyArray<Tried>, now: number) => Effect.Effect<void, StoreUnavailable>
  /**
   * Give up what has been due for `longestPause` and was not sent because its webhook is paused, so many at the most, of a
   * workspace; answers with how many. It is dead then, and can be replayed.
   */
  readonly giveUpPaused: (
    workspaceId: WorkspaceId,
    now: number,
    limit: number
  ) => Effect.Effect<number, StoreUnavailable>
  /** Webhook deliveries of a workspace that were given up, the first first. */
  readonly deadDeliveries: (
    workspaceId: WorkspaceId,
    filter: DeadFilter,
    page: Page
  ) => Effect.Effect<ReadonlyArray<DeadDelivery>, StoreUnavailable>
  /**
   * Let dead deliveries be due again, so many at the most, as if they had never been tried, under the ids they had; answers
   * with how many. Their targets are tried at once, however they fared before. Those of which no address is left
   * (`isErasedAddress`) stay dead.
   */
  readonly replayDeliveries: (
    workspaceId: WorkspaceId,
    filter: DeadFilter,
    now: number,
    limit: number
  ) => Effect.Effect<number, StoreUnavailable>

  /** For how long a workspace itself wants things to be kept. */
  readonly retention: (workspaceId: WorkspaceId) => Effect.Effect<OwnRetention, NotFound | StoreUnavailable>
  /** Say for how long, instead of what was said before. */
  readonly setRetention: (
    workspaceId: WorkspaceId,
    retention: OwnRetention
  ) => Effect.Effect<void, NotFound | StoreUnavailable>
  /**
   * Remove what is past its time, one batch of it. Only what is over goes: calls that are closed, of campaigns that are
   * over, with what was told of them, but none of which something is still to be told, or was given up
   * less than `leastListed` ago; rows of lists all of whose campaigns are over and have no calls any more, and such a list is `pruned` from then
   * on; messages that were delivered, or given up. Progress, carrier costs, balance and ledger stay what they were.
   */
  readonly prune: (pruning: Pruning) => Effect.Effect<Pruned, NotFound | StoreUnavailable>
  /**
   * Take a person out, who is a phone in a workspace: contacts and decisions are removed, calls that wait are closed as
   * `erased`, and of calls, attempts and messages, undelivered ones included, all that leads to the person is blanked. Of
   * the callback URL of a single call that names them the host is left (`withoutPersonIn`), and what waits for it is given
   * up. Counts and money stay. Whoever is being called at this moment is not erased.
   */
  readonly erase: (
    workspaceId: WorkspaceId,
    phone: Phone,
    suppressions: SuppressionsOfErased,
    now: number
  ) => Effect.Effect<Erased, NotFound | PersonInCall | StoreUnavailable>
  /**
   * Remove the rejected rows of a workspace that have a phone in one of their cells (`mentions`), or in their reason; one
   * batch of so many rows that are looked at.
   */
  readonly eraseRejectedRows: (
    workspaceId: WorkspaceId,
    phone: Phone,
    after: string,
    limit: number
  ) => Effect.Effect<{ readonly removed: number; readonly next: string | undefined }, StoreUnavailable>
}

/** See {@link StoreShape}. */
export class Store extends Context.Service<Store, StoreShape>()("@campanile/core/Store") {}
