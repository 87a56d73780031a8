import { type CarrierEvent, type Pace, Store } from "@campanile/core"
import { postgresStore } from "@campanile/storage-postgres"
import { sqliteStore } from "@campanile/storage-sqlite"
import Database from "better-sqlite3"
import { Clock, Effect, ManagedRuntime } from "effect"
import pg from "pg"
import { stages, talkSeconds } from "../http/account.ts"
import { asked, heard, instant } from "../http/talk.ts"
import type { Gauge, Measure } from "../measure.ts"
import type { Order, Posted } from "../programs/load.ts"
import type { Served, Where } from "../programs/server.ts"
import type { Resources } from "../resources.ts"
import { answeredOf, dialAll, type Dialed } from "../world/dialed.ts"
import { addList, addWorkspace, block, startCampaign } from "../world/workspace.ts"

const gauge = (name: string, store: string, limit: string): Gauge => ({
  name,
  what: `signed callbacks of Twilio's per second through HTTP: verified, folded and committed on ${store}`,
  beside: "the same posts to a Hono route that only reads the form",
  unit: "callbacks/s",
  better: "more",
  must: 0.2,
  aim: 0.5,
  limit
})

/** How many connections the callbacks come on. */
const connections = 64

/** A pace of the account that ten calls use up for hours, so that the server dials nothing itself. */
const spent: Pace = { perSecond: 0.001, burst: 1000 }

const hungUp = ({ attemptId, sid }: Dialed): CarrierEvent => ({
  attemptId,
  carrierCallId: sid,
  kind: "ended",
  at: 0,
  disposition: "canceled",
  talkSeconds: 0,
  code: "canceled"
})

/** How long (ms) between two looks at whether all is committed. */
const look = 5

/** A database as a server is told of it, with a store on it here and a way to count in it. */
interface Place {
  readonly where: Where
  readonly runtime: ManagedRuntime.ManagedRuntime<Store, unknown>
  readonly count: (query: string) => Promise<number>
}

const onPostgres = async ({ database }: Resources): Promise<Place> => {
  const url = await database()
  return {
    where: { kind: "postgres", url },
    runtime: ManagedRuntime.make(postgresStore({ url })),
    count: async (query) => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      try {
        return Number((await client.query<{ n: string }>(query)).rows[0]!.n)
      } finally {
        await client.end()
      }
    }
  }
}

const onSqlite = async ({ file }: Resources): Promise<Place> => {
  const path = file("callbacks.db")
  return {
    where: { kind: "sqlite", path },
    runtime: ManagedRuntime.make(sqliteStore({ path, synchronous: "normal" })),
    count: async (query) => {
      const db = new Database(path, { readonly: true })
      try {
        return Number(db.prepare<[], { n: number }>(query).get()!.n)
      } finally {
        db.close()
      }
    }
  }
}

const wholeLives = `select count(*) as n from attempt where disposition = 'answered' and talk_seconds = ${talkSeconds}
  and ringing_at is not null and answered_at is not null and ended_at is not null`

async function* rounds(resources: Resources, placeOf: (resources: Resources) => Promise<Place>) {
  const { run, some } = resources
  const calls = some(2500, 200)
  const { count, runtime, where } = await placeOf(resources)
  const store = await runtime.runPromise(Store)
  const workspace = await runtime.runPromise(Effect.flatMap(Clock.currentTimeMillis, (now) => addWorkspace(store, now)))
  let from = 0
  const dialed = (calls: number, pace: Pace | null) =>
    Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const listId = yield* addList(store, workspace, now, from, calls)
      from += calls
      const campaignId = yield* startCampaign(store, workspace, listId, now, { callbackUrl: null })
      const sides = yield* dialAll(store, workspace.workspaceId, calls, now, pace)
      return { campaignId, now, sides }
    })
  const { now, sides } = await runtime.runPromise(dialed(10, spent))
  await runtime.runPromise(store.record(sides.map(hungUp), block(now), now))
  const serverArguments = [JSON.stringify({ where, apiUrl: "http://127.0.0.1:9" } satisfies Served)]
  const server = run(new URL("../programs/server.ts", import.meta.url), serverArguments)
  const { port } = await heard<{ port: number }>(server)
  const trivial = run(new URL("../programs/trivial-server.ts", import.meta.url), [])
  const { port: trivialPort } = await heard<{ port: number }>(trivial)
  const load = run(new URL("../programs/load.ts", import.meta.url), [])
  try {
    for (let round = 0;; round++) {
      const { campaignId, now, sides } = await runtime.runPromise(dialed(calls, null))
      await asked(load, { calls: sides, at: now } satisfies Order)
      const { began } = await asked<Posted>(load, { port, connections } satisfies Order)
      const all = Effect.gen(function*() {
        while ((yield* answeredOf(store, workspace.workspaceId, campaignId)) < calls) yield* Effect.sleep(look)
        return instant()
      })
      const ended = await runtime.runPromise(Effect.timeout(all, "1 minute"))
      const whole = await count(wholeLives)
      if (whole !== (round + 1) * calls) throw new Error(`${whole} of ${(round + 1) * calls} calls were folded whole`)
      const beside = await asked<Posted>(load, { port: trivialPort, connections } satisfies Order)
      const posts = calls * stages.length
      const perSecond = (span: Posted) => posts / ((span.ended - span.began) / 1000)
      yield [{ ours: perSecond({ began, ended }), peer: perSecond(beside) }]
    }
  } finally {
    for (const child of [server, trivial, load]) child.stdin?.destroy()
    await runtime.dispose()
  }
}

/** Callbacks of a carrier, on Postgres. */
export const callback: Measure = {
  name: "callback",
  gauges: [gauge(
    "callback",
    "Postgres",
    "It is bound by the server's own thread, which has about twice the trivial route's work for a post, and by Postgres, " +
      "which shares the machine with it: a batch is recorded by a dozen statements and more, one after the other, and on a " +
      "machine that is busy the folding lags behind the answers. Of the server's time HTTP itself takes half, the fibers of " +
      "a request a seventh, its signature an eighth, the statements a tenth. The next step is to record a batch with fewer " +
      "round trips, then to read and report a request without a program of its own."
  )],
  rounds: (resources) => rounds(resources, onPostgres)
}

/** The same on SQLite. */
export const callbackSqlite: Measure = {
  name: "callback-sqlite",
  gauges: [gauge(
    "callback-sqlite",
    "SQLite (WAL, NORMAL)",
    "It is bound by the server's one thread, in which the file is written too: HTTP itself takes half of it, the fibers of a " +
      "request a seventh, what is recorded a sixth, the signature a ninth. The next step is to read and report a request " +
      "without a program of its own."
  )],
  rounds: (resources) => rounds(resources, onSqlite)
}
