import { Effect, Result } from "effect"
import { changedWebhook, rotated, type Signing } from "../../domain/webhook.ts"
import type { StoreShape } from "../../ports/store.ts"
import { troubleKey } from "./deliveries.ts"
import { found, oldestFirst, step, type Tables, tenantOf } from "./tables.ts"

/** The webhooks of workspaces, and what signs their messages. */
export const webhooks = (tables: Tables) =>
  ({
    addWebhook: (webhook, signing) =>
      step(() =>
        Result.map(tenantOf(tables, webhook.workspaceId), ({ webhooks }) => {
          webhooks.set(webhook.id, { webhook, signing })
        })
      ),
    webhooks: (workspaceId) =>
      Effect.sync(() =>
        [...tables.tenants.get(workspaceId)?.webhooks.values() ?? []].map(({ webhook }) => webhook).toSorted(
          oldestFirst
        )
      ),
    updateWebhook: (workspaceId, id, change) =>
      step(() =>
        Result.gen(function*() {
          const tenant = tables.tenants.get(workspaceId)
          const { signing, webhook } = yield* found(tenant?.webhooks.get(id), "webhook", id)
          const after = changedWebhook(webhook, change)
          tenant!.webhooks.set(id, { webhook: after, signing })
          tenant!.troubles.delete(troubleKey({ channel: "webhook", address: id }))
          return after
        })
      ),
    removeWebhook: (workspaceId, id, limit) =>
      step(() =>
        Result.gen(function*() {
          const tenant = tables.tenants.get(workspaceId)
          const left = [...tables.deliveries]
            .filter(([, { message, target }]) => message.workspaceId === workspaceId && target.address === id)
            .slice(0, limit)
          if (left.length === 0) yield* found(tenant?.webhooks.get(id), "webhook", id)
          tenant?.webhooks.delete(id)
          tenant?.troubles.delete(troubleKey({ channel: "webhook", address: id }))
          for (const [key] of left) tables.deliveries.delete(key)
          return left.length
        })
      ),
    rotateSecret: (workspaceId, id, secret, until) =>
      step(() =>
        Result.gen(function*() {
          const tenant = yield* tenantOf(tables, workspaceId)
          if (id === null) {
            tenant.callbackSigning = rotated(tenant.callbackSigning, secret, until)
            return
          }
          const { signing, webhook } = yield* found(tenant.webhooks.get(id), "webhook", id)
          tenant.webhooks.set(id, { webhook, signing: rotated(signing, secret, until) })
        })
      ),
    callbackSecret: (workspaceId, fresh) =>
      step(() =>
        Result.map(tenantOf(tables, workspaceId), (tenant): Signing["secret"] => {
          tenant.callbackSigning ??= rotated(undefined, fresh, 0)
          return tenant.callbackSigning.secret
        })
      )
  }) satisfies Partial<StoreShape>
