import { Store } from "@campanile/core"
import { postgresStore } from "@campanile/storage-postgres"
import { Clock, Effect, ManagedRuntime } from "effect"
import { openCarrier, type Seen } from "../http/carrier.ts"
import { heard } from "../http/talk.ts"
import type { Gauge, Measure } from "../measure.ts"
import type { Served } from "../programs/server.ts"
import { addList, addWorkspace, startCampaign } from "../world/workspace.ts"

/** How many slots there are: each end frees one, and a call is due for it. */
const capacity = 4

const gauge = (name: string, which: string, limit: string): Gauge => ({
  name,
  what:
    `from the callback that tells of an end to the next dial on the freed slot, as the carrier sees both (${which}), ` +
    "of a bundled server on Postgres with all its slots in use",
  beside: "",
  unit: "ms",
  better: "less",
  must: null,
  aim: 1000,
  limit
})

const limit =
  "Polling has no part in it. Three transactions follow each other, each of a dozen round trips and more: the end " +
  "is recorded, a turn claims, the claim is placed; and each waits for one of its kind that is under way, which is where " +
  "the slowest come from, with the account's pace of one dial at a time. The next step is fewer statements in each, and to " +
  "place with the claim where no hook is asked."

/** How long each freed slot was empty: the nth end frees the slot of the nth dial after those that filled all slots. */
const waits = ({ dials, ends }: Seen) => dials.slice(capacity).map((at, n) => at - ends[n]!)

const percentile = (values: ReadonlyArray<number>, share: number) =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1]!

/** From an end to the next dial. */
export const latency: Measure = {
  name: "latency",
  gauges: [gauge("latency", "99 of 100 are quicker", limit), gauge("latency-p50", "the median", limit)],
  async *rounds({ database, run, some }) {
    const calls = some(300, 20) + capacity
    const url = await database()
    const runtime = ManagedRuntime.make(postgresStore({ url }))
    const carrier = await openCarrier()
    const serverArguments = [JSON.stringify({ where: { kind: "postgres", url }, apiUrl: carrier.url } satisfies Served)]
    const server = run(new URL("../programs/server.ts", import.meta.url), serverArguments)
    try {
      carrier.tellTo((await heard<{ port: number }>(server)).port)
      const store = await runtime.runPromise(Store)
      const workspace = await runtime.runPromise(
        Effect.flatMap(Clock.currentTimeMillis, (now) => addWorkspace(store, now, capacity))
      )
      for (let round = 0;; round++) {
        const seen = carrier.seen(calls)
        await runtime.runPromise(Effect.gen(function*() {
          const now = yield* Clock.currentTimeMillis
          const listId = yield* addList(store, workspace, now, round * calls, calls)
          yield* startCampaign(store, workspace, listId, now, { callbackUrl: null })
        }))
        const all = waits(await seen)
        yield [percentile(all, 0.99), percentile(all, 0.5)].map((ours) => ({ ours, peer: null }))
      }
    } finally {
      server.stdin?.destroy()
      carrier.close()
      await runtime.dispose()
    }
  }
}
