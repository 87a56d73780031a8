import { Clock, Effect, Schema } from "effect"
import type { DeadFilter } from "../domain/delivery.ts"
import { MessageId, type WebhookId, type WorkspaceId } from "../domain/id.ts"
import { MessageType } from "../domain/message.ts"
import { type Signing, type Webhook, WebhookSecret, WebhookUrl } from "../domain/webhook.ts"
import { Bus } from "../engine/bus.ts"
import { newId } from "../engine/ids.ts"
import type { Page } from "../ports/store-terms.ts"
import { Store } from "../ports/store.ts"
import { WebhookSender } from "../ports/webhook-sender.ts"
import { decodeInput, invalid } from "./input.ts"

const Events = Schema.NullOr(Schema.Array(MessageType).pipe(Schema.check(Schema.isMinLength(1))))

const Secret = Schema.Redacted(WebhookSecret)

/** A new webhook. */
export const NewWebhook = Schema.Struct({
  url: WebhookUrl,
  /** The types of messages that it is told; all where nothing is said, or null. */
  events: Schema.optionalKey(Events),
  /** What signs its messages: `whsec_` and 24 to 64 bytes in Base64. See {@link newSecret}. */
  secret: Secret
})

/** What may be changed of a webhook. */
export const WebhookChange = Schema.Struct({
  url: Schema.optionalKey(WebhookUrl),
  events: Schema.optionalKey(Events),
  /** While it is paused nothing is sent; what happens meanwhile waits. */
  paused: Schema.optionalKey(Schema.Boolean)
})

/** A rotation of a secret. */
export const Rotation = Schema.Struct({
  secret: Secret,
  /** How long (seconds) the old secret signs beside the new one; a day where nothing is said, a week at the most. */
  overlapSeconds: Schema.optionalKey(Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 604_800 }))))
})

/** How long (seconds) two secrets sign after a rotation, where nothing is said. */
const usualOverlap = 86_400

/** Which dead deliveries are meant; where nothing is said, all. See {@link DeadFilter}. */
export const Which = Schema.Struct({
  messages: Schema.optionalKey(Schema.Array(MessageId)),
  address: Schema.optionalKey(Schema.String),
  from: Schema.optionalKey(Schema.Int),
  until: Schema.optionalKey(Schema.Int)
})

/** A new secret, from the sender's source of chance. */
export const newSecret: Effect.Effect<Signing["secret"], ReturnType<typeof invalid>, WebhookSender> = WebhookSender.use(
  (sender) => sender.newSecret ?? Effect.fail(invalid("secret", "is required: the webhook sender makes none"))
)

/** The webhooks of a workspace, the oldest first. */
export const all = (workspaceId: WorkspaceId) => Store.use((store) => store.webhooks(workspaceId))

/** The most webhooks of a workspace: each is a row beside every message, in the step that dials or ends a call. */
const mostWebhooks = 50

/** Add a webhook: from now on it is told what happens in the workspace, which has 50 at the most. */
export const add = Effect.fn("webhooks.add")(function*(workspaceId: WorkspaceId, input: typeof NewWebhook.Encoded) {
  const store = yield* Store
  const { events = null, secret, url } = yield* decodeInput(NewWebhook)(input)
  if ((yield* all(workspaceId)).length >= mostWebhooks) {
    return yield* invalid("url", `is one too many: a workspace has at most ${mostWebhooks} webhooks`)
  }
  const webhook: Webhook = {
    workspaceId,
    id: yield* newId<WebhookId>(),
    url,
    events,
    paused: false,
    cause: null,
    createdAt: yield* Clock.currentTimeMillis
  }
  yield* store.addWebhook(webhook, { secret, previous: null })
  return webhook
})

/** Change a webhook. What waits for it goes to the new address, and is tried at once. */
export const update = Effect.fn("webhooks.update")(
  function*(workspaceId: WorkspaceId, id: WebhookId, input: typeof WebhookChange.Encoded) {
    const store = yield* Store
    const bus = yield* Bus
    const change = yield* decodeInput(WebhookChange)(input)
    const webhook = yield* store.updateWebhook(workspaceId, id, change)
    yield* bus.wake("deliver")
    return webhook
  }
)

/** The most deliveries that are written in one step, so that none takes long. */
const most = 2000

/** Remove a webhook with what waits for it. */
export const remove = Effect.fn("webhooks.remove")(function*(workspaceId: WorkspaceId, id: WebhookId) {
  const store = yield* Store
  let removed = yield* store.removeWebhook(workspaceId, id, most)
  while (removed === most) {
    removed = yield* store.removeWebhook(workspaceId, id, most).pipe(
      Effect.catchTag("NotFound", () => Effect.succeed(0))
    )
  }
})

/**
 * Sign with a new secret what goes to a webhook, or, where it is null, to the callback URLs of campaigns and calls. The
 * old secret signs beside it for a while; answers with the instant (ms UTC) at which it stops.
 */
export const rotateSecret = Effect.fn("webhooks.rotateSecret")(
  function*(workspaceId: WorkspaceId, id: WebhookId | null, input: typeof Rotation.Encoded) {
    const store = yield* Store
    const { overlapSeconds = usualOverlap, secret } = yield* decodeInput(Rotation)(input)
    const until = (yield* Clock.currentTimeMillis) + overlapSeconds * 1000
    yield* store.rotateSecret(workspaceId, id, secret, until)
    return until
  }
)

/** Messages that were given up, the first first. */
export const dead = Effect.fn("webhooks.dead")(
  function*(workspaceId: WorkspaceId, which: typeof Which.Encoded, page: Page) {
    const store = yield* Store
    return yield* store.deadDeliveries(workspaceId, yield* decodeInput(Which)(which), page)
  }
)

/** Send messages again that were given up, under the ids they had; answers with how many. */
export const replay = Effect.fn("webhooks.replay")(function*(workspaceId: WorkspaceId, which: typeof Which.Encoded) {
  const store = yield* Store
  const bus = yield* Bus
  const now = yield* Clock.currentTimeMillis
  const asked = yield* decodeInput(Which)(which)
  // What dies again meanwhile is not sent a second time.
  const filter: DeadFilter = { ...asked, until: Math.min(asked.until ?? Infinity, now + 1) }
  let replayed = 0
  let last = most
  while (last === most) {
    last = yield* store.replayDeliveries(workspaceId, filter, now, most)
    replayed += last
    yield* bus.wake("deliver")
  }
  return replayed
})
