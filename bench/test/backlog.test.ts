import { everyDay, Store } from "@campanile/core"
import { sqliteStore } from "@campanile/storage-sqlite"
import { Effect } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"
import { addBacklog, monday, suppressSome, zoneOf } from "../src/world/backlog.ts"
import { type Bulk, sqliteBulk } from "../src/world/bulk.ts"
import { addList, addWorkspace, startCampaign } from "../src/world/workspace.ts"

const contacts = 100
const first = 500

/** All rows of some tables, without what differs from one making to the next: ids but for their last digits. */
const rowsOf = async ({ query }: Bulk) => {
  const tables: Record<string, unknown> = {}
  for (const table of ["contact", "call", "source_zone", "tally", "contact_list", "campaign_block", "suppression"]) {
    const rows = await query(`select * from ${table} order by 1, 2, 3, 4`)
    tables[table] = rows.map((row) =>
      JSON.stringify(row).replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{5}/gu, "id")
    ).toSorted()
  }
  return tables
}

const filled = async (
  path: string,
  fill: (store: Store["Service"], bulk: Bulk) => Effect.Effect<unknown, unknown>
) => {
  const bulk = sqliteBulk(path)
  try {
    await Effect.runPromise(
      Effect.flatMap(Store, (store) => fill(store, bulk)).pipe(Effect.provide(sqliteStore({ path })))
    )
    return await rowsOf(bulk)
  } finally {
    await bulk.close()
  }
}

it("what the database makes many of is what the engine would have made", async () => {
  const folder = mkdtempSync(join(tmpdir(), "campanile-test-"))
  try {
    const made = await filled(join(folder, "made.db"), (store, bulk) =>
      Effect.gen(function*() {
        const workspace = yield* addWorkspace(store, monday)
        yield* addBacklog(store, bulk, workspace, contacts, first)
      }))
    const started = await filled(join(folder, "started.db"), (store) =>
      Effect.gen(function*() {
        const workspace = yield* addWorkspace(store, monday)
        const list = yield* addList(store, workspace, monday, first, contacts, zoneOf)
        yield* startCampaign(store, workspace, list, monday, { window: everyDay("09:00", "18:00"), budget: 10 ** 14 })
      }))
    expect(made).toEqual(started)
    expect(made["call"]).toHaveLength(contacts)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

it("every twentieth phone is suppressed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "campanile-test-"))
  try {
    const { suppression } = await filled(join(folder, "suppressed.db"), (store, bulk) =>
      Effect.gen(function*() {
        const workspace = yield* addWorkspace(store, monday)
        yield* suppressSome(store, bulk, workspace, contacts, first)
      }))
    expect(suppression).toHaveLength(contacts / 20)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
