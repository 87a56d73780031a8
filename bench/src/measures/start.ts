import { Store } from "@campanile/core"
import { postgresStore } from "@campanile/storage-postgres"
import { sqliteStore } from "@campanile/storage-sqlite"
import { Clock, Effect, type Layer, ManagedRuntime } from "effect"
import type { Measure, Round } from "../measure.ts"
import { type BareCalls, bareCallsOnPostgres, bareCallsOnSqlite } from "../world/bare-calls.ts"
import { addList, addWorkspace, startCampaign, zonesOf } from "../world/workspace.ts"

/** A list of so many contacts; answers with what starts a campaign of it, and says how many seconds that took. */
const prepared = (contacts: number) =>
  Effect.gen(function*() {
    const store = yield* Store
    const now = yield* Clock.currentTimeMillis
    const workspace = yield* addWorkspace(store, now)
    const listId = yield* addList(store, workspace, now, 0, contacts, zonesOf)
    return Effect.gen(function*() {
      const began = yield* Clock.currentTimeNanos
      yield* startCampaign(store, workspace, listId, yield* Clock.currentTimeMillis)
      return Number((yield* Clock.currentTimeNanos) - began) / 1e9
    })
  })

/**
 * Rounds on a store: a campaign is started, then the same rows are written bare. Each is taken back, and the disk at rest,
 * before another begins, so that nobody waits for what was written before.
 */
async function* roundsOn<E>(store: Layer.Layer<Store, E>, contacts: number, open: () => Promise<BareCalls>) {
  const runtime = ManagedRuntime.make(store)
  try {
    const start = await runtime.runPromise(prepared(contacts))
    const bare = await open()
    try {
      await bare.clear()
      for (;;) {
        const ours = await runtime.runPromise(start)
        await bare.clear()
        const peer = await bare.make()
        await bare.clear()
        yield { ours: contacts / ours, peer: contacts / peer }
      }
    } finally {
      await bare.end()
    }
  } finally {
    await runtime.dispose()
  }
}

/** How fast the calls of a campaign are made when it starts. */
export const start: Measure = {
  name: "start",
  gauges: [{
    name: "start",
    what: "contacts of a list of 1 million whose campaign is started on Postgres: calls, tallies and zones",
    beside: "a bare `INSERT … SELECT` of the same columns into a table with the same keys and indexes",
    unit: "rows/s",
    better: "more",
    must: 0.5,
    aim: 0.9,
    limit:
      "One statement makes all calls, and its inserts into the table and two indexes are nine tenths of it; the rest is " +
      "that it reads the contacts in their order, and counts them. Next: keep the count with the list when it is imported."
  }, {
    name: "start-sqlite",
    what: "the same on SQLite (WAL, NORMAL)",
    beside: "a bare `INSERT … SELECT` there",
    unit: "rows/s",
    better: "more",
    must: 0.5,
    aim: 0.9,
    limit:
      "As on Postgres: of its processor time nine tenths are the rows (2.5 µs each), their log and carrying it over to " +
      "the file, 0.9 GB in all; on a machine whose disk is busy they are all of it, on both sides. Next: calls without " +
      "row ids, which are a fifth shorter."
  }],
  async *rounds({ database, file, some }) {
    const contacts = some(1_000_000, 2000)
    const [url, path] = [await database(), file("start.db")]
    const postgres = roundsOn(postgresStore({ url }), contacts, () => bareCallsOnPostgres(url))
    const sqlite = roundsOn(
      sqliteStore({ path, synchronous: "normal" }),
      contacts,
      () => Promise.resolve(bareCallsOnSqlite(path))
    )
    const next = async (rounds: AsyncGenerator<Round>): Promise<Round> => (await rounds.next()).value
    try {
      for (;;) yield [await next(postgres), await next(sqlite)]
    } finally {
      await postgres.return(undefined)
      await sqlite.return(undefined)
    }
  }
}
