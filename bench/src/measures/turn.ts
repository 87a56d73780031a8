import { Store } from "@campanile/core"
import { postgresStore } from "@campanile/storage-postgres"
import { Effect, ManagedRuntime } from "effect"
import type { Gauge, Measure } from "../measure.ts"
import type { Resources } from "../resources.ts"
import { monday } from "../world/backlog.ts"
import { type Bulk, postgresBulk } from "../world/bulk.ts"
import { copyWorkspace } from "../world/copies.ts"
import { makeTurns, timed } from "../world/turns.ts"
import { addList, addWorkspace, type BenchWorkspace, startCampaign } from "../world/workspace.ts"
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
    limit:
      "Each campaign with something due is read with its policy, asked whether its hours are open, counted, and given " +
      "its share: that is what it takes to be fair to all of them in each turn. Next: keep what is known of a campaign " +
      "from one turn to the next for as long as it is not edited."
  },
  {
    ...gauge,
    name: "turn-idle",
    what: "the same where 990 of the 1,000 have nothing due for now",
    beside: "the same with 10 campaigns",
    limit:
      "A campaign in which nothing is due is not looked at: the mark of its queue says when something will be. One " +
      "with calls that are due while its hours are closed still is. Next: put the marks of closed queues where they open."
  },
  {
    ...gauge,
    name: "turn-workspaces",
    what: "a dispatch turn over 10,000 workspaces that all dial, of which 10 have something due",
    beside: "the same over 10 workspaces",
    limit:
      "Which workspaces are due is read from an index of marks, so those in which nothing is are not looked at; then " +
      "each that is has a claim of its own, one after the other. Next: claim in several at once."
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
    const addSome = (workspace: BenchWorkspace, count: number) => {
      const first = from
      from += count
      return addList(store, workspace, monday, first, count)
    }
    for (let n = 0; n < workspaces; n++) {
      const workspace = yield* addWorkspace(store, monday)
      for (let campaign = 0; campaign < busy; campaign++) {
        yield* startCampaign(store, workspace, yield* addSome(workspace, contacts), monday)
      }
      const few = yield* addSome(workspace, 5)
      for (let campaign = busy; campaign < campaigns; campaign++) {
        yield* startCampaign(store, workspace, few, monday, { startsAt: monday - 1 })
      }
    }
    if (idle > 0) {
      const workspace = yield* addWorkspace(store, monday)
      const few = yield* addSome(workspace, 5)
      yield* startCampaign(store, workspace, few, monday, { startsAt: monday - 1 })
      yield* Effect.promise(() => copyWorkspace(bulk, workspace.workspaceId, idle - 1))
    }
    // As if all of them were to be tried again tomorrow.
    yield* Effect.promise(async () => {
      await bulk.query(`update call set status = 'retry', due_at = ${monday + day} where due_at = ${monday - 1}`)
      await bulk.tidy()
    })
    for (let n = 0; n < Math.ceil((idle + campaigns) / 1000); n++) yield* store.workspacesDue(monday)
  })

const turnsOf = ({ workspaces }: World) =>
  Effect.gen(function*() {
    const { end, turn } = yield* makeTurns(yield* Store, monday)
    return Effect.gen(function*() {
      const { answer, ms } = yield* timed(turn(limit))
      if (answer.length < workspaces * limit) return yield* Effect.die(new Error(`only ${answer.length} were claimed`))
      yield* end(answer)
      return ms
    })
  })

/** A database in which commits do not wait for the disk, for what is not measured. */
const hasty = (url: string) => `${url}?options=-c%20synchronous_commit%3Doff`

const open = async ({ database }: Resources, world: World): Promise<Turns> => {
  const url = await database()
  const bulk = await postgresBulk(url)
  try {
    const preparing = ManagedRuntime.make(postgresStore({ url: hasty(url), hints: "off" }))
    try {
      await preparing.runPromise(prepare(bulk, world))
    } finally {
      await preparing.dispose()
    }
  } finally {
    await bulk.close()
  }
  const runtime = ManagedRuntime.make(postgresStore({ url, hints: "off" }))
  try {
    const turn = await runtime.runPromise(turnsOf(world))
    return { turn: () => runtime.runPromise(turn), [Symbol.asyncDispose]: () => runtime.dispose() }
  } catch (error) {
    await runtime.dispose()
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
