import type { Store } from "@campanile/core"
import { given, storeWorld } from "@campanile/core/testing"
import { postgresStore } from "@campanile/storage-postgres"
import { startPostgres } from "@campanile/storage-postgres/testing"
import { sqliteStore } from "@campanile/storage-sqlite"
import { expect, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Schedule } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { auditRests } from "../../src/crash/audit/rests.ts"
import type { Database } from "../../src/crash/evidence.ts"
import { type JournalLine, readJournal } from "../../src/crash/journal.ts"
import { journalPostgres, postgresDatabase } from "../../src/crash/postgres-database.ts"
import { journalSqlite, sqliteDatabase } from "../../src/crash/sqlite-database.ts"

/** A store on a database that keeps a journal since it has its tables, and the database as others see it. */
const journaled = Effect.fnUntraced(function*<E>(
  layer: Layer.Layer<Store, E>,
  { journal, open }: { readonly journal: () => Promise<void>; readonly open: () => Database }
) {
  const context = yield* Layer.build(layer)
  yield* Effect.promise(journal)
  const database = yield* Effect.acquireRelease(Effect.sync(open), ({ close }) => Effect.promise(close))
  return { context, database }
})

const onSqlite = Effect.gen(function*() {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "campanile-journal-"))),
    (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
  )
  const path = join(folder, "campanile.db")
  return yield* journaled(sqliteStore({ path, synchronous: "normal" }), {
    journal: () => journalSqlite(path),
    open: () => sqliteDatabase(path)
  })
})

const onPostgres = Effect.gen(function*() {
  const server = yield* Effect.acquireRelease(
    Effect.promise(() => startPostgres()),
    (started) => Effect.promise(() => started[Symbol.asyncDispose]())
  )
  const url = server.url()
  const kept = yield* journaled(postgresStore({ url, hints: "off" }), {
    journal: () => journalPostgres(url),
    open: () => postgresDatabase(url)
  })
  return { ...kept, url }
})

const pause = { _tag: "Pause", cause: "requested" } as const

/** The journal in words. An attempt is named by when it came. */
const wordsOf = (journal: ReadonlyArray<JournalLine>): ReadonlyArray<string> => {
  const attempts = [...new Set(journal.flatMap(({ id, kind }) => kind === "attempt" ? [id] : []))]
  return journal.map(({ id, kind, status }) =>
    kind === "campaign" ? status : `attempt ${1 + attempts.indexOf(id)} ${status}`
  )
}

/** A campaign that is paused between a claim and its placing, resumed, and stopped. Answers with what was placed. */
const story = Effect.gen(function*() {
  const world = yield* storeWorld()
  const { id } = yield* world.campaign(4)
  const one = Effect.map(world.claim({ limit: 1 }), ({ placements }) => placements.map(({ attempt }) => attempt))
  const before = yield* world.place(yield* one)
  const late = yield* one
  yield* world.command(id, pause)
  expect(yield* Effect.result(world.command(id, pause))).toMatchObject({ _tag: "Failure" })
  expect(yield* world.place(late)).toEqual([])
  expect(yield* one).toEqual([])
  yield* world.command(id, { _tag: "Resume" })
  const after = yield* world.place(yield* one)
  yield* world.command(id, { _tag: "Stop" })
  return [...before, ...after].map((attemptId) => ({ attemptId, at: given.start, from: "", to: "" }))
})

const inOrder = [
  ...["draft", "ongoing", "attempt 1 claimed", "attempt 1 placing", "attempt 2 claimed"],
  ...["paused", "attempt 2 ended", "ongoing", "attempt 3 claimed", "attempt 3 placing", "canceled"]
]

it.live("SQLite journals what becomes of campaigns and attempts, in the order of the steps", () =>
  Effect.gen(function*() {
    const { context, database } = yield* onSqlite
    const requests = yield* Effect.provideContext(story, context)
    const journal = yield* Effect.promise(() => readJournal(database))
    expect(wordsOf(journal)).toEqual(inOrder)
    expect(auditRests([], requests, 0, { journal }).findings).toEqual([
      expect.stringContaining("was resumed 1 times, and asked to be 0 times")
    ])
  }))

/** Waits until so many connections wait for rows that others have. */
const held = ({ query }: Database, connections: number) =>
  Effect.retry(
    Effect.filterOrFail(
      Effect.promise(() => query("select pid from pg_stat_activity where wait_event_type = 'Lock'")),
      (rows) => rows.length === connections,
      () => "not yet"
    ),
    Schedule.spaced(5)
  )

/** Does two things of which the first waits, in its middle, for rows that a query holds, and the second for the first or for nothing. */
const whileHeld = Effect.fnUntraced(function*<A, B, E>(
  { database, url }: { readonly database: Database; readonly url: string },
  query: string,
  first: Effect.Effect<A, E>,
  second: Effect.Effect<B, E>
) {
  const client = yield* Effect.acquireRelease(
    Effect.promise(async () => {
      const connected = new pg.Client({ connectionString: url })
      await connected.connect()
      await connected.query("begin")
      await connected.query(query)
      return connected
    }),
    (connected) => Effect.promise(() => connected.end())
  )
  const one = yield* Effect.forkChild(first)
  yield* held(database, 1)
  const other = yield* Effect.forkChild(second)
  yield* Effect.race(held(database, 2), Fiber.await(other))
  yield* Effect.promise(() => client.query("rollback"))
  yield* Fiber.join(other)
  return yield* Fiber.join(one)
}, Effect.scoped)

it.live("Postgres journals the same, and what waits for a step comes after it", () =>
  Effect.gen(function*() {
    const { context, ...there } = yield* onPostgres
    const read = Effect.promise(() => readJournal(there.database))
    yield* Effect.provideContext(story, context)
    const told = yield* read
    expect(wordsOf(told)).toEqual(inOrder)

    const world = yield* Effect.provideContext(storeWorld({ key: 2 }), context)
    const { id } = yield* world.campaign(2)
    const claim = world.claim({ limit: 1 })
    const { placements } = yield* whileHeld(
      there,
      "select id from caller_number for update",
      claim,
      world.command(id, pause)
    )
    yield* world.command(id, { _tag: "Resume" })
    const place = world.place(placements.map(({ attempt }) => attempt))
    const placed = yield* whileHeld(there, "select id from attempt for update", place, world.command(id, pause))
    expect(placed).toHaveLength(1)
    expect(wordsOf((yield* read).slice(told.length))).toEqual(
      ["draft", "ongoing", "attempt 1 claimed", "paused", "ongoing", "attempt 1 placing", "paused"]
    )
  }))
