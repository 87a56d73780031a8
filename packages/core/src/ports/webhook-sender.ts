import { Context, type Effect, Schema } from "effect"
import type { Message } from "../domain/message.ts"

/** It was not delivered; it is tried again later. */
export class NotDelivered extends Schema.TaggedError<NotDelivered>()("NotDelivered", {
  reason: Schema.String
}) {
  override get message(): string {
    return this.reason
  }
}

/** Brings messages to other systems. Succeeds only when the receiver said that it has the message. */
export class WebhookSender extends Context.Service<WebhookSender, {
  readonly send: (url: string, message: Message) => Effect.Effect<void, NotDelivered>
}>()("@campanile/core/WebhookSender") {}
