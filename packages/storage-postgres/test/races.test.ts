import { Store, type StoreShape } from "@campanile/core"
import { anotherNode, given, storeSuite, storeWorld } from "@campanile/core/testing"
import { makeStore, migrate } from "@campanile/storage-sql"
import { expect, it } from "@effect/vitest"
import { Effect, Redacted, Ref } from "effect"
import { postgresDialect } from "../src/dialect.ts"
import { postgresDriver } from "../src/driver.ts"
import { openPool } from "../src/pool.ts"
import { emptyDatabase, rowsOf } from "./databases.ts"
import { driverOn } from "./numbers.ts"

const { start, told } = given

const storeOn = Effect.fnUntraced(function*(url: string, connections: number) {
  const { driver } = yield* driverOn(url, {}, { connections })
  yield* driver.write("migrate", () => migrate(postgresDialect, 0))
  return makeStore(driver)
})

/** How many deadlocks the server had to break, and how many transactions were rolled back. */
const brokenIn = (url: string) =>
  Effect.map(
    rowsOf(url, "select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()"),
    ([row]) => Number(row?.["deadlocks"])
  )

it.live("eight nodes that do everything at once, with people who command, lose nothing and meet no deadlock", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    const store = yield* storeOn(url, 16)
    const capacity = 40
    const people = 240
    const world = yield* Effect.provideService(storeWorld({ capacity }), Store, store)
    const { id: campaignId } = yield* world.campaign(people, { callbackUrl: "https://example.com/hook" })
    const { workspaceId } = world
    const failures = yield* Ref.make<ReadonlyArray<string>>([])
    const dialed: Array<string> = []
    const over: Array<number> = []
    const noted = <A, E extends Error>(step: Effect.Effect<A, E>) =>
      step.pipe(Effect.catch((error) => Ref.update(failures, (all) => [...all, error.message])))

    const dialing = Effect.gen(function*() {
      const node = yield* anotherNode(world)
      let waiting = people
      while (waiting > 0) {
        const claimed = yield* node.claim(10)
        const { byStatus, live } = yield* store.progress(workspaceId, campaignId)
        waiting = byStatus.registered
        over.push(live)
        const attempts = yield* node.place(claimed)
        dialed.push(...attempts.map(({ callId }) => callId))
        // Twice and at once, as carriers tell things.
        const ends = attempts.map(({ id }) => told(id, "ended", { disposition: "answered", talkSeconds: 20 }))
        yield* Effect.all([world.record(ends), world.record(ends.toReversed())], {
          concurrency: "unbounded",
          discard: true
        })
        yield* store.renewLease(node.nodeId, start + given.days(1))
      }
    })
    const commanding = Effect.gen(function*() {
      for (let n = 0; n < 15; n++) {
        const give = (command: Parameters<StoreShape["command"]>[2]) =>
          Effect.ignore(world.command(campaignId, command))
        yield* give({ _tag: "Pause", cause: "requested" })
        yield* store.orphans(start, 100)
        yield* give({ _tag: "Resume" })
        yield* store.advanceCampaigns(world.block(), start)
        yield* world.grant(5)
      }
    })
    // Those that are claimed next: what a turn has in its hands is what others want to close.
    const closing = Effect.gen(function*() {
      const filter = { campaignId, status: "registered" } as const
      for (let n = 0; n < 25; n++) {
        const { total } = yield* store.calls(workspaceId, filter, { limit: 1, offset: 0 })
        const { calls } = yield* store.calls(workspaceId, filter, { limit: 8, offset: Math.max(0, total - 8) })
        const [suppressed, ...others] = calls.toReversed()
        yield* store.terminateCalls(workspaceId, others.slice(0, 3).map(({ id }) => id), start)
        if (suppressed !== undefined) yield* world.suppress(suppressed.phone)
      }
    })
    const nodes = Array.from({ length: 8 }, () => dialing)
    yield* Effect.all([...nodes, commanding, closing, closing].map(noted), { concurrency: "unbounded", discard: true })
    expect(yield* Ref.get(failures)).toEqual([])
    expect(dialed.length - new Set(dialed).size).toBe(0)
    expect(Math.max(...over)).toBeLessThanOrEqual(capacity)
    expect(dialed.length).toBeGreaterThan(people / 4)

    const [ledger, balance] = [yield* store.ledger(workspaceId), yield* store.balance(workspaceId)]
    expect(balance.held).toBe(0)
    expect(ledger.filter(({ kind }) => kind === "settle")).toHaveLength(dialed.length)
    const counted = yield* rowsOf(
      url,
      `select coalesce(t.status, c.status) as status from
        (select status, sum(calls)::int as calls from tally where source = $1 group by 1 having sum(calls) <> 0) as t
        full join (select status, count(*)::int as calls from call where source = $1 group by 1) as c
          on c.status = t.status
        where t.calls is distinct from c.calls`,
      [campaignId]
    )
    expect(counted).toEqual([])
    expect(yield* brokenIn(url)).toBe(0)
  }))

it.live("what was told already of one of many calls is not told again, and keeps none of the others", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    const store = yield* storeOn(url, 4)
    const people = 300
    const world = yield* Effect.provideService(storeWorld({ capacity: people }), Store, store)
    const { id: campaignId } = yield* world.campaign(people, { callbackUrl: "https://example.com/hook" })
    const { placements } = yield* world.claim({ limit: people })
    const attempts = placements.map(({ attempt }) => attempt)
    yield* world.place(attempts)
    // The last word on a call is a message with the id of the call.
    const { callId } = attempts[7]!
    yield* rowsOf(
      url,
      `insert into message (workspace_id, id, type, campaign_id, call_id, payload, at)
      values ($1, $2, 'contact.completed', $3, $2, '{"told":"before"}', 1)`,
      [world.workspaceId, callId, campaignId]
    )
    yield* world.end(attempts, "answered", start, 20)
    const told = yield* rowsOf(
      url,
      `select message.type, count(*)::int as messages, count(delivery.message_id)::int as deliveries,
        sum((message.payload like '%before%')::int)::int as old
      from message left join delivery on delivery.message_id = message.id
      where message.call_id is not null group by message.type order by message.type`
    )
    expect(told).toEqual([
      { type: "call_completed", messages: people, deliveries: people, old: 0 },
      { type: "call_started", messages: people, deliveries: people, old: 0 },
      { type: "contact.completed", messages: people, deliveries: people, old: 1 }
    ])
    expect((yield* store.progress(world.workspaceId, campaignId)).live).toBe(0)
  }))

/** The promises about steps that are taken at once, and a long walk. */
const some = storeSuite.filter(({ name }) => name.startsWith("at once: ") || name.endsWith("as seed 1 has it"))

it.live.each(some.map(({ name, test }) => ({ name, test })))(
  "behind a pooler that gives each step a connection without a past: $name",
  ({ test }) =>
    Effect.gen(function*() {
      const url = yield* emptyDatabase
      const pool = yield* openPool({
        url: Redacted.make(url),
        connections: 8,
        connectTimeout: 10_000,
        answerTimeout: 30_000
      })
      pool.on("acquire", (client) => {
        client.query("discard all").catch(() => {})
      })
      const driver = postgresDriver(pool, { statement: 10_000, heavy: 20_000, lock: 10_000, idle: 10_000 })
      yield* driver.write("migrate", () => migrate(postgresDialect, 0))
      yield* Effect.provideService(test, Store, makeStore(driver))
    })
)
