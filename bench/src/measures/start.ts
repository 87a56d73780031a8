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

/** Rounds on a store: a campaign is started, then the same rows are written bare, and both are taken back. */
async function* roundsOn<E>(store: Layer.Layer<Store, E>, contacts: number, open: () => Promise<BareCalls>) {
  const runtime = ManagedRuntime.make(store)
  try {
    const start = await runtime.runPromise(prepared(contacts))
    const bare = await open()
    try {
      for (;;) {
        await bare.clear()
        const ours = await runtime.runPromise(start)
        yield { ours: contacts / ours, peer: contacts / await bare.make() }
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
      "One statement makes all calls, and its inserts into the table and two indexes are nine tenths of it; the rest " +
      "is a pass over the contacts for their zone sets and one that counts them. Next: keep both with the list when it " +
      "is imported."
  }, {
    name: "start-sqlite",
    what: "the same on SQLite (WAL, NORMAL)",
    beside: "a bare `INSERT … SELECT` there",
    unit: "rows/s",
    better: "more",
    must: 0.5,
    aim: 0.9,
    limit:
      "As on Postgres, but the inserts are so quick (2.5 µs a row) that the two passes over the contacts (0.4 µs) " +
      "tell more. Next: the same."
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
