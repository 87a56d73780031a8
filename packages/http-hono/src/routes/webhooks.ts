import { WebhookId, type WebhookId as Id, Webhooks, type WorkspaceId } from "@campanile/core"
import { Effect, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { type Endpoint, endpoint, json, pathId, query } from "../endpoint.ts"
import { iso } from "../wire/fields.ts"
import { pageOf } from "../wire/page.ts"
import {
  AddedWebhook,
  DeadList,
  DeadQuery,
  EditWebhook,
  filterOf,
  NewWebhook,
  Replay,
  Replayed,
  RotateSecret,
  SecretRotated,
  shownDead,
  ShownWebhook,
  shownWebhook,
  WebhookList,
  WebhookRemoved
} from "../wire/webhook.ts"

/** The secret that was given, or one of 256 bits of chance, from the machine's own source and not from the engine's. */
const secretOf = (given: string | undefined) =>
  Effect.sync(() => Redacted.make(given ?? `whsec_${randomBytes(32).toString("base64")}`))

const rotate = Effect.fnUntraced(
  function*(workspaceId: WorkspaceId, id: Id | null, { overlap_seconds, secret }: typeof RotateSecret.Type) {
    const fresh = yield* secretOf(secret)
    const until = yield* Webhooks.rotateSecret(workspaceId, id, {
      secret: fresh,
      ...(overlap_seconds === undefined ? {} : { overlapSeconds: overlap_seconds })
    })
    return { secret: Redacted.value(fresh), previous_until: iso(until) }
  }
)

const webhookId = pathId("webhook_id", "webhook", WebhookId)

/** Endpoints of other systems that are told what happens in a workspace, and what could not be told. */
export const webhooks: ReadonlyArray<Endpoint> = [
  endpoint({
    method: "get",
    path: "/workspace/webhooks",
    tag: "Webhooks",
    summary: "Webhooks",
    access: workspaceKey,
    answer: json(WebhookList, "All of them, the oldest first."),
    fails: [],
    handle: function*({ caller }) {
      return { webhooks: (yield* Webhooks.all(caller)).map(shownWebhook) }
    }
  }),
  endpoint({
    method: "post",
    path: "/workspace/webhooks",
    tag: "Webhooks",
    summary: "Add a webhook",
    description: "From now on it is told what happens in the workspace, signed as Standard Webhooks has it.",
    access: workspaceKey,
    body: jsonBody(NewWebhook),
    answer: json(AddedWebhook, "The webhook with its secret, which is shown this once.", 201),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body: { events = null, secret, url }, caller }) {
      const signing = yield* secretOf(secret)
      const webhook = yield* Webhooks.add(caller, { url, events, secret: signing })
      return { ...shownWebhook(webhook), secret: Redacted.value(signing) }
    }
  }),
  endpoint({
    method: "patch",
    path: "/workspace/webhooks/{webhook_id}",
    tag: "Webhooks",
    summary: "Change a webhook: pause it, resume it, send it elsewhere",
    description: "What waits for it is tried at once.",
    access: workspaceKey,
    id: webhookId,
    body: jsonBody(EditWebhook),
    answer: json(ShownWebhook, "The webhook as it is now."),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body, caller, id }) {
      return shownWebhook(yield* Webhooks.update(caller, id, body))
    }
  }),
  endpoint({
    method: "delete",
    path: "/workspace/webhooks/{webhook_id}",
    tag: "Webhooks",
    summary: "Remove a webhook",
    description: "What waits for it, and what was given up, goes with it.",
    access: workspaceKey,
    id: webhookId,
    answer: json(WebhookRemoved, "There is none any more."),
    fails: ["NotFound"],
    handle: function*({ caller, id }) {
      yield* Webhooks.remove(caller, id)
      return { removed: true }
    }
  }),
  endpoint({
    method: "post",
    path: "/workspace/webhooks/{webhook_id}/rotate-secret",
    tag: "Webhooks",
    summary: "Sign what a webhook is told with a new secret",
    description: "Both secrets sign until the old one stops.",
    access: workspaceKey,
    id: webhookId,
    body: jsonBody(RotateSecret),
    answer: json(SecretRotated, "The new secret, which is shown this once."),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body, caller, id }) {
      return yield* rotate(caller, id, body)
    }
  }),
  endpoint({
    method: "post",
    path: "/workspace/callback-secret",
    tag: "Webhooks",
    summary: "Sign what goes to callback URLs with a new secret",
    description:
      "One secret signs for all callback URLs of the workspace, of campaigns and of single calls. Until it is asked for the " +
      "first time, they are signed with one that nobody knows.",
    access: workspaceKey,
    body: jsonBody(RotateSecret),
    answer: json(SecretRotated, "The new secret, which is shown this once."),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body, caller }) {
      return yield* rotate(caller, null, body)
    }
  }),
  endpoint({
    method: "get",
    path: "/workspace/webhooks/dead",
    tag: "Webhooks",
    summary: "Messages that were given up",
    description: "To webhooks and to callback URLs, in the order in which they were given up.",
    access: workspaceKey,
    query: query(DeadQuery),
    answer: json(DeadList, "Some of them."),
    fails: ["InvalidInput"],
    handle: function*({ caller, query }) {
      const { items, pagination } = yield* pageOf((page) => Webhooks.dead(caller, filterOf(query), page), query)
      return { messages: items.map(shownDead), pagination }
    }
  }),
  endpoint({
    method: "post",
    path: "/workspace/webhooks/replay",
    tag: "Webhooks",
    summary: "Send messages again that were given up",
    description: "They keep their ids: a receiver that has one of them knows it again.",
    access: workspaceKey,
    body: jsonBody(Replay),
    answer: json(Replayed, "They are on their way."),
    fails: ["InvalidInput"],
    handle: function*({ body, caller }) {
      return { replayed: yield* Webhooks.replay(caller, filterOf(body)) }
    }
  })
]
