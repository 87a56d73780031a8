import { Context, type Effect, type Redacted, Schema } from "effect"
import type { Message } from "../domain/message.ts"

/** It was not delivered; it is tried again later. */
export class NotDelivered extends Schema.TaggedError<NotDelivered>()("NotDelivered", {
  reason: Schema.String,
  /** The receiver wants nothing more, ever: it is not told any more. */
  gone: Schema.optionalKey(Schema.Boolean),
  /** How long (ms) the receiver asked to be left alone. */
  retryAfter: Schema.optionalKey(Schema.Finite)
}) {
  override get message(): string {
    return this.reason
  }
}

/** Brings messages to other systems. */
export class WebhookSender extends Context.Service<WebhookSender, {
  /**
   * Succeeds only when the receiver said that it has the message. Each of the secrets signs it: none where the sender makes
   * none, two while one is replaced. Takes a real time that is short beside what {@link EngineOptions.hidden} says.
   */
  readonly send: (
    url: string,
    message: Message,
    secrets: ReadonlyArray<Redacted.Redacted>
  ) => Effect.Effect<void, NotDelivered>
  /**
   * A new secret, `whsec_…`, from a source of chance that nobody can foresee; the engine's own can be replayed. Without it
   * secrets must be given, and what goes to callback URLs is not signed until one was.
   */
  readonly newSecret?: Effect.Effect<Redacted.Redacted>
}>()("@campanile/core/WebhookSender") {}
