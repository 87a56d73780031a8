import { type CampaignId, Store } from "@campanile/core"
import { postgresStore } from "@campanile/storage-postgres"
import { Clock, Effect, ManagedRuntime, Redacted } from "effect"
import type { ChildProcess } from "node:child_process"
import pg from "pg"
import { asked, heard } from "../http/talk.ts"
import type { Measure } from "../measure.ts"
import { addCampaign, completed } from "../world/lives.ts"
import { addWorkspace, type BenchWorkspace } from "../world/workspace.ts"

const program = new URL("../programs/node.ts", import.meta.url)

/** Workspaces that dial at the same time: one is claimed for by one node at a time. */
const workspaces = 6

const shared = "with six workspaces that dial at the same time"

/** How a campaign's calls were divided between the nodes, the largest share first. */
const sharesOf = async (url: string, campaigns: ReadonlyArray<CampaignId>): Promise<ReadonlyArray<number>> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ readonly calls: number }>(
      "select count(*)::int as calls from attempt where source = any($1) group by node_id order by 1 desc",
      [campaigns]
    )
    return rows.map(({ calls }) => calls)
  } finally {
    await client.end()
  }
}

/** Lives per second that some nodes make together, and their shares. */
const livesOf = async (
  url: string,
  runtime: ManagedRuntime.ManagedRuntime<Store, unknown>,
  own: ReadonlyArray<BenchWorkspace>,
  nodes: ReadonlyArray<ChildProcess>,
  contacts: number
) => {
  const campaigns = await runtime.runPromise(Effect.forEach(own, (workspace) => addCampaign(workspace, contacts)))
  const began = performance.now()
  await Promise.all(nodes.map((node) => asked(node, { runs: true })))
  await runtime.runPromise(
    Effect.forEach(own, ({ workspaceId }, n) => completed(workspaceId, campaigns[n]!), { concurrency: "unbounded" })
  )
  const seconds = (performance.now() - began) / 1000
  await Promise.all(nodes.map((node) => asked(node, { runs: false })))
  return { rate: own.length * contacts / seconds, shares: await sharesOf(url, campaigns) }
}

/** What more nodes bring, and how evenly they share. */
export const nodes: Measure = {
  name: "nodes",
  gauges: [
    {
      name: "nodes",
      what: `whole lives of calls per second of three nodes, processes of their own on one Postgres, ${shared}`,
      beside: "those of one node",
      unit: "per s",
      better: "more",
      must: 1,
      aim: 1.5,
      limit:
        "One Postgres and three processes share two cores here, so that more nodes bring what one leaves idle while it waits."
    },
    {
      name: "nodes-fairness",
      what: "the calls of the node that made most of them",
      beside: "those of the one that made fewest",
      unit: "calls",
      better: "less",
      must: 2,
      aim: 1.3,
      limit:
        "A turn begins with any of the workspaces that have work, and takes those that no other has: chance decides who is first."
    }
  ],
  async *rounds(resources) {
    const url = await resources.database()
    const runtime = ManagedRuntime.make(postgresStore({ url: Redacted.make(url) }))
    try {
      const own = await runtime.runPromise(Effect.gen(function*() {
        const store = yield* Store
        return yield* Effect.replicateEffect(
          Effect.flatMap(Clock.currentTimeMillis, (now) => addWorkspace(store, now)),
          workspaces
        )
      }))
      const contacts = resources.some(5000, 20)
      const three = Array.from({ length: 3 }, () => resources.run(program, [url]))
      await Promise.all(three.map((node) => heard(node)))
      for (;;) {
        const { rate, shares } = await livesOf(url, runtime, own, three, contacts)
        const one = await livesOf(url, runtime, own, three.slice(0, 1), contacts)
        const fewest = shares.length < three.length ? 1 : shares.at(-1)!
        yield [{ ours: rate, peer: one.rate }, { ours: shares[0]!, peer: fewest }]
      }
    } finally {
      await runtime.dispose()
    }
  }
}
