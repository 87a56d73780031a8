import { storeSuite } from "@campanile/core/testing"
import { expect, layer } from "@effect/vitest"
import { Context, Effect, Layer, Redacted } from "effect"
import { postgresStore } from "../src/index.ts"
import { asking, emptyDatabase, emptying } from "./databases.ts"

/** Asks the database beside the store. */
class Ask extends Context.Service<Ask, (text: string) => Effect.Effect<ReadonlyArray<Record<string, unknown>>>>()(
  "test/Ask"
) {}

const store = Layer.unwrap(
  Effect.map(
    emptyDatabase,
    (url) => Layer.merge(Layer.effect(Ask, asking(url)), postgresStore({ url: Redacted.make(url) }))
  )
)

/** What is kept beside the calls, and what it would be if it were counted. */
const tallies = [
  [
    "select workspace_id, source, status, disposition, calls from tally where calls <> 0 order by 1, 2, 3, 4",
    `select workspace_id, source, status, disposition, sum(calls)::bigint as calls from (
       select workspace_id, source, status, coalesce(disposition, '') as disposition, 1 as calls from call
       union all select workspace_id, source, status, disposition, calls from pruned_tally
     ) as counted group by 1, 2, 3, 4 order by 1, 2, 3, 4`
  ],
  [
    `select source, sum(attempts) as attempts, sum(spent) as spent from tally
     group by 1 having sum(attempts) + sum(spent) > 0 order by 1`,
    `select source, sum(attempts) as attempts, sum(spent) as spent from (
       select source, case when placed_at is null then 0 else 1 end as attempts, spent from attempt
       where ended_at is not null
       union all select source, attempts, spent from pruned_tally
     ) as counted group by 1 having sum(attempts) + sum(spent) > 0 order by 1`
  ],
  [
    "select source, held::numeric, spent::numeric from source_state where source <> 'api' and held + spent > 0 order by 1",
    `select source, sum(held) as held, sum(spent) as spent from (
       select source, case when ended_at is null then held else 0 end as held, spent from attempt
       union all select source, 0, spent from pruned_tally
     ) as counted where source <> 'api' group by 1 having sum(held) + sum(spent) > 0 order by 1`
  ]
] as const

layer(store, { excludeTestServices: true })("Postgres, which is then counted", (it) => {
  for (const { name, test } of storeSuite) {
    it.effect(name, () =>
      Effect.gen(function*() {
        const ask = yield* Ask
        yield* ask(emptying)
        yield* test
        for (const [kept, counted] of tallies) expect(yield* ask(kept)).toEqual(yield* ask(counted))
      }))
  }
})
