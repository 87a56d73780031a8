import { Schema } from "effect"
import { WebhookId, WorkspaceId } from "./id.ts"
import { type Message, MessageType, type Target } from "./message.ts"

const bytesOf = (base64: string) => Math.floor(base64.replace(/=+$/u, "").length * 6 / 8)

/** A secret that signs what is sent, as Standard Webhooks writes it: `whsec_` and 24 to 64 bytes in Base64. */
export const WebhookSecret = Schema.String.pipe(
  Schema.check(
    Schema.makeFilter((text) =>
      (/^whsec_(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u.test(text) &&
        bytesOf(text.slice(6)) >= 24 && bytesOf(text.slice(6)) <= 64) ||
      "must be whsec_ and 24 to 64 bytes in Base64"
    )
  )
)

/** An http or https address at which messages are taken. It has no user and password: nothing could be sent to it. */
export const WebhookUrl = Schema.String.pipe(
  Schema.check(
    Schema.isPattern(/^https?:\/\/[^\s/\p{C}][^\s\p{C}]*$/u, { message: "must be an http or https URL" }),
    Schema.isPattern(/^(?!\w*:\/\/[^/?#\\]*@)/u, {
      message: "must have no user and no password: the signature says who sends"
    }),
    Schema.isMaxLength(2000)
  )
)

/** An endpoint of another system that is told what happens in a workspace. */
export const Webhook = Schema.Struct({
  workspaceId: WorkspaceId,
  id: WebhookId,
  url: WebhookUrl,
  /** The types of messages that it is told; null for all, those that are yet to come included. */
  events: Schema.NullOr(Schema.Array(MessageType)),
  /** While it is paused nothing is sent; what happens meanwhile waits. */
  paused: Schema.Boolean,
  /** Why it is paused, where nobody asked for it: it answered that it is gone. */
  cause: Schema.NullOr(Schema.Literals(["gone"])),
  /** Instant, ms UTC. */
  createdAt: Schema.Int
}).annotate({ identifier: "Webhook" })
export interface Webhook extends Schema.Schema.Type<typeof Webhook> {}

/** What may be changed of a webhook; what is not named stays as it is. */
export type WebhookChange = Partial<Pick<Webhook, "url" | "events" | "paused">>

/** A webhook after a change. Who says that it is paused, or is not, is the cause of it from then on. */
export const changedWebhook = (webhook: Webhook, change: WebhookChange): Webhook => ({
  ...webhook,
  ...change,
  ...(change.paused === undefined ? {} : { cause: null })
})

/** What signs the messages to a webhook, or to the callback URLs of a workspace. */
export const Signing = Schema.Struct({
  secret: Schema.Redacted(WebhookSecret),
  /** After a rotation the old secret signs beside the new one until an instant (ms UTC), so that receivers can follow. */
  previous: Schema.NullOr(Schema.Struct({ secret: Schema.Redacted(WebhookSecret), until: Schema.Int }))
})
export interface Signing extends Schema.Schema.Type<typeof Signing> {}

/** The secrets that sign at an instant (ms UTC), the newest first. */
export const secretsAt = (signing: Signing | undefined, now: number): ReadonlyArray<Signing["secret"]> =>
  signing === undefined
    ? []
    : signing.previous === null || now >= signing.previous.until
    ? [signing.secret]
    : [signing.secret, signing.previous.secret]

/** After a rotation: the old secret signs on until an instant (ms UTC), and one that was older no more. */
export const rotated = (before: Signing | undefined, secret: Signing["secret"], until: number): Signing => ({
  secret,
  previous: before === undefined ? null : { secret: before.secret, until }
})

/** Where a message goes beyond the places of its own: to the webhooks of its workspace that want its type. */
export const listenersOf = (
  message: Pick<Message, "type" | "workspaceId">,
  webhooks: ReadonlyArray<Webhook>
): ReadonlyArray<Target> =>
  webhooks
    .filter(({ events, workspaceId }) =>
      workspaceId === message.workspaceId && (events === null || events.includes(message.type))
    )
    .map(({ id }) => ({ channel: "webhook", address: id }))
