import { Effect, Redacted } from "effect"
import type { DeadDelivery, DeadFilter } from "../domain/delivery.ts"
import type { WebhookId, WorkspaceId } from "../domain/id.ts"
import type { Webhook, WebhookChange } from "../domain/webhook.ts"
import * as Webhooks from "../operations/webhooks.ts"
import type { Page } from "../ports/store-terms.ts"
import type { Campanile } from "./client.ts"

/** A secret that was given, or else one that the sender makes. */
interface Secret {
  /** `whsec_` and 24 to 64 bytes in Base64. */
  readonly secret?: string
}

/** The webhooks of a workspace, as Promises. Secrets are shown when they are made, and never again. */
export interface WebhooksClient {
  /** Add one. Its secret, `whsec_…`, signs what it is told. */
  readonly add: (
    webhook: Pick<Webhook, "url"> & { readonly events?: Webhook["events"] } & Secret
  ) => Promise<{ readonly webhook: Webhook; readonly secret: string }>
  /** The oldest first. */
  readonly list: () => Promise<ReadonlyArray<Webhook>>
  readonly update: (id: WebhookId, change: WebhookChange) => Promise<Webhook>
  /** Remove one with what waits for it. */
  readonly remove: (id: WebhookId) => Promise<void>
  /**
   * Sign with a new secret what goes to a webhook, or, where it is null, to callback URLs. Until an instant (ms UTC), in a
   * day where nothing is said, the old secret signs beside it.
   */
  readonly rotateSecret: (
    id: WebhookId | null,
    rotation?: Secret & { readonly overlapSeconds?: number }
  ) => Promise<{ readonly secret: string; readonly previousUntil: number }>
  /** Messages that were given up, the first first. */
  readonly dead: (filter?: DeadFilter, page?: Page) => Promise<ReadonlyArray<DeadDelivery>>
  /** Send some of them again, or all, under the ids they had; answers with how many. */
  readonly replay: (filter?: DeadFilter) => Promise<number>
}

const givenOr = ({ secret }: Secret) =>
  secret === undefined ? Webhooks.newSecret : Effect.succeed(Redacted.make(secret))

const defined = ({ address, from, messages, until }: DeadFilter): typeof Webhooks.Which.Encoded => ({
  ...(address === undefined ? {} : { address }),
  ...(from === undefined ? {} : { from }),
  ...(messages === undefined ? {} : { messages }),
  ...(until === undefined ? {} : { until })
})

/** See {@link WebhooksClient}. */
export const webhooksClient = (run: Campanile["run"], workspaceId: WorkspaceId): WebhooksClient => ({
  add: ({ events = null, secret, url }) =>
    run(Effect.gen(function*() {
      const signing = yield* givenOr(secret === undefined ? {} : { secret })
      const webhook = yield* Webhooks.add(workspaceId, { url, events, secret: signing })
      return { webhook, secret: Redacted.value(signing) }
    })),
  list: () => run(Webhooks.all(workspaceId)),
  update: (id, change) => run(Webhooks.update(workspaceId, id, change)),
  remove: (id) => run(Webhooks.remove(workspaceId, id)),
  rotateSecret: (id, rotation = {}) =>
    run(Effect.gen(function*() {
      const { overlapSeconds } = rotation
      const secret = yield* givenOr(rotation)
      const previousUntil = yield* Webhooks.rotateSecret(workspaceId, id, {
        secret,
        ...(overlapSeconds === undefined ? {} : { overlapSeconds })
      })
      return { secret: Redacted.value(secret), previousUntil }
    })),
  dead: (filter = {}, page = { limit: 100, offset: 0 }) => run(Webhooks.dead(workspaceId, defined(filter), page)),
  replay: (filter = {}) => run(Webhooks.replay(workspaceId, defined(filter)))
})
