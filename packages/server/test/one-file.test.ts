import { assert, it } from "@effect/vitest"
import { Effect, Queue, Schema } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { temporaryDirectory } from "./files.ts"
import { campanile, run } from "./program.ts"
import { receiver } from "./receiver.ts"
import { adminKey, send, serve, text } from "./served.ts"

const asked = (path: string, sql: string): ReadonlyArray<unknown> => {
  const database = new DatabaseSync(path)
  try {
    return database.prepare(sql).all().map((row) => ({ ...row }))
  } finally {
    database.close()
  }
}

const isWhole = (path: string) => assert.deepEqual(asked(path, "pragma integrity_check"), [{ integrity_check: "ok" }])

const Told = Schema.fromJsonString(
  Schema.Struct({ id: Schema.String, type: Schema.String, status: Schema.optionalKey(Schema.String) })
)

const Line = Schema.fromJsonString(
  Schema.Struct({
    kind: Schema.String,
    request: Schema.optionalKey(Schema.Struct({ attemptId: Schema.String, to: Schema.String }))
  })
)

/** What the carrier was asked to dial, by its own record. */
const dialsIn = (database: string) =>
  readFileSync(`${database}.carrier.jsonl`, "utf8").trimEnd().split("\n")
    .flatMap((line) => Schema.decodeUnknownSync(Line)(line).request ?? [])

/** A workspace that can dial, made by way of a server. */
const opened = async (address: string) => {
  const made = await send(address, adminKey, "/workspace", { name: "North", concurrency: 50 })
  await send(address, adminKey, "/workspace/credits", { workspace_id: text(made, "workspace", "id"), credits: 1000 })
  const key = text(made, "api_key")
  const pace = { calls_per_second: 100, burst: 100 }
  await send(address, key, "/workspace/numbers", { phone_number: "+442079460001", pace })
  const agent = await send(address, key, "/agent", { name: "Reminder", prompt: "Hello." })
  return { key, agentId: text(agent, "id") }
}

it.live("three servers that start on a file that is not there yet all come up, and make its tables once", () =>
  Effect.promise(async () => {
    const path = join(temporaryDirectory(), "calls.db")
    const started = await Promise.all([1, 2, 3].map(async () => serve(path)))
    for (const { server } of started) server.kill("SIGTERM")
    const endings = await Promise.all(started.map(async ({ server }) => server.ended))
    assert.deepEqual(
      endings.map(({ code, stderr }) => ({ code, stderr })),
      endings.map(() => ({ code: 0, stderr: "" }))
    )
    const applied = asked(path, "select count(*) as n, max(number) as last from campanile_migration")
    assert.deepEqual(applied, [{
      n: Number(Reflect.get(Object(applied[0]), "last")),
      last: Reflect.get(Object(applied[0]), "last")
    }])
    isWhole(path)
  }))

it.live("two servers write to one file at the same time: nobody is dialed twice or forgotten, and a copy is whole", () =>
  Effect.gen(function*() {
    const people = 80
    const ended = yield* Queue.unbounded<void>()
    const seen = new Set<string>()
    const hook = yield* receiver((_, response) => {
      const { id, status, type } = Schema.decodeUnknownSync(Told)(hook.received.at(-1)!.body)
      // A message may be told more than once, and a retry is not an end.
      if (type === "call_completed" && status !== "retry" && !seen.has(id)) Queue.offerUnsafe(ended, undefined)
      seen.add(id)
      response.end()
    })
    const path = join(temporaryDirectory(), "calls.db")
    const servers = yield* Effect.promise(async () =>
      Promise.all([1, 2].map(async () => serve(path, {}, ["--speed", "60"])))
    )
    const { agentId, key } = yield* Effect.promise(async () => opened(servers[0]!.address))
    yield* Effect.promise(async () =>
      Promise.all(
        Array.from({ length: people }, async (_, n) =>
          send(servers[n % 2]!.address, key, "/calling/outbound/individual", {
            mobile_number: `+44207946${String(n).padStart(4, "0")}`,
            agent_id: agentId,
            from_number: "+442079460001",
            callback_url: hook.url
          }))
      )
    )
    yield* Queue.take(ended)
    const copy = join(temporaryDirectory(), "copy.db")
    asked(path, `vacuum into '${copy}'`)
    yield* Queue.takeN(ended, people - 1)
    const endings = yield* Effect.promise(async () => {
      for (const { server } of servers) server.kill("SIGTERM")
      return Promise.all(servers.map(async ({ server }) => server.ended))
    })
    for (const { code, stderr, stdout } of endings) {
      assert.deepEqual({ code, stderr }, { code: 0, stderr: "" })
      assert.notMatch(stdout, /ERROR|SQLITE_/u)
    }
    const dials = dialsIn(path)
    assert.strictEqual(new Set(dials.map(({ attemptId }) => attemptId)).size, dials.length)
    assert.strictEqual(new Set(dials.map(({ to }) => to)).size, people)
    assert.deepEqual(asked(path, "select count(placed_at) as dialed from attempt"), [{ dialed: dials.length }])
    assert.deepEqual(asked(path, "select count(*) as nodes from node"), [{ nodes: 2 }])
    // What the carrier itself failed is no dial, and is dialed again.
    const again = "select count(*) as n from attempt as one join attempt as next using (call_id) " +
      "where next.placed_at > one.placed_at and one.disposition <> 'carrier_error'"
    assert.deepEqual(asked(path, again), [{ n: 0 }])
    assert.deepEqual(
      asked(path, "select count(*) as open from call where status in ('registered', 'retry', 'ongoing')"),
      [
        { open: 0 }
      ]
    )
    isWhole(path)
    isWhole(copy)
  }))

it.live("a database of a newer version is refused by every command, in words and with code 1", () =>
  Effect.promise(async () => {
    const path = join(temporaryDirectory(), "calls.db")
    const env = { CAMPANILE_DATABASE_URL: `sqlite:${path}` }
    await run(["keys", "create", "--workspace", "North"], env)
    asked(path, "insert into campanile_migration values (999, 'of tomorrow', 5)")
    for (const command of [["serve", "--port", "0"], ["keys", "create", "--workspace", "South"], ["prune"]]) {
      const { code, stderr } = await campanile(command, env).ended
      assert.strictEqual(code, 1)
      assert.match(
        stderr,
        /^the database is at migration 999, and this version knows only \d+: use a newer version\n$/u
      )
    }
    assert.deepEqual(asked(path, "select name from workspace"), [{ name: "North" }])
  }))
