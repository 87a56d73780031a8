import { Schema } from "effect"
import type { Attempt } from "./attempt.ts"
import type { Call } from "./call.ts"
import type { Campaign, CampaignEvent } from "./campaign.ts"
import { isConnected } from "./disposition.ts"
import { CallId, CampaignId, idAt, type IdBlock, MessageId, WorkspaceId } from "./id.ts"
import { microCreditsPerCredit } from "./tariff.ts"

/** What other systems and people are told. */
export const MessageType = Schema.Literals([
  "call_started",
  "call_completed",
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

/** Where a message goes: a webhook to a URL, or a mail to an address. */
export const Target = Schema.Struct({
  channel: Schema.Literals(["webhook", "mail"]),
  address: Schema.String
})
export interface Target extends Schema.Schema.Type<typeof Target> {}

/** A message before it has its id, with the places that it is for. */
export interface Draft extends Omit<Message, "id"> {
  readonly targets: ReadonlyArray<Target>
}

/** A message that has its id, with the places that it is for. */
export interface Addressed {
  readonly message: Message
  readonly targets: ReadonlyArray<Target>
}

/** Give drafts their ids, in order, from the nth of a block on. */
export const stamp = (drafts: ReadonlyArray<Draft>, block: IdBlock, n = 0): ReadonlyArray<Addressed> =>
  drafts.map(({ targets, ...draft }, index) => ({
    message: { ...draft, id: idAt<MessageId>(block, n + index) },
    targets
  }))

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

/** What is told of a campaign's event; `campaign` is its state after it. */
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
    end_reason: campaign.endReason
  },
  at,
  targets: [
    ...webhook(campaign.callbackUrl),
    ...campaign.notify.map((address): Target => ({ channel: "mail", address }))
  ]
})

/**
 * What is told when an attempt changes: that a conversation began, and how the attempt ended. It is the same for every
 * order in which the carrier's events come: each is told once, when it is first known.
 */
export const ofAttempt = (
  before: Attempt,
  after: Attempt,
  call: Call,
  callbackUrl: string | null,
  at: number
): ReadonlyArray<Draft> => {
  const draft = (type: MessageType, payload: Draft["payload"]): Draft => ({
    workspaceId: call.workspaceId,
    type,
    campaignId: call.campaignId,
    callId: call.id,
    payload: {
      call_id: call.id,
      attempt_id: after.id,
      to_number: after.phone,
      campaign_id: call.campaignId,
      ...payload
    },
    at,
    targets: webhook(callbackUrl)
  })
  const drafts: Array<Draft> = []
  if (!isConversation(before) && isConversation(after)) drafts.push(draft("call_started", { status: "ongoing" }))
  if (before.state !== "ended" && after.state === "ended") {
    drafts.push(draft("call_completed", {
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
