import { idBlock, Store, zoneSet } from "@campanile/core"
import { anotherNode, given, storeWorld } from "@campanile/core/testing"
import { makeStore, migrate, type Step } from "@campanile/storage-sql"
import { beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { postgresDialect } from "../src/dialect.ts"
import { asking, emptyDatabase } from "./databases.ts"
import { type Answered, answering } from "./explaining.ts"
import { driverOn } from "./numbers.ts"

/**
 * Calls of a campaign, and those of them that are over, one time after another, while a snapshot from before that is held.
 * What nearly nothing lives in looks alike to the planner, but for the levels of an index: of few thousands, the one by
 * phone has one less than the one with the mark.
 */
const calls = 110_000
const overs = [8000, 100_000]

/** Calls of a turn. */
const limit = 100

const { carrier, credits, phone, seconds, start, told, utc, zone } = given

/** A contact in each of two zones: of these the database makes the others, with a call each. */
const people = [utc, zoneSet([zone("Europe/Paris")])].map((zones, n) => ({ phone: phone(n + 1), zones }))

const series = `generate_series(${people.length + 1}, ${calls}) as n`

const copies = [
  `insert into contact (workspace_id, list_id, number, line, phone, zones, variables, batch)
  select workspace_id, list_id, n, n + 1, '+33' || n, zones, variables, batch
  from ${series} join contact on number = 1 + n % ${people.length}`,
  `insert into call (workspace_id, id, source, contact, phone, zones, status, sub_status, due_at, attempts, outcomes,
    created_at, updated_at)
  select workspace_id, left(id, 29) || lpad(to_hex(n), 7, '0'), source, n, '+33' || n, zones, status, sub_status, due_at,
    attempts, outcomes, created_at, updated_at
  from ${series} join call on contact = 1 + n % ${people.length} order by n`,
  `update tally set calls = ${calls}`,
  "vacuum (analyze)"
]

/** What many turns do to the calls that wait first in their queues, and to attempts of them: they are dialed, and over. */
const lives = (over: number, at: number) => [
  "begin",
  `insert into attempt (workspace_id, id, call_id, source, number_id, carrier, phone, state, node_id, epoch,
    carrier_call_id, held, spent, connect_fee, rate_per_minute, first_increment, next_increment, ring_seconds,
    limit_seconds, claimed_at, placed_at, deadline_at, talk_seconds, code)
  select call.workspace_id, '${idBlock(at, 0.5, 0.5)}' || right(call.id, 7), call.id, call.source,
    number_id, carrier, call.phone, 'placing', node_id, epoch, call.id, held, 0, connect_fee, rate_per_minute,
    first_increment, next_increment, ring_seconds, limit_seconds, claimed_at, placed_at, deadline_at, 0, ''
  from call cross join (select * from attempt limit 1) as made
  where call.status = 'registered' and contact <= ${over} order by call.id`,
  `update call set status = 'ongoing', sub_status = 'dialing' where status = 'registered' and contact <= ${over}`,
  `update attempt set state = 'ended', ended_at = claimed_at, disposition = 'answered', talk_seconds = 20, spent = held
  where ended_at is null`,
  `update call set status = 'completed', sub_status = 'done', disposition = 'answered', attempts = 1
  where status = 'ongoing'`,
  "commit",
  "analyze"
]

/** All that a node asks again and again, after many lives of which another session's snapshot keeps all that is left. */
const answers = Effect.gen(function*() {
  const url = yield* emptyDatabase
  const { driver } = yield* driverOn(url)
  yield* driver.write("migrate", () => migrate(postgresDialect, 0))
  const store = makeStore(driver)
  const world = yield* Effect.provideService(storeWorld({ capacity: 1000, credits: credits(10_000) }), Store, store)
  yield* world.campaign(people)
  const bulk = yield* asking(url)
  for (const statement of copies) yield* bulk(statement)
  const holder = yield* asking(url)
  yield* holder("begin isolation level repeatable read")
  yield* holder("select count(*) from campaign")

  const { epoch, nodeId } = yield* anotherNode(world)
  const round = (by: typeof store, now: number) =>
    Effect.gen(function*() {
      expect(yield* by.workspacesDue(now)).toEqual([world.workspaceId])
      const block = world.block(now)
      const turn = { workspaceId: world.workspaceId, nodeId, epoch, block, now, carrier, limit }
      const ids = (yield* by.claim(turn)).placements.map(({ attempt }) => attempt.id)
      expect(ids).toHaveLength(limit)
      expect(yield* by.place(nodeId, epoch, ids, now)).toHaveLength(limit)
      const ends = ids.map((id) => told(id, "ended", { at: now, disposition: "answered", talkSeconds: 20 }))
      yield* by.record(ends, world.block(now), now)
      yield* by.orphans(now, 100)
      yield* by.advanceCampaigns(world.block(now), now)
    })
  yield* round(store, start)
  const answered: Array<Answered> = []
  const watching = <A, E>(name: string, step: () => Step<A, E>) => () => answering(name, step(), answered)
  const watched = makeStore({
    ...driver,
    write: (name, step, weight) => driver.write(name, watching(name, step), weight),
    read: (name, step) => driver.read(name, watching(name, step))
  })
  for (const [n, over] of overs.entries()) {
    const at = start + seconds(60 * (n + 1))
    for (const statement of lives(over, at)) {
      yield* bulk(statement)
      // The session is closed when nothing is asked of it for long, and what it held is gone with it.
      expect(yield* holder("show transaction_isolation")).toEqual([{ transaction_isolation: "repeatable read" }])
    }
    yield* round(store, at + seconds(10))
    for (const later of [20, 30]) yield* round(watched, at + seconds(later))
    expect(yield* holder("show transaction_isolation")).toEqual([{ transaction_isolation: "repeatable read" }])
  }
  return answered
}).pipe(Effect.scoped)

/** The most pages that a statement may look at for each call of a turn: less than a fourth of those that are dead. */
const pagesEach = 30

/** Tables that grow with what waits, or with what was ever called. */
const large = ["attempt", "call", "contact", "posting"]

/** It goes over what lives anywhere, which has no mark. */
const unmarked = "find orphans"

describe(`after up to ${overs.at(-1)} lives, while somebody still sees what was before them`, () => {
  let answered: ReadonlyArray<Answered> = []

  beforeAll(async () => {
    answered = await Effect.runPromise(answers)
  })

  /** What answered some statements, of which there is one at least. */
  const those = (words: RegExp) => {
    const found = answered.filter(({ sql }) => words.test(sql))
    expect(found).not.toEqual([])
    return found
  }

  it("no statement goes through a large table, or sorts more than a turn has", () => {
    const scans = answered.flatMap(({ nodes, sql, step }) =>
      nodes
        .filter((node) =>
          (node["Node Type"] === "Seq Scan" && large.includes(node["Relation Name"] ?? "")) ||
          (node["Node Type"].includes("Sort") && node["Actual Rows"] > limit)
        )
        .map((node) => ({ step, node: node["Node Type"], sql }))
    )
    expect(scans).toEqual([])
    expect(new Set(answered.map(({ step }) => step))).toEqual(
      new Set([
        "find due workspaces",
        "claim calls",
        "place attempts",
        "record events",
        "find orphans",
        "advance campaigns"
      ])
    )
  })

  it("what a statement looks at grows with the calls of a turn, not with what is dead", () => {
    const many = answered.filter(({ pages, step }) => step !== unmarked && pages > pagesEach * limit)
    expect(many.map(({ pages, sql, step }) => ({ step, pages, sql }))).toEqual([])
  })

  it("what lives is counted from its mark on, in the one index that has the mark", () => {
    for (const { nodes, pages } of those(/count\(\*\) as "live"/u)) {
      const through = nodes.filter((node) => node["Relation Name"] === "attempt").map((node) => node["Index Name"])
      expect(through).toEqual(["attempt_live"])
      expect(pages).toBeLessThan(5 * limit)
    }
  })

  it("what is due is found from the marks of its queues on", () => {
    for (const { nodes, pages } of those(/as "head" from "source_zone"/u)) {
      expect(nodes.flatMap((node) => node["Index Name"] ?? [])).toEqual(["source_zone_mark", "call_due"])
      expect(pages).toBeLessThan(limit)
    }
    const candidates = [...those(/\) as "due" from /u), ...those(/select \* from call\s/u)]
    for (const { nodes, pages } of candidates) {
      expect(nodes.flatMap((node) => node["Index Name"] ?? [])).toEqual(["call_due", "attempt_live_phone"])
      expect(pages).toBeLessThan(10 * limit)
    }
  })
})
