import {
  type DeadDelivery,
  type DeadFilter,
  MessageId,
  MessageType,
  type Webhook,
  WebhookId,
  WebhookSecret
} from "@campanile/core"
import { Schema } from "effect"
import { GivenInstant, HookUrl, Instant, instantOf, iso, optional, required, text, whole } from "./fields.ts"
import { pageQuery, pagination } from "./page.ts"

const Events = Schema.NullOr(Schema.Array(MessageType).pipe(Schema.check(Schema.isMinLength(1))))

const secret = optional(
  WebhookSecret,
  "What signs its messages: whsec_ and 24 to 64 bytes in Base64. Default: one is made.",
  "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
)

/** A new webhook. */
export const NewWebhook = Schema.Struct({
  url: required(HookUrl, "Where messages are posted.", "https://example.com/hook"),
  events: optional(Events, "The types of messages that it is told. Default: all.", ["call_completed"]),
  secret
}).annotate({ identifier: "NewWebhook" })

/** What may be changed of a webhook. */
export const EditWebhook = Schema.Struct({
  url: optional(HookUrl, "Where messages are posted, those that wait included."),
  events: optional(Events, "The types of messages that it is told from now on; null for all."),
  paused: optional(Schema.Boolean, "Whether nothing is sent; what happens meanwhile waits.")
}).annotate({ identifier: "EditWebhook" })

/** A rotation of a secret. */
export const RotateSecret = Schema.Struct({
  secret,
  overlap_seconds: optional(
    whole(0, 604_800),
    "How long the old secret signs beside the new one. Default: 86400, a day.",
    86_400
  )
}).annotate({ identifier: "RotateSecret" })

const shown = {
  id: WebhookId,
  url: Schema.String,
  events: required(Schema.NullOr(Schema.Array(MessageType)), "The types of messages that it is told; null for all."),
  paused: required(Schema.Boolean, "Whether nothing is sent; what happens meanwhile waits."),
  cause: required(Schema.NullOr(Schema.String), "Why it is paused, where nobody asked for it: gone.", "gone"),
  created_at: Instant
}

/** A webhook, without its secret. */
export const ShownWebhook = Schema.Struct(shown).annotate({ identifier: "Webhook" })

/** A webhook that was added, with its secret. */
export const AddedWebhook = Schema.Struct({
  ...shown,
  secret: required(Schema.String, "Shown this once.")
}).annotate({ identifier: "AddedWebhook" })

/** The webhooks of a workspace. */
export const WebhookList = Schema.Struct({ webhooks: Schema.Array(ShownWebhook) }).annotate({
  identifier: "WebhookList"
})

/** What is answered where a webhook was removed. */
export const WebhookRemoved = Schema.Struct({ removed: Schema.Boolean }).annotate({ identifier: "WebhookRemoved" })

/** What is answered where a secret was rotated. */
export const SecretRotated = Schema.Struct({
  secret: required(Schema.String, "Shown this once."),
  previous_until: required(Instant, "When the old secret stops signing.")
}).annotate({ identifier: "SecretRotated" })

const which = {
  target: optional(text(2000), "Only those to this target: the id of a webhook, or a callback URL."),
  from: optional(GivenInstant, "Only those that were given up at this instant or later."),
  until: optional(GivenInstant, "Only those that were given up before this instant.")
}

/** Which dead messages to list. */
export const DeadQuery = Schema.Struct({ ...which, ...pageQuery("Messages") })

/** Which dead messages to send again. */
export const Replay = Schema.Struct({
  message_ids: optional(
    Schema.Array(MessageId).pipe(Schema.check(Schema.isMinLength(1), Schema.isMaxLength(1000))),
    "Only these. Without this field and the others: all."
  ),
  ...which
}).annotate({ identifier: "Replay" })

/** Messages that were given up, the first first. */
export const DeadList = Schema.Struct({
  messages: Schema.Array(Schema.Struct({
    id: required(MessageId, "The id under which it is sent."),
    type: MessageType,
    target: required(
      Schema.String,
      "The id of a webhook, or a callback URL; of one that named somebody who is erased, its host."
    ),
    tries: Schema.Int,
    reason: required(
      Schema.String,
      "Why the last try failed, or why there was none.",
      "the receiver answered 503"
    ),
    timestamp: required(Instant, "When it happened."),
    dead_at: required(Instant, "When it was given up.")
  })),
  pagination: pagination("Messages")
}).annotate({ identifier: "DeadMessageList" })

/** What is answered where messages are sent again. */
export const Replayed = Schema.Struct({
  replayed: required(Schema.Int, "How many.")
}).annotate({ identifier: "Replayed" })

/** A webhook as it is shown. */
export const shownWebhook = ({ cause, createdAt, events, id, paused, url }: Webhook): typeof ShownWebhook.Type => ({
  id,
  url,
  events,
  paused,
  cause,
  created_at: iso(createdAt)
})

/** A dead message as it is shown. */
export const shownDead = (
  { at, message, reason, target, tries }: DeadDelivery
): typeof DeadList.Type["messages"][number] => ({
  id: message.id,
  type: message.type,
  target: target.address,
  tries,
  reason,
  timestamp: iso(message.at),
  dead_at: iso(at)
})

/** Which dead messages a request means. */
export const filterOf = ({ from, message_ids, target, until }: Partial<typeof Replay.Type>) => {
  const begin = from === undefined ? undefined : instantOf(from)
  const end = until === undefined ? undefined : instantOf(until)
  return {
    ...(message_ids === undefined ? {} : { messages: message_ids }),
    ...(target === undefined ? {} : { address: target }),
    ...(begin === undefined ? {} : { from: begin }),
    ...(end === undefined ? {} : { until: end })
  } satisfies DeadFilter
}
