import { type CampaignId, Store } from "@campanile/core"
import { postgresStore } from "@campanile/storage-postgres"
import { Clock, Effect, ManagedRuntime, Redacted } from "effect"
import pg from "pg"
import { heard } from "../http/talk.ts"
import type { Measure } from "../measure.ts"
import type { Resources } from "../resources.ts"
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

/** Lives per second that so many nodes make together, and their shares. */
const livesOf = async (
  { run }: Resources,
  url: string,
  runtime: ManagedRuntime.ManagedRuntime<Store, unknown>,
  own: ReadonlyArray<BenchWorkspace>,
  nodes: number,
  contacts: number
) => {
  const campaigns = await runtime.runPromise(Effect.forEach(own, (workspace) => addCampaign(workspace, contacts)))
  const children = Array.from({ length: nodes }, () => run(program, [url]))
  try {
    await Promise.all(children.map((child) => heard(child)))
    const began = performance.now()
    for (const child of children) child.send({})
    await runtime.runPromise(
      Effect.forEach(own, ({ workspaceId }, n) => completed(workspaceId, campaigns[n]!), { concurrency: "unbounded" })
    )
    const seconds = (performance.now() - began) / 1000
    return { rate: own.length * contacts / seconds, shares: await sharesOf(url, campaigns) }
  } finally {
    for (const child of children) child.kill("SIGKILL")
  }
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
        "Workspaces are taken in their order by whoever finds one free. The next step is for each node to begin somewhere else."
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
      for (;;) {
        const three = await livesOf(resources, url, runtime, own, 3, contacts)
        const one = await livesOf(resources, url, runtime, own, 1, contacts)
        const fewest = three.shares.length < 3 ? 1 : three.shares.at(-1)!
        yield [{ ours: three.rate, peer: one.rate }, { ours: three.shares[0]!, peer: fewest }]
      }
    } finally {
      await runtime.dispose()
    }
  }
}
