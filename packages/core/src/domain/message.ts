import { Schema } from "effect"
import type { Attempt } from "./attempt.ts"
import { type Call, isFinal } from "./call.ts"
import type { Campaign, CampaignEvent } from "./campaign.ts"
import { isConnected } from "./disposition.ts"
import { CallId, CampaignId, idAt, type IdBlock, idFrom, idOf, MessageId, WorkspaceId } from "./id.ts"
import type { Suppression } from "./suppression.ts"
import { microCreditsPerCredit } from "./tariff.ts"

/** What other systems and people are told. */
export const MessageType = Schema.Literals([
  "call_started",
  "call_completed",
  "contact.completed",
  "contact.exhausted",
  "contact.suppressed",
  "contact.canceled",
  "contact.opted_out",
  "campaign.edited",
  "campaign.scheduled",
  "campaign.started",
  "campaign.paused",
  "campaign.resumed",
  "campaign.completed",
  "campaign.failed",
  "campaign.canceled"
])
export type MessageType = typeof MessageType.Type

/**
 * A message to the outside, written in the transaction that caused it, so that it exists exactly if its cause does.
 * `payload` is the body as JSON values.
 */
export const Message = Schema.Struct({
  workspaceId: WorkspaceId,
  id: MessageId,
  type: MessageType,
  campaignId: Schema.NullOr(CampaignId),
  callId: Schema.NullOr(CallId),
  payload: Schema.Record(Schema.String, Schema.Json),
  /** Instant, ms UTC. */
  at: Schema.Int
})
export interface Message extends Schema.Schema.Type<typeof Message> {}

/**
 * Where a message goes: a mail to its address, or a webhook, whose address is the URL that a campaign or a call was given,
 * or the id of a webhook of the workspace, whose URL may change while the message waits.
 */
export const Target = Schema.Struct({
  channel: Schema.Literals(["webhook", "mail"]),
  address: Schema.String
})
export interface Target extends Schema.Schema.Type<typeof Target> {}

/** A message with the places that it is for, before it has an id, unless the id follows from what caused it. */
export interface Draft extends Omit<Message, "id"> {
  readonly id?: MessageId
  readonly targets: ReadonlyArray<Target>
}

/** A draft whose id follows from what caused it: told again, it is the same message. */
export interface NamedDraft extends Draft {
  readonly id: MessageId
}

/** A message that has its id, with the places that it is for. */
export interface Addressed {
  readonly message: Message
  readonly targets: ReadonlyArray<Target>
}

/** Give drafts their ids, in order, from the nth of a block on, but for those that have one. */
export const stamp = (drafts: ReadonlyArray<Draft>, block: IdBlock, n = 0): ReadonlyArray<Addressed> => {
  let next = n
  return drafts.map(({ id, targets, ...draft }) => ({
    message: { ...draft, id: id ?? idAt<MessageId>(block, next++) },
    targets
  }))
}

/** Drafts that have their ids, as messages. */
export const named = (drafts: ReadonlyArray<NamedDraft>): ReadonlyArray<Addressed> =>
  drafts.map(({ targets, ...message }) => ({ message, targets }))

/**
 * What stands in the place of an instant where two things that are told of one call have the same: a number that only
 * grows, however late the messages are written.
 */
const sequenceOf = (at: number, place: 0 | 1 | 2 | 3): number => at * 4 + place

const webhook = (url: string | null): ReadonlyArray<Target> =>
  url === null ? [] : [{ channel: "webhook", address: url }]

const types: Record<CampaignEvent["_tag"], MessageType> = {
  Edited: "campaign.edited",
  Scheduled: "campaign.scheduled",
  Started: "campaign.started",
  Paused: "campaign.paused",
  Resumed: "campaign.resumed",
  Completed: "campaign.completed",
  Failed: "campaign.failed",
  Canceled: "campaign.canceled"
}

/** What is told of a campaign's event; `campaign` is its state after it, which has the event's number. */
export const ofCampaign = (campaign: Campaign, event: CampaignEvent, at: number): Draft => ({
  workspaceId: campaign.workspaceId,
  type: types[event._tag],
  campaignId: campaign.id,
  callId: null,
  payload: {
    campaign_id: campaign.id,
    campaign_name: campaign.name,
    list_id: campaign.listId,
    status: campaign.status,
    cause: campaign.cause,
    end_reason: campaign.endReason,
    sequence: campaign.sequence
  },
  at,
  targets: [
    ...webhook(campaign.callbackUrl),
    ...campaign.notify.map((address): Target => ({ channel: "mail", address }))
  ]
})

