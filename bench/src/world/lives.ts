import { type CampaignId, Store, type WorkspaceId } from "@campanile/core"
import { Clock, Effect, Layer } from "effect"
import { writingEngine } from "./instant-engine.ts"
import { onlyWarnings } from "./logging.ts"
import { addList, addWorkspace, type BenchWorkspace, startCampaign } from "./workspace.ts"

/** How long (ms) between two looks at how far it is. */
const look = 50

let made = 0

/** Start a campaign of so many contacts that were never called. The import and the start are done when this is. */
export const addCampaign = (workspace: BenchWorkspace, contacts: number) =>
  Effect.gen(function*() {
    const store = yield* Store
    const now = yield* Clock.currentTimeMillis
    const listId = yield* addList(store, workspace, now, made, contacts)
    made += contacts
    return yield* startCampaign(store, workspace, listId, now)
  })

/** Until a campaign's last call has ended. */
export const completed = (workspaceId: WorkspaceId, id: CampaignId) =>
  Effect.gen(function*() {
    const store = yield* Store
    while ((yield* store.campaign(workspaceId, id)).status !== "completed") yield* Effect.sleep(look)
  })

/**
 * Whole lives of calls in one engine: each round starts a campaign of so many contacts, and answers with lives per second
 * from the engine's start until the last of them has ended.
 */
export const lives = (contacts: number) =>
  Effect.gen(function*() {
    const workspace = yield* addWorkspace(yield* Store, yield* Clock.currentTimeMillis)
    return Effect.gen(function*() {
      const id = yield* addCampaign(workspace, contacts)
      return yield* Effect.scoped(Effect.gen(function*() {
        const began = yield* Clock.currentTimeNanos
        yield* Layer.build(Layer.provide(writingEngine, onlyWarnings))
        yield* completed(workspace.workspaceId, id)
        return contacts / (Number((yield* Clock.currentTimeNanos) - began) / 1e9)
      }))
    })
  })
