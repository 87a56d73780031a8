import { Effect, Result } from "effect"
import { type Attempt, hasEnded } from "../../domain/attempt.ts"
import { type Health, healthy } from "../../domain/breaker.ts"
import { type ApiCall, type Call, isFinal, isWaiting } from "../../domain/call.ts"
import type { CallingPolicy } from "../../domain/calling-policy.ts"
import type { Campaign } from "../../domain/campaign.ts"
import type { Contact, ContactList, FileLines, RejectedRow } from "../../domain/contact-list.ts"
import { type Balance, emptyBalance, post, type Posting, spend, type Spending } from "../../domain/credit.ts"
import type { Delivery, Trouble } from "../../domain/delivery.ts"
import type { Decision } from "../../domain/gate.ts"
import type {
  AssistantId,
  AttemptId,
  CallId,
  CampaignId,
  IdBlock,
  ListId,
  NodeId,
  NumberId,
  WebhookId,
  WorkspaceId
} from "../../domain/id.ts"
import type { Lease } from "../../domain/lease.ts"
import { type Addressed, type Draft, type Message, stamp } from "../../domain/message.ts"
import type { Phone } from "../../domain/phone.ts"
import type { OwnRetention } from "../../domain/retention.ts"
import { type Source, sourceOf } from "../../domain/sources.ts"
import type { Suppression } from "../../domain/suppression.ts"
import type { Transition } from "../../domain/transition.ts"
import { listenersOf, type Signing, type Webhook } from "../../domain/webhook.ts"
import type { Assistant, CallerNumber, Workspace } from "../../domain/workspace.ts"
import { NotFound } from "../../ports/store-errors.ts"

/** A list with its rows. */
export interface ListRows {
  readonly list: ContactList
  /** By number. */
  readonly contacts: Map<number, Contact>
  readonly phones: Set<Phone>
  readonly rejected: Array<RejectedRow>
  readonly lines: FileLines
}

/** A message on its way to a target: when it is due, or when it was given up. */
export interface QueuedDelivery extends Omit<Delivery, "to" | "secrets"> {
  readonly dueAt: number
  /** From when on it was to be told. */
  readonly since: number
  readonly dead: boolean
  readonly reason: string
}

/** What all nodes share of something that dials: when its pace allows the next one, and how well it is. */
export interface Line {
  readonly arrival: number
  readonly health: Health
}

/** A caller number as it is kept. */
export interface NumberLine extends Line {
  readonly number: CallerNumber
}

/** What was never used. */
export const unused: Line = { arrival: 0, health: healthy }

/**
 * What one workspace has. Whatever is found from here belongs to it, so that no lookup can cross over to another.
 */
export class Tenant {
  workspace: Workspace
  balance: Balance = emptyBalance
  readonly ledger: Array<Posting> = []
  readonly assistants = new Map<AssistantId, Assistant>()
  readonly numbers = new Map<NumberId, NumberLine>()
  readonly lists = new Map<ListId, ListRows>()
  readonly campaigns = new Map<CampaignId, Campaign>()
  readonly calls = new Map<CallId, Call>()
  readonly apiCalls = new Map<CallId, ApiCall>()
  readonly attempts = new Map<AttemptId, Attempt>()
  /** What gates decided, in order. */
  readonly decisions: Array<Decision> = []
  /** By scope and pattern. */
  readonly suppressions = new Map<string, Suppression>()
  /** What earlier turns owe to who wants slots. */
  readonly owed = new Map<Source["key"], number>()
  readonly spending = new Map<CampaignId, Spending>()
  /** For how long the workspace itself wants things to be kept. */
  retention: OwnRetention = {}
  /** Calls and attempts that were pruned, for the sums that they are still in. */
  readonly pruned = { calls: new Map<CallId, Call>(), attempts: new Map<AttemptId, Attempt>() }
  /** With what signs their messages. */
  readonly webhooks = new Map<WebhookId, { readonly webhook: Webhook; readonly signing: Signing }>()
  /** What signs the messages to callback URLs. */
  callbackSigning: Signing | undefined
  /** The targets of messages that fail, by channel and address. */
  readonly troubles = new Map<string, Trouble>()
  /** Attempts that have not ended: the slots in use. */
  readonly live = new Map<AttemptId, Attempt>()
  /** Calls that are not closed, by who wants their slots: what a turn looks at, however many are done. */
  readonly open = new Map<Source["key"], Map<CallId, Call>>()

  constructor(workspace: Workspace) {
    this.workspace = workspace
  }

  /** The calls of a source that are not closed. */
  openOf(source: Source["key"]): Map<CallId, Call> {
    const found = this.open.get(source) ?? new Map<CallId, Call>()
    this.open.set(source, found)
    return found
  }

  putCall(call: Call): void {
    this.calls.set(call.id, call)
    const open = this.openOf(sourceOf(call))
    if (isFinal(call.status)) open.delete(call.id)
    else open.set(call.id, call)
  }

  putAttempt(attempt: Attempt): void {
    this.attempts.set(attempt.id, attempt)
    if (hasEnded(attempt)) this.live.delete(attempt.id)
    else this.live.set(attempt.id, attempt)
  }

  post(postings: ReadonlyArray<Posting>): void {
    this.balance = post(this.balance, postings)
    for (const posting of postings) {
      this.ledger.push(posting)
      if (posting.campaignId !== null) {
        this.spending.set(posting.campaignId, spend(this.spendingOf(posting.campaignId), [posting]))
      }
    }
  }

  spendingOf(id: CampaignId): Spending {
    return this.spending.get(id) ?? { held: 0, spent: 0 }
  }