/**
 * What is told when an attempt changes: that a conversation began, and how the attempt ended. It is the same for every
 * order in which the carrier's events come, ids and sequence included: each is told once, when it is first known.
 */
export const ofAttempt = (
  before: Attempt,
  after: Attempt,
  call: Call,
  callbackUrl: string | null,
  at: number
): ReadonlyArray<NamedDraft> => {
  const draft = (type: MessageType, n: 1 | 2, place: 0 | 2, payload: Draft["payload"]): NamedDraft => ({
    id: idFrom<MessageId>(after.id, n),
    workspaceId: call.workspaceId,
    type,
    campaignId: call.campaignId,
    callId: call.id,
    payload: {
      call_id: call.id,
      attempt_id: after.id,
      to_number: after.phone,
      campaign_id: call.campaignId,
      ...payload,
      sequence: sequenceOf(after.claimedAt, place)
    },
    at,
    targets: webhook(callbackUrl)
  })
  const drafts: Array<NamedDraft> = []
  if (!isConversation(before) && isConversation(after)) drafts.push(draft("call_started", 1, 0, { status: "ongoing" }))
  if (before.state !== "ended" && after.state === "ended") {
    drafts.push(draft("call_completed", 2, 2, {
      status: call.status,
      sub_status: call.subStatus,
      disposition: after.disposition,
      call_duration: after.talkSeconds,
      call_cost: after.spent / microCreditsPerCredit,
      retry_count: Math.max(0, call.attempts - 1),
      next_attempt_time: call.status === "retry" ? call.dueAt : null
    }))
  }
  return drafts
}

const isConversation = ({ answeredAt, disposition }: Attempt) =>
  answeredAt !== null || (disposition !== null && isConnected(disposition))

const ofFinal = ({ status, subStatus }: Call): MessageType =>
  subStatus === "suppressed" || subStatus === "skipped"
    ? "contact.suppressed"
    : status === "completed"
    ? "contact.completed"
    : status === "canceled" || subStatus === "campaign_ended"
    ? "contact.canceled"
    : "contact.exhausted"

const ofContact = (
  call: Call,
  callbackUrl: string | null,
  type: MessageType,
  sequence: number,
  more: Draft["payload"],
  at: number
): Draft => ({
  workspaceId: call.workspaceId,
  type,
  campaignId: call.campaignId,
  callId: call.id,
  payload: {
    call_id: call.id,
    campaign_id: call.campaignId,
    to_number: call.phone,
    status: call.status,
    sub_status: call.subStatus,
    disposition: call.disposition,
    attempts: call.attempts,
    ...more,
    sequence
  },
  at,
  targets: webhook(callbackUrl)
})

/**
 * The last word on a contact, when its call is closed for good: told once, under the id of the call, as a message.
 * `attempt` is the one whose end closed the call; without it a gate or a person did, at the instant of the message. The
 * calls that a campaign closes with its own end are not told of one by one.
 */
export const ofClosing = (
  before: Call,
  after: Call,
  callbackUrl: string | null,
  at: number,
  attempt?: Attempt
): ReadonlyArray<NamedDraft> => {
  if (isFinal(before.status) || !isFinal(after.status)) return []
  const sequence = attempt === undefined ? sequenceOf(at, 3) : sequenceOf(attempt.claimedAt, 3)
  return [{ ...ofContact(after, callbackUrl, ofFinal(after), sequence, {}, at), id: MessageId.make(after.id) }]
}

/**
 * What is told when a person says, in a call, that they do not want to be called any more: of a call and a scope it is
 * the same message, however often they say it, or the one who heard it says it again. `live` is the attempt that they
 * say it in: what is told of its end comes after it. Without one it is said afterwards.
 */
export const ofOptOut = (
  call: Call,
  callbackUrl: string | null,
  scope: Suppression["scope"],
  at: number,
  live?: Pick<Attempt, "claimedAt">
): NamedDraft => {
  const sequence = live === undefined ? sequenceOf(at, 3) : sequenceOf(live.claimedAt, 1)
  const subject = scope.kind === "subject" ? scope.subject : null
  return {
    ...ofContact(call, callbackUrl, "contact.opted_out", sequence, { scope: scope.kind, subject }, at),
    id: idOf(call.id, `opted out ${scope.kind} ${subject ?? ""}`)
  }
}
