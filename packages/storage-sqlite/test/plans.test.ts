import { Store } from "@campanile/core"
import { storeSuite } from "@campanile/core/testing"
import { type Driver, makeStore, migrate, type Step } from "@campanile/storage-sql"
import { beforeAll, expect, it } from "@effect/vitest"
import Sqlite from "better-sqlite3"
import { Effect } from "effect"
import { sqliteDialect } from "../src/dialect.ts"
import { sqliteDriver } from "../src/driver.ts"

/** Tables that grow with what was ever called. */
const large = [
  "attempt",
  "call",
  "campaign",
  "campaign_block",
  "contact",
  "decision",
  "delivery",
  "message",
  "posting",
  "rejected_row",
  "source_state",
  "suppression"
]

/** Indexes of what is hot: as long as what lives or may change now, however much has been. */
const hot = ["attempt_live", "campaign_advancing", "delivery_due"]

const open = (content: string | Buffer) =>
  Effect.acquireRelease(
    Effect.sync(() => new Sqlite(content)),
    (database) => Effect.sync(() => database.close())
  )

/** A database that has its tables and nothing else, as its bytes. */
const empty = Effect.gen(function*() {
  const database = yield* open(":memory:")
  yield* sqliteDriver(database).write("migrate", () => migrate(sqliteDialect, 0))
  return database.serialize()
}).pipe(Effect.scoped)

interface Plan {
  readonly sql: string
  readonly plan: ReadonlyArray<string>
}

/** How many statements each placement of the suite asked, whatever the number of its attempts. */
const placements: Array<number> = []

function* counting<A, E>(step: Step<A, E>): Step<A, E> {
  let statements = 0
  let next = step.next([])
  while (next.done !== true) {
    statements++
    next = step.next(yield next.value)
  }
  placements.push(statements)
  return next.value
}

const withCounts = (driver: Driver): Driver => ({
  ...driver,
  write: (name, step) => driver.write(name, name === "place attempts" ? () => counting(step()) : step)
})

/** The SQL of every step of the suite, with how SQLite goes about it. */
const collect = Effect.gen(function*() {
  const asked = new Set<string>()
  const tables = yield* empty
  const watched = Effect.map(open(tables), (database) => {
    const prepare = database.prepare.bind(database)
    return Object.assign(database, {
      prepare: (sql: string) => {
        asked.add(sql)
        return prepare(sql)
      }
    })
  })
  for (const { test } of storeSuite) {
    yield* watched.pipe(
      Effect.flatMap((database) => Effect.provideService(test, Store, makeStore(withCounts(sqliteDriver(database))))),
      Effect.scoped
    )
  }
  const database = yield* open(tables)
  return [...asked].filter((sql) => /^(select|update|delete|insert|with)/u.test(sql)).map((sql): Plan => {
    const parameters = sql.split("?").slice(1).map(() => null)
    const rows = database.prepare<Array<unknown>, { readonly detail: string }>(`explain query plan ${sql}`).all(
      parameters
    )
    return { sql, plan: rows.map(({ detail }) => detail) }
  })
}).pipe(Effect.scoped)

let plans: ReadonlyArray<Plan> = []

beforeAll(async () => {
  plans = await Effect.runPromise(collect)
})

it("a claim reads its candidates from the due index, in its order, without a sort", () => {
  const candidates = plans.filter(({ sql }) => /^select \* from call\s/u.test(sql))
  expect(candidates.map(({ plan }) => plan)).toEqual([[
    "SEARCH call USING INDEX call_due (workspace_id=? AND source=? AND zones=? AND (due_at,id)>(?,?) AND due_at<?)",
    "CORRELATED SCALAR SUBQUERY 1",
    expect.stringMatching(/^SEARCH attempt USING (COVERING )?INDEX attempt_live_phone/u)
  ]])
})

it("no step goes through a whole table that grows with what was ever called", () => {
  const scans = plans.flatMap(({ plan, sql }) =>
    plan
      .filter((detail) => large.includes(/^SCAN (\w+)/u.exec(detail)?.[1] ?? ""))
      .filter((detail) => !hot.includes(/INDEX (\w+)/u.exec(detail)?.[1] ?? ""))
      .map((detail) => ({ detail, sql }))
  )
  expect(scans).toEqual([])
})

