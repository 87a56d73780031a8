import { startPostgres } from "@campanile/storage-postgres/testing"
import { assert, it } from "@effect/vitest"
import { Effect, Schedule, Schema } from "effect"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { temporaryDirectory } from "./files.ts"
import { adminKey, send, serve, text } from "./served.ts"

const Line = Schema.fromJsonString(
  Schema.Struct({ kind: Schema.String, request: Schema.optionalKey(Schema.Struct({ to: Schema.String })) })
)

const History = Schema.Struct({ total: Schema.Int })

/** The phones that a node's carrier was asked to dial, by its own record. */
const dialed = (journal: string): ReadonlyArray<string> =>
  existsSync(journal)
    ? readFileSync(journal, "utf8").split("\n").slice(0, -1)
      .map((line) => Schema.decodeUnknownSync(Line)(line)).flatMap(({ request }) => request?.to ?? [])
    : []

const people = 60

const csv = ["Mobile Number,callee_name", ...Array.from({ length: people }, (_, n) => `07700 9001${10 + n},P${n}`)]

const formOf = (fields: Readonly<Record<string, string>>) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append("file", new Blob([`${csv.join("\n")}\n`]), "contacts.csv")
  return form
}

/** A day from now, as the API writes it. */
const tomorrow = () => {
  const [, year, month, day] = /^\d\d(\d\d)-(\d\d)-(\d\d)/u.exec(new Date(Date.now() + 2 * 86_400_000).toISOString())!
  return `${day}/${month}/20${year}, 12:00`
}

it.live("three servers on one Postgres dial each contact once, though one of them is killed in the middle", () =>
  Effect.gen(function*() {
    const postgres = yield* Effect.acquireRelease(
      Effect.promise(() => startPostgres()),
      (server) => Effect.promise(() => server[Symbol.asyncDispose]())
    )
    const folder = temporaryDirectory()
    const journals = ["a", "b", "c"].map((name) => join(folder, `${name}.jsonl`))
    const nodes = yield* Effect.promise(() =>
      Promise.all(
        journals.map((journal) =>
          serve("", { CAMPANILE_DATABASE_URL: postgres.url(), CAMPANILE_CARRIER_JOURNAL: journal })
        )
      )
    )
    const [first, second, third] = nodes.map(({ address }) => address)
    const ask = (address: string, key: string, path: string, body?: unknown) =>
      Effect.promise(() => send(address, key, path, body))

    const made = yield* ask(first!, adminKey, "/workspace", { name: "Clinic", concurrency: 100 })
    const key = text(made, "api_key")
    yield* ask(second!, adminKey, "/workspace/credits", { workspace_id: text(made, "workspace", "id"), credits: 1000 })
    const pace = { calls_per_second: 15, burst: 5 }
    yield* ask(third!, key, "/workspace/numbers", { phone_number: "+442079460001", pace })
    const agent = yield* ask(first!, key, "/agent", { name: "Reminder", prompt: "Hello @{{callee_name}}." })
    const fields = {
      agent_id: text(agent, "id"),
      campaign_name: "Reminders",
      country_code: "+44",
      campaign_end_time: tomorrow(),
      call_config: JSON.stringify({
        call_time: { timezone: "Europe/London", call_start_time: "00:00", call_end_time: "24:00" },
        always_on: true
      })
    }
    const list = yield* ask(second!, key, "/campaign/upload-csv", formOf(fields))
    const bulk_list_id = text(list, "bulk_list_id")
    yield* ask(third!, key, "/campaign/make-call-async", { bulk_list_id, from_numbers: ["+442079460001"] })

    const dials = () => journals.flatMap(dialed)
    const until = (count: number) =>
      Effect.repeat(Effect.sync(() => dials().length), {
        until: (seen) => seen >= count,
        schedule: Schedule.spaced(20)
      })
    yield* until(10)
    const busiest = journals.map(dialed).reduce((best, its, n, all) => its.length > all[best]!.length ? n : best, 0)
    nodes[busiest]!.server.kill("SIGKILL")
    const killed = yield* Effect.promise(() => nodes[busiest]!.server.ended)
    assert.strictEqual(killed.signal, "SIGKILL")
    const before = dialed(journals[busiest]!).length
    assert.isBelow(before, people)

    // What the dead one had only claimed is dialed by the others when its lease ends; of what it was about to ask of its
    // carrier at that very instant nobody can know, and it is not dialed again.
    const address = nodes[(busiest + 1) % 3]!.address
    const totalOf = (status: string) =>
      Effect.map(
        ask(address, key, `/calling/history?status=${status}&bulk_list_id=${bulk_list_id}`),
        (answer) => Schema.decodeUnknownSync(History)(answer).total
      )
    yield* Effect.repeat(totalOf("registered"), { until: (waiting) => waiting === 0, schedule: Schedule.spaced(200) })
    yield* Effect.repeat(Effect.sync(() => dials().length), {
      until: (count) => count >= people - 1,
      schedule: Schedule.spaced(50)
    })
    const phones = dials()
    assert.strictEqual(new Set(phones).size, phones.length)
    assert.isAtMost(phones.length, people)
    assert.isAbove(phones.length - before, 0)

    for (const [n, { server }] of nodes.entries()) if (n !== busiest) server.kill("SIGTERM")
    const started = performance.now()
    const endings = yield* Effect.promise(() => Promise.all(nodes.map(({ server }) => server.ended)))
    assert.deepEqual(endings.filter((_, n) => n !== busiest).map(({ code }) => code), [0, 0])
    assert.isBelow(performance.now() - started, 10_000)
  }))

it.live("a server is told what is wrong with its Postgres, and no password is told to anybody", () =>
  Effect.gen(function*() {
    const ended = yield* Effect.promise(async () => {
      const { server } = await serve("", { CAMPANILE_DATABASE_URL: "postgres://me:secret@127.0.0.1:1/calls" })
        .catch((error: unknown) => ({ server: error }))
      return String(server)
    })
    assert.include(ended, "the database 127.0.0.1:1/calls cannot be used")
    assert.notInclude(ended, "secret")
  }))
