import { storeSuite } from "@campanile/core/testing"
import { expect, it, layer } from "@effect/vitest"
import { Context, Effect, Layer, Redacted } from "effect"
import { postgresStore } from "../src/index.ts"
import { connected, emptyDatabase, rowsOf } from "./databases.ts"

/** What belongs to no workspace: every machine of a distributed database has all of it. */
const everywhere = ["campanile_migration", "carrier", "node"]

/**
 * The same tables, each in four parts by workspace: what a distributed Postgres asks of them it asks as well, that every
 * key holds the column by which rows are told apart, and refers to others by it.
 */
const distribute = `do $$ declare its record; keys text[]; one text; begin
  select array_agg(format('alter table %s add %s', conrelid::regclass, pg_get_constraintdef(oid))) into keys
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace;
  for its in select conname, conrelid::regclass as name from pg_constraint
    where contype = 'f' and connamespace = 'public'::regnamespace
  loop
    execute format('alter table %s drop constraint %I', its.name, its.conname);
  end loop;
  for its in select relname as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> all ('{${everywhere.join(",")}}')
  loop
    execute format('alter table %I rename to whole', its.name);
    execute format('create table %I (like whole including all) partition by hash (workspace_id)', its.name);
    execute 'drop table whole';
    for part in 0..3 loop
      execute format(
        'create table %I partition of %I for values with (modulus 4, remainder %s)',
        its.name || '_' || part, its.name, part
      );
    end loop;
  end loop;
  foreach one in array keys loop execute one; end loop;
end $$`

const emptying = `do $$ begin
  execute (
    select 'truncate ' || string_agg(format('%I', relname), ', ') from pg_class
    where relnamespace = 'public'::regnamespace and not relispartition and relkind in ('r', 'p')
      and relname <> 'campanile_migration'
  );
end $$`

class Url extends Context.Service<Url, string>()("test/Url") {}

const distributed = Effect.gen(function*() {
  const url = yield* emptyDatabase
  yield* Effect.scoped(Layer.build(postgresStore({ url: Redacted.make(url), hints: "off" })))
  yield* connected(url, (client) => client.query(distribute))
  return url
})

const store = Layer.unwrap(
  Effect.map(
    distributed,
    (url) => Layer.merge(Layer.succeed(Url, url), postgresStore({ url: Redacted.make(url), hints: "off" }))
  )
)

/** All promises where it is asked for; some walks through all steps where it is not. */
const promises = process.env["CAMPANILE_TEST_DISTRIBUTED"] === undefined
  ? storeSuite.filter(({ name }) => /^any order of steps, as seed [1-4]/u.test(name))
  : storeSuite

it.effect("every table but those of nodes, carriers and migrations is told apart by its workspace", () =>
  Effect.gen(function*() {
    const url = yield* distributed
    const whole = yield* rowsOf(
      url,
      `select relname from pg_class where relkind = 'r' and not relispartition
         and relnamespace = 'public'::regnamespace order by 1`
    )
    expect(whole.map(({ relname }) => relname)).toEqual(everywhere)
  }))

layer(store, { excludeTestServices: true })("Postgres, whose tables are in parts by workspace", (of) => {
  for (const { name, test } of promises) {
    of.effect(name, () =>
      Effect.gen(function*() {
        yield* rowsOf(yield* Url, emptying)
        yield* test
      }))
  }
})