it("a placement asks the same few questions for one attempt and for thousands", () => {
  expect(placements.length).toBeGreaterThan(20)
  expect(Math.max(...placements)).toBeLessThan(30)
})

it("nothing that waits or is due is sorted", () => {
  const read = plans.filter(({ sql }) => /from "?(call|delivery|posting|contact)"? .* order by/su.test(sql))
  expect(read.length).toBeGreaterThan(3)
  expect(read.filter(({ plan }) => plan.some((detail) => detail.includes("TEMP B-TREE")))).toEqual([])
})

it("targets for which something waits are found one after the other, and their oldest messages in the index", () => {
  const lines = plans.find(({ sql }) => sql.startsWith("with recursive waiting"))?.plan ?? []
  const looks = lines.filter((detail) => detail.includes("delivery"))
  expect(looks.map((detail) => detail.replace(/^.*INDEX /u, ""))).toEqual([
    "delivery_due (channel=?)",
    "delivery_due (channel=? AND line>?)",
    "delivery_due (channel=? AND line=?)"
  ])
  const oldest = plans.filter(({ sql }) => /from "delivery" inner join "message" .*"due_at" <=/u.test(sql))
  expect(oldest.map(({ plan }) => plan[0])).toEqual([
    expect.stringContaining("delivery_due (channel=? AND line=? AND due_at<?)")
  ])
})

it("what is known of a phone is found by the phone", () => {
  const planOf = (sql: RegExp) => plans.filter((one) => sql.test(one.sql)).map(({ plan }) => plan[0])
  expect(planOf(/from "suppression" .* in \(select/u)).toEqual([
    expect.stringContaining("(workspace_id=? AND pattern=?)")
  ])
  expect(planOf(/from "attempt" .* "placed_at" >/u)).toEqual([
    expect.stringContaining("attempt_phone (workspace_id=? AND phone=?)")
  ])
  expect(planOf(/^select "call"\.\* from .* "dialing"/u)).toEqual([
    expect.stringContaining("contact_phone (workspace_id=? AND phone=? AND list_id=?)")
  ])
})

it("attempts that live are counted for a turn from an index alone, and for all nodes from what lives", () => {
  const counts = plans.filter(({ sql }) => /^select .* from "attempt" (?!.*"cost").* group by/u.test(sql))
  expect(counts.map(({ plan }) => plan[0]!).toSorted()).toEqual([
    expect.stringMatching(/^SCAN attempt USING INDEX attempt_live/u),
    "SEARCH attempt USING COVERING INDEX attempt_live (workspace_id=? AND id>?)"
  ])
})

it("queues that are due are found by their marks, and what is due in them after those", () => {
  const [look, ...others] = plans.filter(({ sql }) => /as "head" from "source_zone"/u.test(sql))
  expect(others).toEqual([])
  expect(look?.plan).toEqual([
    "SEARCH source_zone USING INDEX source_zone_mark (mark_due_at<?)",
    "CORRELATED SCALAR SUBQUERY 1",
    expect.stringMatching(/^SEARCH call USING INDEX call_due/u)
  ])
})

it("the zones in which calls of a new campaign wait are found one after the other in the due index", () => {
  const [look, ...others] = plans.filter(({ sql }) => /^insert into source_zone .* recursive/su.test(sql))
  expect(others).toEqual([])
  expect(look?.plan.filter((detail) => /\bcall\b/u.test(detail))).toEqual([
    "SEARCH call USING INDEX call_due (workspace_id=? AND source=?)",
    "SEARCH call USING INDEX call_due (workspace_id=? AND source=? AND zones>?)"
  ])
})

it("what carriers charge is added up from an index alone, and what has no price is found in one", () => {
  const sums = plans.filter(({ sql }) => /^select .*sum\("cost"\)/u.test(sql))
  expect(sums).toHaveLength(2)
  for (const { plan } of sums) expect(plan[0]).toContain("USING COVERING INDEX attempt_cost")
  const [unpriced] = plans.filter(({ sql }) => sql.includes("talk_seconds > 0"))
  expect(unpriced?.plan[0]).toContain("USING INDEX attempt_unpriced (carrier=? AND ended_at>? AND ended_at<?)")
})