  /** Write what a command made of a campaign, its calls included; what is told of it is the caller's to write. */
  putTransition({ campaign, closing }: Transition): void {
    this.campaigns.set(campaign.id, campaign)
    if (closing === undefined) return
    for (const call of [...this.openOf(campaign.id).values()]) {
      if (isWaiting(call.status)) this.putCall({ ...call, ...closing, updatedAt: campaign.updatedAt })
    }
  }

  /** The campaign of a call or an attempt; null for one from the API. */
  campaignOf({ campaignId }: { readonly campaignId: CampaignId | null }): Campaign | null {
    return campaignId === null ? null : this.campaigns.get(campaignId)!
  }

  /** Where other systems hear of a call; null for nowhere. */
  callbackOf(call: Pick<Call, "id" | "campaignId">): string | null {
    return (this.campaignOf(call) ?? this.apiCalls.get(call.id)!).callbackUrl
  }

  /** What decides how and from where a call is dialed: its campaign, or what it brought along. */
  dialingOf(call: Pick<Call, "id" | "campaignId">): { readonly policy: CallingPolicy } & Pick<ApiCall, "numbers"> {
    return this.campaignOf(call) ?? this.apiCalls.get(call.id)!
  }
}

/** Everything that the store keeps. */
export class Tables {
  readonly tenants = new Map<WorkspaceId, Tenant>()
  /** By the hash of the key. */
  readonly keys = new Map<string, WorkspaceId>()
  readonly leases = new Map<NodeId, Lease>()
  /** The accounts of carriers, by name, which all workspaces share. */
  readonly carriers = new Map<string, Line>()
  readonly deliveries = new Map<string, QueuedDelivery>()
  /** The keys of all deliveries that there ever were: those that were made are not among them any more. */
  readonly told = new Set<string>()
  /** The workspace of each attempt: carriers and nodes name attempts only. */
  readonly owners = new Map<AttemptId, Tenant>()

  /** Write messages from the nth id of a block on, with a delivery for each of their targets. */
  tell(drafts: ReadonlyArray<Draft>, block: IdBlock, n = 0): ReadonlyArray<Message> {
    return this.put(stamp(drafts, block, n))
  }

  /**
   * Write messages that have their ids, with a delivery for each of their targets and each webhook that listens. What was
   * told is not told again.
   */
  put(all: ReadonlyArray<Addressed>): ReadonlyArray<Message> {
    return all.map(({ message, targets }) => {
      const webhooks = [...this.tenants.get(message.workspaceId)?.webhooks.values() ?? []]
      for (const target of [...targets, ...listenersOf(message, webhooks.map(({ webhook }) => webhook))]) {
        const key = deliveryKey(message.workspaceId, message.id, target)
        if (this.told.has(key)) continue
        this.told.add(key)
        this.deliveries.set(key, {
          message,
          target,
          tries: 0,
          dueAt: message.at,
          since: message.at,
          dead: false,
          reason: ""
        })
      }
      return message
    })
  }
}

/** The key of a delivery: a message goes to each of its targets once. */
export const deliveryKey = (workspaceId: WorkspaceId, id: Message["id"], target: Delivery["target"]): string =>
  [workspaceId, id, target.channel, target.address].join(" ")

/**
 * One atomic step: its body runs to its end without a pause, so that nothing sees it half done. It looks everything up
 * before it writes, for what fails must have changed nothing. No generator function is made in it, where one is often
 * made anew: the runtime keeps such a function, and all that it can see, until it collects all garbage.
 */
export const step = <A, E = never>(body: () => Result.Result<A, E>): Effect.Effect<A, E> =>
  Effect.suspend(() => Effect.fromResult(body()))

/** Something of a workspace, or the error that there is no such thing. */
export const found = <A>(value: A | undefined, what: NotFound["what"], id: string): Result.Result<A, NotFound> =>
  value === undefined ? Result.fail(new NotFound({ what, id })) : Result.succeed(value)

/** The rooms of a workspace. */
export const tenantOf = (tables: Tables, id: WorkspaceId): Result.Result<Tenant, NotFound> =>
  found(tables.tenants.get(id), "workspace", id)

/** The assistant and the caller numbers that something names must be of its own workspace. */
export const checkDialing = (
  tenant: Tenant,
  { assistantId, numbers }: { readonly assistantId: AssistantId; readonly numbers: ReadonlyArray<NumberId> }
): Result.Result<void, NotFound> =>
  Result.flatMap(
    found(tenant.assistants.get(assistantId), "assistant", assistantId),
    () => checkNumbers(tenant, numbers)
  )

/** See {@link checkDialing}. */
export const checkNumbers = (tenant: Tenant, numbers: ReadonlyArray<NumberId>): Result.Result<void, NotFound> => {
  const unknown = numbers.find((id) => !tenant.numbers.has(id))
  return unknown === undefined ? Result.void : Result.fail(new NotFound({ what: "number", id: unknown }))
}

/** Part of a listing. */
export const pageOf = <A>(all: ReadonlyArray<A>, page: { readonly limit: number; readonly offset: number }) =>
  all.slice(page.offset, page.offset + page.limit)

/** Of two things the newer one first; their ids decide between those of the same instant. */
export const newestFirst = (
  a: { readonly createdAt: number; readonly id: string },
  b: { readonly createdAt: number; readonly id: string }
): number => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1)

/** The other way round. */
export const oldestFirst = (a: Parameters<typeof newestFirst>[0], b: Parameters<typeof newestFirst>[1]): number =>
  newestFirst(b, a)
