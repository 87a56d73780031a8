import { idBlock, type Placement, Store, type StoreShape } from "@campanile/core"
import { given, storeWorld } from "@campanile/core/testing"
import { type Driver, makeStore, migrate, type Step } from "@campanile/storage-sql"
import { expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { postgresDialect } from "../src/dialect.ts"
import { busyWith, connected, emptyDatabase, rowsOf } from "./databases.ts"
import { driverOn } from "./numbers.ts"

const { start } = given

const contacts = 40

/** A step that waits before it commits, for as long as somebody has a lock. */
function* waiting<A, E>(step: Step<A, E>): Step<A, E> {
  const answer = yield* step
  yield { _tag: "Query", sql: "select pg_advisory_xact_lock(5)", parameters: [] }
  return answer
}

const slow = (driver: Driver): StoreShape =>
  makeStore({ ...driver, write: (name, step) => driver.write(name, () => waiting(step())) })

const takenBack = (placements: ReadonlyArray<Placement>, until: number) =>
  placements.map(({ attempt: { id } }) => ({
    id,
    gate: "hook" as const,
    verdict: { _tag: "Defer" as const, until, reason: "not now", version: "" }
  }))

const opened = Effect.gen(function*() {
  const url = yield* emptyDatabase
  const { driver } = yield* driverOn(url)
  yield* driver.write("migrate", () => migrate(postgresDialect, 0))
  const store = makeStore(driver)
  const world = yield* Effect.provideService(storeWorld({ capacity: 100 }), Store, store)
  const { id: campaignId } = yield* world.campaign(contacts)
  const { workspaceId } = world
  /** Claim so many calls at an instant, with ids of another, which may be one that has passed. */
  const claim = (limit: number, now = start, idsOf = now) =>
    Effect.map(
      world.claim({ limit, now, block: idsOf === now ? world.block(now) : idBlock(idsOf, 0.5, 0.5) }),
      ({ placements }) => placements
    )
  const mark = Effect.map(
    rowsOf(url, "select mark_due_at::float8 as due_at, mark_id as id from source_zone"),
    ([row]) => ({ dueAt: Number(row?.["due_at"]), id: String(row?.["id"]) })
  )
  return { url, driver, store, workspaceId, campaignId, claim, mark }
})

it.effect("a mark follows what is dialed, and goes back for a call that waits again before it", () =>
  Effect.gen(function*() {
    const { claim, mark, store, workspaceId } = yield* opened
    expect(yield* mark).toEqual({ dueAt: start, id: "" })
    const placements = yield* claim(contacts)
    expect(placements).toHaveLength(contacts)
    expect(yield* store.workspacesDue(start)).toEqual([])
    expect(yield* mark).toEqual({ dueAt: Number.MAX_SAFE_INTEGER, id: "" })
    yield* store.release(takenBack(placements.slice(7, 8), start + 60_000), start)
    expect(yield* mark).toEqual({ dueAt: start + 60_000, id: "" })
    yield* store.release(takenBack(placements.slice(3, 4), start + 30_000), start)
    expect(yield* mark).toEqual({ dueAt: start + 30_000, id: "" })
    expect(yield* store.workspacesDue(start + 29_999)).toEqual([])
    expect(yield* store.workspacesDue(start + 60_000)).toEqual([workspaceId])
    const again = yield* claim(contacts, start + 60_000)
    expect(again.map(({ attempt }) => attempt.callId)).toEqual(
      [placements[3]!, placements[7]!].map(({ attempt }) => attempt.callId)
    )
  }).pipe(Effect.scoped))

it.effect("what lives is counted behind its mark too, where the clock of another node is late", () =>
  Effect.gen(function*() {
    const { campaignId, claim, store, workspaceId } = yield* opened
    const free = contacts / 2
    yield* store.updateWorkspace({ ...(yield* store.workspace(workspaceId)), capacity: free }, start)
    const withIdsOf = (at: number) => claim(free / 2, start, at)
    const first = yield* withIdsOf(start)
    yield* store.release(takenBack(first, start + 60_000), start)
    expect(yield* withIdsOf(start + 60_000)).toHaveLength(free / 2)
    expect(yield* withIdsOf(start + 1)).toHaveLength(free / 2)
    expect(yield* withIdsOf(start + 60_001)).toEqual([])
    expect((yield* store.progress(workspaceId, campaignId)).live).toBe(free)
  }).pipe(Effect.scoped))

it.live("no mark passes over a call that another step is about to let wait", () =>
  Effect.gen(function*() {
    const { claim, driver, mark, store, url, workspaceId } = yield* opened
    const placements = yield* claim(contacts)
    yield* connected(url, async (client) => {
      await client.query("select pg_advisory_lock(5)")
      const release = slow(driver).release(takenBack(placements.slice(0, 1), start + 1000), start)
      await Effect.runPromise(Effect.scoped(Effect.gen(function*() {
        const releasing = yield* Effect.forkScoped(release)
        yield* busyWith(url, "pg_advisory_xact_lock")
        expect(yield* store.workspacesDue(start)).toEqual([])
        yield* Effect.promise(() => client.query("select pg_advisory_unlock(5)"))
        yield* Fiber.join(releasing)
      })))
    })
    expect(yield* mark).toEqual({ dueAt: start, id: "" })
    expect(yield* store.workspacesDue(start + 1000)).toEqual([workspaceId])
    expect(yield* claim(contacts, start + 1000)).toHaveLength(1)
  }).pipe(Effect.scoped))
