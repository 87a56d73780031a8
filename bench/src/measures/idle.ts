import { Store } from "@campanile/core"
import { postgresStore } from "@campanile/storage-postgres"
import { Effect, ManagedRuntime } from "effect"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { setTimeout } from "node:timers/promises"
import type { Gauge, Measure } from "../measure.ts"
import type { Used } from "../programs/idle-server.ts"
import { type Bulk, postgresBulk } from "../world/bulk.ts"
import { copyWorkspace } from "../world/copies.ts"
import { addList, addWorkspace, startCampaign } from "../world/workspace.ts"

const gauge = { beside: "", better: "less", aim: null } as const

const gauges: ReadonlyArray<Gauge> = [
  {
    ...gauge,
    name: "idle",
    what: "processor time of a server's process with 10,000 scheduled campaigns and nothing due, on Postgres",
    unit: "% of a core",
    must: 1,
    limit: "Loops that look once a second whether time has changed a campaign, whether anything is due, and whether " +
      "anything is to be delivered: each is one question in a transaction. Next: ask a question that stands alone " +
      "without a transaction, and sleep until the first mark where nobody else could have written."
  },
  {
    ...gauge,
    name: "idle-statements",
    what: "what it asks of Postgres meanwhile, begin and commit included",
    unit: "statements/s",
    must: null,
    limit:
      "Three looks a second with begin and commit, the lease every five seconds, and orphans every five. Next: as above."
  }
]

/** Campaigns of a workspace. */
const campaigns = 100

const day = 86_400_000

/** Campaigns that are to begin tomorrow, a hundred in each workspace. */
const prepare = (bulk: Bulk, workspaces: number) =>
  Effect.gen(function*() {
    const store = yield* Store
    const now = Date.now()
    const workspace = yield* addWorkspace(store, now)
    for (let n = 0; n < campaigns; n++) {
      const list = yield* addList(store, workspace, now, 5 * n, 5)
      yield* startCampaign(store, workspace, list, now, { startsAt: now + day })
    }
    yield* Effect.promise(async () => {
      await copyWorkspace(bulk, workspace.workspaceId, workspaces - 1)
      await bulk.tidy()
    })
  })

/** What a server says next of what it has used. */
const said = async (server: ChildProcess): Promise<Used> => {
  const [used]: Array<Used> = await once(server, "message")
  return used!
}

/** What a server has used until now, and when that was asked (ms). */
const used = async (server: ChildProcess) => {
  server.send("used")
  return { ...await said(server), at: performance.now() }
}

/** A server in which nothing is due for now. */
export const idle: Measure = {
  name: "idle",
  gauges,
  async *rounds({ database, run, some }) {
    const url = await database()
    const bulk = await postgresBulk(url)
    let server: ChildProcess | undefined
    try {
      const runtime = ManagedRuntime.make(postgresStore({ url, hints: "off" }))
      try {
        await runtime.runPromise(prepare(bulk, some(100, 2)))
      } finally {
        await runtime.dispose()
      }
      server = run(new URL("../programs/idle-server.ts", import.meta.url), [url])
      await said(server)
      for (;;) {
        const before = await used(server)
        await setTimeout(some(20_000, 2000))
        const after = await used(server)
        const seconds = (after.at - before.at) / 1000
        const busy = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system
        yield [
          { ours: busy / seconds / 10_000, peer: null },
          { ours: (after.statements - before.statements) / seconds, peer: null }
        ]
      }
    } finally {
      server?.kill("SIGTERM")
      await bulk.close()
    }
  }
}
