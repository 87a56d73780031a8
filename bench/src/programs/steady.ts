// A program that is an engine which goes on and on: it is told how many calls to make, and says how large its heap is then.
import { Store } from "@campanile/core"
import { postgresStore } from "@campanile/storage-postgres"
import { Clock, Effect, Layer, ManagedRuntime } from "effect"
import { setTimeout } from "node:timers/promises"
import { answer, onWord } from "../http/talk.ts"
import { tellingEngine } from "../world/instant-engine.ts"
import { onlyWarnings } from "../world/logging.ts"
import { addList, addWorkspace, startCampaign } from "../world/workspace.ts"

/** What it is asked: to make so many calls. */
export interface More {
  readonly calls: number
}

/** What is left in memory when they are made, in bytes. */
export interface Left {
  readonly heap: number
}

/** How long (ms) between two looks at how far it is, and between two collections. */
const look = 100

/** The most calls of one campaign. */
const most = 10_000

const runtime = ManagedRuntime.make(tellingEngine.pipe(
  Layer.provideMerge(postgresStore({ url: process.argv[2]! })),
  Layer.provideMerge(onlyWarnings)
))

const workspace = runtime.runPromise(Effect.gen(function*() {
  return yield* addWorkspace(yield* Store, yield* Clock.currentTimeMillis)
}))

let made = 0

const campaign = async (calls: number) => {
  const own = await workspace
  await runtime.runPromise(Effect.gen(function*() {
    const store = yield* Store
    const now = yield* Clock.currentTimeMillis
    const listId = yield* addList(store, own, now, made, calls)
    const id = yield* startCampaign(store, own, listId, now)
    while ((yield* store.campaign(own.workspaceId, id)).status !== "completed") yield* Effect.sleep(look)
  }))
  made += calls
}

/** The heap after collections that leave nothing that could go. */
const heap = async () => {
  if (gc === undefined) throw new Error("a heap is only told with --expose-gc")
  for (let n = 0; n < 4; n++) {
    gc()
    await setTimeout(look)
  }
  return process.memoryUsage().heapUsed
}

const more = async ({ calls }: More): Promise<Left> => {
  for (let left = calls; left > 0; left -= most) await campaign(Math.min(left, most))
  return { heap: await heap() }
}

onWord<More>((order) => {
  more(order).then(answer, (error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
