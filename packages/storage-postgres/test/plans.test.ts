import { Store } from "@campanile/core"
import { anotherNode, given, storeWorld } from "@campanile/core/testing"
import { apart, makeStore, migrate, type Step } from "@campanile/storage-sql"
import { beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { postgresDialect } from "../src/dialect.ts"
import { emptyDatabase, rowsOf } from "./databases.ts"
import { driverOn } from "./numbers.ts"

/** A node of a plan, as `explain` tells it in JSON. */
interface Plan {
  readonly "Node Type": string
  readonly "Relation Name"?: string
  readonly "Index Name"?: string
  readonly Plans?: ReadonlyArray<Plan>
}

/** A statement of a step, with what the server does to answer it. */
interface Explained {
  readonly step: string
  readonly sql: string
  readonly nodes: ReadonlyArray<Plan>
}

const nodesOf = (plan: Plan): ReadonlyArray<Plan> => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

/** A step that has each of its statements explained before it asks it. */
function* explaining<A, E>(name: string, all: Step<A, E>, explained: Array<Explained>): Step<A, E> {
  const step = apart(all)
  let next = step.next([])
  while (next.done !== true) {
    const request = next.value
    if (request._tag !== "Failure" && /^\s*(select|insert|update|delete|with)/u.test(request.sql)) {
      const parameters = request._tag === "Query" ? request.parameters : request.parameters[0]!
      const [row] = yield { _tag: "Query", sql: `explain (format json) ${request.sql}`, parameters }
      const told = (row as { readonly "QUERY PLAN": ReadonlyArray<{ readonly Plan: Plan }> })["QUERY PLAN"]
      explained.push({ step: name, sql: request.sql, nodes: told.flatMap(({ Plan: plan }) => nodesOf(plan)) })
    }
    next = step.next(yield request)
  }
  return next.value
}

const calls = 100_000

const { days, start, told } = given

/** Calls and attempts of a workspace that were over long ago, which lie before all others. */
const history = (workspaceId: string) => [
  `insert into call (workspace_id, id, source, contact, phone, zones, status, sub_status, due_at, attempts, outcomes,
    last_number_id, disposition, created_at, updated_at)
  select '${workspaceId}', 'past-' || lpad(n::text, 9, '0'), 'past', n, '+33' || n, '["UTC"]', 'completed', 'done', 0, 1,
    '{}', 'number', 'answered', 0, 0 from generate_series(1, ${calls}) as n`,
  `insert into attempt (workspace_id, id, call_id, source, number_id, carrier, phone, state, node_id, epoch, held, spent,
    connect_fee, rate_per_minute, first_increment, next_increment, ring_seconds, limit_seconds, claimed_at, placed_at,
    ended_at, deadline_at, talk_seconds, code, disposition, cost, currency)
  select '${workspaceId}', 'past-' || lpad(n::text, 9, '0'), 'past-' || lpad(n::text, 9, '0'), 'past', 'number', 'tower',
    '+33' || n, 'ended', 'node', 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 10, '', 'answered', 1, 'EUR'
  from generate_series(1, ${calls}) as n`
]

/** Messages of which as many are delivered as wait, to a thousand targets of which one has half of what waits. */
const messages = (workspaceId: string) => [
  `insert into message (workspace_id, id, type, payload, at)
  select '${workspaceId}', 'told-' || lpad(n::text, 9, '0'), 'call_completed', '{}', ${start} - n
  from generate_series(1, ${2 * calls}) as n`,
  `insert into delivery (workspace_id, message_id, channel, address, line, status, due_at, since, tries, last_error)
  select '${workspaceId}', 'told-' || lpad(n::text, 9, '0'), 'webhook', url, '${workspaceId} ' || url,
    case when n % 2 = 0 then 'due' else 'done' end, ${start} - n, ${start} - n, 0, ''
  from generate_series(1, ${2 * calls}) as n,
    lateral (select 'https://example.com/' || case when n % 4 = 0 then 0 else n % 1000 end as url) as target`
]

/** All that a node asks again and again, in a database in which much waits and more was dialed, explained. */
const explainedSteps = Effect.gen(function*() {
  const url = yield* emptyDatabase
  const { driver } = yield* driverOn(url)
  yield* driver.write("migrate", () => migrate(postgresDialect, 0))
  const store = makeStore(driver)
  const world = yield* Effect.provideService(storeWorld({ capacity: 1000 }), Store, store)
  const campaign = yield* world.campaign(calls, { callbackUrl: "https://example.com/hook" })
  for (const statement of [...history(world.workspaceId), ...messages(world.workspaceId)]) yield* rowsOf(url, statement)
  yield* rowsOf(url, "analyze")
  const explained: Array<Explained> = []
  const watched = makeStore({
    ...driver,
    write: (name, step) => driver.write(name, () => explaining(name, step(), explained)),
    read: (name, step) => driver.read(name, () => explaining(name, step(), explained))
  })
  const { id } = yield* world.draft()
  const command = { _tag: "Schedule", numbers: [world.number.id], startsAt: start, endsAt: start + days(1) } as const
  yield* watched.command(world.workspaceId, id, command, world.block(), world.block(), start)
  const node = yield* anotherNode(world)
  const turn = (limit: number) =>
    watched.claim({
      workspaceId: world.workspaceId,
      nodeId: node.nodeId,
      epoch: node.epoch,
      block: world.block(),
      now: start,
      carrier: given.carrier,
      limit
    })
  for (const limit of [100, 200]) {
    expect(yield* watched.workspacesDue(start)).toEqual([world.workspaceId])
    const { placements } = yield* turn(limit)
    const ids = placements.map(({ attempt }) => attempt.id)
    expect(ids).toHaveLength(limit)
    yield* watched.place(node.nodeId, node.epoch, ids, start)
    const ends = ids.slice(0, limit / 2).map((id) => told(id, "ended", { disposition: "answered", talkSeconds: 20 }))
    yield* watched.record(ends, world.block(), start)
    yield* watched.orphans(start, 100)
    yield* watched.advanceCampaigns(world.block(), start)
    yield* watched.progress(world.workspaceId, campaign.id)
    yield* watched.calls(world.workspaceId, { campaignId: campaign.id }, { limit: 10, offset: 0 })
    yield* watched.calls(world.workspaceId, {}, { limit: 10, offset: 0 })
    yield* watched.queuedAttempts("tower", start, null, 10)
    yield* watched.unpricedAttempts("tower", 0, start, 10)
    const due = yield* watched.takeDeliveries("webhook", start, start + 60_000, 512, { most: 32, busy: [] })
    expect(due).toHaveLength(512)
    yield* watched.noteDeliveries(
      due.map(({ message: { id, workspaceId }, target }) => ({
        workspaceId,
        id,
        target,
        result: { _tag: "Delivered" }
      })),
      start
    )
  }
  return explained
}).pipe(Effect.scoped)

/** Tables that grow with what waits, or with what was ever called. */
const large = ["attempt", "call", "contact", "posting", "decision", "message", "delivery"]

describe(`with ${calls} calls that wait and as many that were dialed`, () => {
  let explained: ReadonlyArray<Explained> = []

  beforeAll(async () => {
    explained = await Effect.runPromise(explainedSteps)
  })

  it("no step of a node goes through a whole table", () => {
    const scans = explained.flatMap(({ nodes, sql, step }) =>
      nodes
        .filter((one) => one["Node Type"] === "Seq Scan" && large.includes(one["Relation Name"] ?? ""))
        .map((one) => ({ step, scans: one["Relation Name"], sql }))
    )
    expect(scans).toEqual([])
    expect(new Set(explained.map(({ step }) => step)).size).toBeGreaterThan(8)
  })

  it("candidates come from the due index, in its order, and each phone is looked up by itself", () => {
    const candidates = explained.filter(({ sql }) => /select \* from call\s/u.test(sql))
    expect(candidates.length).toBeGreaterThan(1)
    for (const { nodes } of candidates) {
      expect(nodes.map((one) => one["Node Type"])).not.toContain("Sort")
      expect(nodes.flatMap((one) => one["Index Name"] ?? [])).toEqual(["call_due", "attempt_live_phone"])
    }
  })

  it("the zones in which calls of a new campaign wait are found one after the other in the due index", () => {
    const asked = explained.filter(({ sql }) => /insert into source_zone/u.test(sql))
    expect(asked).toHaveLength(1)
    for (const { nodes } of asked) {
      const through = nodes.filter((one) => one["Relation Name"] === "call").map((one) => one["Index Name"])
      expect(new Set(through)).toEqual(new Set(["call_due"]))
      expect(nodes.map((one) => one["Node Type"])).not.toContain("Sort")
    }
  })

  it("what is due to be told is found target by target in the index, without a sort", () => {
    const asked = explained.filter(({ sql, step }) => step === "take deliveries" && /\bdelivery\b/u.test(sql))
    const reads = asked.filter(({ sql }) => !/^\s*update/u.test(sql))
    expect(new Set(reads.map(({ sql }) => /recursive/u.test(sql)))).toEqual(new Set([true, false]))
    for (const { nodes } of reads) {
      const types = nodes.map((one) => one["Node Type"])
      expect(types.filter((type) => type.includes("Sort") || type.includes("Bitmap"))).toEqual([])
      const through = nodes.filter((one) => one["Relation Name"] === "delivery").map((one) => one["Index Name"])
      expect(new Set(through)).toEqual(new Set(["delivery_due"]))
    }
  })

  it("what is due is counted and found in the order of the due index, without a sort", () => {
    const heads = explained.filter(({ sql }) => /order by call\.(zones, call\.)?due_at/u.test(sql))
    expect(new Set(heads.map(({ step }) => step))).toEqual(
      new Set(["find due workspaces", "move marks", "claim calls", "advance campaigns"])
    )
    for (const { nodes } of heads) expect(nodes.map((one) => one["Index Name"])).toContain("call_due")
  })
})
