import { storeSuite } from "@campanile/core/testing"
import { beforeAll, describe, expect, it } from "@effect/vitest"
import Sqlite from "better-sqlite3"
import { Effect } from "effect"
import { readFileSync, writeFileSync } from "node:fs"
import { sqliteStore } from "../src/index.ts"
import { temporaryFile } from "./files.ts"

/** What is kept beside the calls, and what it would be if it were counted. */
const tallies = (path: string) =>
  Effect.acquireUseRelease(
    Effect.sync(() => new Sqlite(path)),
    (database) =>
      Effect.sync(() => ({
        kept: database.prepare(`
          select workspace_id, source, status, disposition, calls from tally where calls <> 0 order by 1, 2, 3, 4
        `).all(),
        counted: database.prepare(`
          select workspace_id, source, status, disposition, sum(calls) as calls from (
            select workspace_id, source, status, coalesce(disposition, '') as disposition, 1 as calls from call
            union all select workspace_id, source, status, disposition, calls from pruned_tally
          ) group by 1, 2, 3, 4 order by 1, 2, 3, 4
        `).all(),
        keptSums: database.prepare(`
          select source, sum(attempts) as attempts, sum(spent) as spent from tally
          group by 1 having sum(attempts) + sum(spent) > 0 order by 1
        `).all(),
        keptSpending: database.prepare(`
          select source, held, spent from source_state where source <> 'api' and held + spent > 0 order by 1
        `).all(),
        countedSpending: database.prepare(`
          select source, sum(held) as held, sum(spent) as spent from (
            select source, case when ended_at is null then held else 0 end as held, spent from attempt
            union all select source, 0, spent from pruned_tally
          ) where source <> 'api' group by 1 having sum(held) + sum(spent) > 0 order by 1
        `).all(),
        countedSums: database.prepare(`
          select source, sum(attempts) as attempts, sum(spent) as spent from (
            select source, placed_at is not null as attempts, spent from attempt where ended_at is not null
            union all select source, attempts, spent from pruned_tally
          ) group by 1 having sum(attempts) + sum(spent) > 0 order by 1
        `).all()
      })),
    (database) => Effect.sync(() => database.close())
  )

// No promise of the suite is about a loss of power, and a disk may take long to say that it has a commit.
const synchronous = "normal"

/** A file that has its tables and nothing else, as its bytes; to make the tables anew would cost more than most tests. */
const empty = Effect.gen(function*() {
  const path = yield* temporaryFile
  yield* Effect.provide(Effect.void, sqliteStore({ path }))
  return readFileSync(path)
}).pipe(Effect.scoped)

describe("SQLite, which is then counted", () => {
  let tables: Buffer
  beforeAll(async () => {
    tables = await Effect.runPromise(empty)
  })
  for (const { name, test } of storeSuite) {
    it.effect(name, () =>
      Effect.gen(function*() {
        const path = yield* temporaryFile
        writeFileSync(path, tables)
        yield* Effect.provide(test, sqliteStore({ path, synchronous }))
        const { counted, countedSpending, countedSums, kept, keptSpending, keptSums } = yield* tallies(path)
        expect(kept).toEqual(counted)
        expect(keptSums).toEqual(countedSums)
        expect(keptSpending).toEqual(countedSpending)
      }))
  }
})
