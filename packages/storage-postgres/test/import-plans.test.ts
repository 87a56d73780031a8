import { type Contact, type ImportedRow, Store, zoneSet } from "@campanile/core"
import { given, storeWorld } from "@campanile/core/testing"
import { makeStore, migrate, type Query, type Step } from "@campanile/storage-sql"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { postgresDialect } from "../src/dialect.ts"
import { emptyDatabase, rowsOf } from "./databases.ts"
import { driverOn } from "./numbers.ts"

/** A step that notes what it asks of phones. */
function* noting<A, E>(step: Step<A, E>, asked: Array<Query>): Step<A, E> {
  let next = step.next([])
  while (next.done !== true) {
    if (next.value._tag === "Query" && next.value.sql.includes("select 1 from contact ")) asked.push(next.value)
    next = step.next(yield next.value)
  }
  return next.value
}

const zones = zoneSet([])

const rowOf = (n: number, isFirst: boolean): ImportedRow => {
  const contact: Contact = { number: n, line: n + 1, phone: given.phone(n), zones, variables: {} }
  return { contact, text: "", isFirst }
}

it.effect("phones of a list that is just being imported are looked up one by one, though nothing is counted yet", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    const { driver } = yield* driverOn(url)
    yield* driver.write("migrate", () => migrate(postgresDialect, 0))
    yield* rowsOf(url, "alter table contact set (autovacuum_enabled = false)")
    const asked: Array<Query> = []
    const store = makeStore({ ...driver, write: (name, step) => driver.write(name, () => noting(step(), asked)) })
    const world = yield* Effect.provideService(storeWorld(), Store, store)
    const { workspaceId } = world
    const { id } = yield* world.openList()
    const rows = (from: number, count: number, isFirst: boolean) =>
      Array.from({ length: count }, (_, n) => rowOf(from + n, isFirst))
    yield* store.addRows(workspaceId, id, rows(1, 20_000, true), [], "list")
    expect(asked).toEqual([])
    yield* store.addRows(workspaceId, id, rows(20_001, 1000, false), [], "list")
    expect(asked).toHaveLength(1)
    const plan = yield* rowsOf(url, `explain ${asked[0]!.sql}`, asked[0]!.parameters)
    const told = plan.map((row) => String(row["QUERY PLAN"])).join("\n")
    expect(told).toContain("using contact_phone on contact")
    expect(told).not.toContain("contact_key")
  }).pipe(Effect.scoped))
