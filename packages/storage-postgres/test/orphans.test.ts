import { Store } from "@campanile/core"
import { anotherNode, given, storeWorld } from "@campanile/core/testing"
import { expect, it } from "@effect/vitest"
import { Effect, Fiber, Redacted } from "effect"
import pg from "pg"
import { postgresStore } from "../src/index.ts"
import { busyWith, emptyDatabase } from "./databases.ts"

/** A transaction that keeps a row of the table of nodes, as a step of its owner does, until it is told to end. */
const keepRow = (url: string, nodeId: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await client.query("begin")
      await client.query("select from node where id = $1 for share", [nodeId])
      return client
    }),
    (client) => Effect.promise(() => client.end())
  )

it.live("a node that comes while the leases are waited for keeps what it claims", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    yield* Effect.gen(function*() {
      const store = yield* Store
      const world = yield* storeWorld()
      yield* world.campaign(2)
      const old = yield* anotherNode(world)
      const step = yield* keepRow(url, old.nodeId)
      const orphans = yield* Effect.forkChild(store.orphans(given.start, 10))
      yield* busyWith(url, "from \"node\" order by")
      const young = yield* anotherNode(world)
      const attempts = yield* young.claim(2)
      expect(attempts).toHaveLength(2)
      yield* Effect.promise(() => step.query("commit"))
      expect(yield* Fiber.join(orphans)).toEqual([])
      expect(yield* young.place(attempts)).toHaveLength(2)
    }).pipe(Effect.provide(postgresStore({ url: Redacted.make(url) })))
  }))
