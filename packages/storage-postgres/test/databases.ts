import { Effect, Schedule } from "effect"
import { randomBytes } from "node:crypto"
import pg from "pg"
import { inject } from "vitest"

const urlOf = (database: string) => {
  const url = new URL(inject("postgresUrl"))
  url.pathname = `/${database}`
  return url.href
}

/** Do something on a connection of one's own. */
export const connected = <A>(url: string, use: (client: pg.Client) => Promise<A>): Effect.Effect<A> =>
  Effect.acquireUseRelease(
    Effect.promise(async () => {
      const client = new pg.Client({ connectionString: url })
      client.on("error", () => {})
      await client.connect()
      return client
    }),
    (client) => Effect.promise(() => use(client)),
    (client) => Effect.promise(() => client.end())
  )

/** The rows of a query, asked on a connection of one's own. */
export const rowsOf = (url: string, text: string, values: ReadonlyArray<unknown> = []) =>
  connected(
    url,
    async (client) => (await client.query(text, [...values])).rows as ReadonlyArray<Record<string, unknown>>
  )

/** The URL of a database that has nothing in it, and is gone with the scope. */
export const emptyDatabase = Effect.acquireRelease(
  Effect.suspend(() => {
    const name = `campanile_${randomBytes(6).toString("hex")}`
    return Effect.as(rowsOf(inject("postgresUrl"), `create database ${name}`), urlOf(name))
  }),
  (url) => rowsOf(inject("postgresUrl"), `drop database ${new URL(url).pathname.slice(1)} with (force)`)
)

/** Asks on one connection as long as the scope is open, for those who ask much. */
export const asking = (url: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => new pg.Pool({ connectionString: url, max: 1 })),
      (pool) => Effect.promise(() => pool.end())
    ),
    (pool) => (text: string) =>
      Effect.promise(async () => (await pool.query(text)).rows as ReadonlyArray<Record<string, unknown>>)
  )

/** Keeps nothing in the tables of a store, of which those that refer to others are emptied first. */
export const emptying = `do $$ declare name text; begin
  for name in
    select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
      and relname <> 'campanile_migration'
    order by relname = 'workspace', relname in ('contact_list', 'assistant')
  loop
    execute format('delete from %I', name);
  end loop;
end $$`

/** Waits until another connection is busy with a query that holds some words. */
export const busyWith = (url: string, words: string) =>
  Effect.retry(
    Effect.filterOrFail(
      rowsOf(
        url,
        "select pid from pg_stat_activity where state = 'active' and strpos(query, $1) > 0 and pid <> pg_backend_pid()",
        [words]
      ),
      (rows) => rows.length > 0,
      () => "not yet"
    ),
    Schedule.spaced(5)
  )
