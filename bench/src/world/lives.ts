import { engine, EngineOptions, Store, WebhookSender } from "@campanile/core"
import { Clock, Effect, Layer } from "effect"
import { instantCarrier } from "./instant-carrier.ts"
import { addList, addWorkspace, startCampaign } from "./workspace.ts"

/** Receivers that say at once that they have it. */
const receivers = Layer.succeed(WebhookSender, WebhookSender.of({ send: () => Effect.void }))

const options = Layer.succeed(EngineOptions, { poll: 1000, lease: 15_000, reconcile: 5000, batch: 1000 })

/** How long (ms) between two looks at how far it is. */
const look = 20

/**
 * Start campaigns of so many contacts each and run an engine until all their calls have ended; answers with lives per
 * second for each round. The import is not measured: only from the campaign's start to its end.
 */
export const lives = (contacts: number) =>
  Effect.gen(function*() {
    const store = yield* Store
    const workspace = yield* addWorkspace(store, yield* Clock.currentTimeMillis)
    let from = 0
    return Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const listId = yield* addList(store, workspace, now, from, contacts)
      from += contacts
      const campaignId = yield* startCampaign(store, workspace, listId, now)
      const began = yield* Clock.currentTimeNanos
      yield* Effect.scoped(Effect.andThen(
        Layer.build(Layer.provide(engine, [instantCarrier, receivers, options])),
        Effect.gen(function*() {
          for (;;) {
            const { status } = yield* store.campaign(workspace.workspaceId, campaignId)
            if (status === "completed") return
            yield* Effect.sleep(look)
          }
        })
      ))
      return contacts / (Number((yield* Clock.currentTimeNanos) - began) / 1e9)
    })
  })
