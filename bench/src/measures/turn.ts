import { Store } from "@campanile/core"
import { postgresStore } from "@campanile/storage-postgres"
import { Effect, ManagedRuntime } from "effect"
import type { Gauge, Measure } from "../measure.ts"
import type { Resources } from "../resources.ts"
import { monday } from "../world/backlog.ts"
import { type Bulk, postgresBulk } from "../world/bulk.ts"
import { copyWorkspace } from "../world/copies.ts"
import { makeTurns, timed } from "../world/turns.ts"
import { addList, addWorkspace, startCampaign } from "../world/workspace.ts"
import { inTurn } from "./claim.ts"

/** Calls that a turn is asked for in each workspace. */
const limit = 100

const gauge = { unit: "ms", better: "less", must: null, aim: null } as const

const gauges: ReadonlyArray<Gauge> = [
  {
    ...gauge,
    name: "turn",
    what: "a dispatch turn of 100 in a workspace with 1,000 campaigns that all have something due",
    beside: "the same with 10 campaigns",
    limit: ""
  },
  {
    ...gauge,
    name: "turn-idle",
    what: "the same where 990 of the 1,000 have nothing due for now",
    beside: "the same with 10 campaigns",
    limit: ""
  },
  {
    ...gauge,
    name: "turn-workspaces",
    what: "a dispatch turn over 10,000 workspaces that all dial, of which 10 have something due",
    beside: "the same over 10 workspaces",
    limit: ""
  }
]

const day = 86_400_000

/** What a database holds: of each workspace so many campaigns, and of these so many that have something due. */
interface World {
  readonly workspaces: number
  readonly campaigns: number
  readonly busy: number
  /** Contacts of a campaign that has something due; the others have five. */
  readonly contacts: number
  /** Copies of a workspace in which nothing is due for now. */
  readonly idle: number
}

/** Milliseconds of a turn in such a world. What it claimed is over afterwards. */
interface Turns extends AsyncDisposable {
  readonly turn: () => Promise<number>
}

const prepare = (bulk: Bulk, { busy, campaigns, contacts, idle, workspaces }: World) =>
  Effect.gen(function*() {
    const store = yield* Store
    let from = 0
    for (let n = 0; n < workspaces; n++) {
      const workspace = yield* addWorkspace(store, monday)
      for (let campaign = 0; campaign < campaigns; campaign++) {
        const count = campaign < busy ? contacts : 5
        const list = yield* addList(store, workspace, monday, from, count)
        from += count
        const startsAt = campaign < busy ? monday : monday - 1
        yield* startCampaign(store, workspace, list, monday, { startsAt })
      }
    }
    if (idle > 0) {
      const workspace = yield* addWorkspace(store, monday)
      const list = yield* addList(store, workspace, monday, from, 5)
      yield* startCampaign(store, workspace, list, monday, { startsAt: monday - 1 })
      yield* Effect.promise(() => copyWorkspace(bulk, workspace.workspaceId, idle - 1))
    }
    // As if all of them were to be tried again tomorrow.
    yield* Effect.promise(async () => {
      await bulk.query(`update call set status = 'retry', due_at = ${monday + day} where due_at = ${monday - 1}`)
      await bulk.tidy()
    })
    const { end, turn } = yield* makeTurns(store, monday)
    for (let n = 0; n < Math.ceil((idle + campaigns) / 1000); n++) yield* store.workspacesDue(monday)
    return Effect.gen(function*() {
      const { answer, ms } = yield* timed(turn(limit))
      if (answer.length < workspaces * limit) return yield* Effect.die(new Error(`only ${answer.length} were claimed`))
      yield* end(answer)
      return ms
    })
  })

const open = async ({ database }: Resources, world: World): Promise<Turns> => {
  const url = await database()
  const runtime = ManagedRuntime.make(postgresStore({ url, hints: "off" }))
  const bulk = await postgresBulk(url)
  const close = async () => {
    await runtime.dispose()
    await bulk.close()
  }
  try {
    const turn = await runtime.runPromise(prepare(bulk, world))
    return { turn: () => runtime.runPromise(turn), [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A turn where there is much of what it may ask for, beside one where there is little. */
export const turn: Measure = {
  name: "turn",
  gauges,
  async *rounds(resources) {
    const { some } = resources
    const [many, copies, times, due] = [some(1000, 20), some(10_000, 50), some(10, 1), some(2000, 200)]
    const opened: Array<Turns> = []
    const made = async (world: World) => {
      const turns = await open(resources, world)
      opened.push(turns)
      return turns.turn
    }
    const one = { workspaces: 1, idle: 0 }
    try {
      const few = await made({ ...one, campaigns: 10, busy: 10, contacts: due })
      const others = await made({ ...one, campaigns: 10, busy: 10, contacts: due })
      const all = await made({ ...one, campaigns: many, busy: many, contacts: Math.ceil(10 * due / many) })
      const idle = await made({ ...one, campaigns: many, busy: 10, contacts: due })
      const spread = { workspaces: 10, campaigns: 1, busy: 1, contacts: 4 * due }
      const small = await made({ ...spread, idle: 0 })
      const large = await made({ ...spread, idle: copies - 10 })
      for (;;) {
        yield [await inTurn(times, all, few), await inTurn(times, idle, others), await inTurn(times, large, small)]
      }
    } finally {
      for (const turns of opened) await turns[Symbol.asyncDispose]()
    }
  }
}
