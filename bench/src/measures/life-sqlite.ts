import { sqliteStore } from "@campanile/storage-sqlite"
import Sqlite from "better-sqlite3"
import { ManagedRuntime } from "effect"
import { copyFileSync } from "node:fs"
import type { Measure } from "../measure.ts"
import { lives } from "../world/lives.ts"

type Row = Readonly<Record<string, unknown>>

/** How many calls a turn claims and places, and of how many one record learns the end, as the engine does it. */
const turn = 1000
const record = 500

const chunks = <A>(all: ReadonlyArray<A>, size: number): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))

const grouped = (rows: ReadonlyArray<Row>, key: string): ReadonlyMap<unknown, ReadonlyArray<Row>> => {
  const groups = new Map<unknown, Array<Row>>()
  for (const row of rows) groups.set(row[key], [...groups.get(row[key]) ?? [], row])
  return groups
}

/**
 * Write again what lives have left in a file, into a copy of it in which it was taken out, and answer with lives per
 * second: each row as often as a life writes it, in the transactions in which it does, and nothing is asked.
 */
const writeAgain = (path: string): number => {
  const database = new Sqlite(path)
  try {
    database.pragma("journal_mode = wal")
    database.pragma("synchronous = normal")
    database.pragma("wal_autocheckpoint = 4000")
    const all = (table: string) => database.prepare(`select * from ${table}`).all() as ReadonlyArray<Row>
    const calls = new Map(all("call").map((row) => [row["id"], row]))
    const attempts = all("attempt")
    const postings = grouped(all("posting"), "attempt_id")
    const messages = grouped(all("message"), "call_id")
    const deliveries = grouped(all("delivery"), "message_id")
    database.exec("delete from delivery; delete from message; delete from attempt")
    database.exec("delete from posting where attempt_id is not null")
    database.exec("update call set status = 'registered', sub_status = 'waiting'")

    const insert = (table: string) => {
      const names = (database.pragma(`table_info(${table})`) as ReadonlyArray<{ readonly name: string }>)
        .map(({ name }) => name)
      const statement = database.prepare(`insert into ${table} values (${names.map(() => "?").join(", ")})`)
      return (row: Row, as: Row = {}) => statement.run(names.map((name) => name in as ? as[name] : row[name]))
    }
    const update = (table: string, set: ReadonlyArray<string>) => {
      const names = [...set, "workspace_id", "id"]
      const statement = database.prepare(
        `update ${table} set ${set.map((name) => `${name} = ?`).join(", ")} where workspace_id = ? and id = ?`
      )
      return (row: Row, as: Row = {}) => statement.run(names.map((name) => name in as ? as[name] : row[name]))
    }
    const begin = { attempt: insert("attempt"), posting: insert("posting") }
    const told = { message: insert("message"), delivery: insert("delivery") }
    const call = update("call", [
      "status",
      "sub_status",
      "due_at",
      "attempts",
      "outcomes",
      "last_number_id",
      "disposition"
    ])
    const place = update("attempt", ["state", "placed_at", "deadline_at"])
    const progress = ["state", "carrier_call_id", "ringing_at", "answered_at", "cost", "currency"]
    const end = update("attempt", [...progress, "ended_at", "disposition", "talk_seconds", "spent", "code"])
    const fresh = { state: "claimed", placed_at: null, ended_at: null, disposition: null, carrier_call_id: null }
    const transaction = (some: ReadonlyArray<Row>, work: (attempt: Row, postings: ReadonlyArray<Row>) => void) =>
      database.transaction(() => {
        for (const attempt of some) work(attempt, postings.get(attempt["id"]) ?? [])
      })()

    const began = performance.now()
    for (const claimed of chunks(attempts, turn)) {
      transaction(claimed, (attempt, [hold]) => {
        begin.attempt(attempt, fresh)
        call(calls.get(attempt["call_id"])!, { status: "ongoing", sub_status: "dialing" })
        begin.posting(hold!)
      })
      transaction(claimed, (attempt) => place(attempt, { state: "placing" }))
      for (const some of chunks(claimed, record)) {
        transaction(some, (attempt, [, ...settled]) => {
          end(attempt)
          for (const posting of settled) begin.posting(posting)
          call(calls.get(attempt["call_id"])!)
          for (const message of messages.get(attempt["call_id"]) ?? []) {
            told.message(message)
            for (const delivery of deliveries.get(message["id"]) ?? []) told.delivery(delivery)
          }
        })
      }
    }
    return attempts.length / ((performance.now() - began) / 1000)
  } finally {
    database.close()
  }
}

/** Whole lives of calls on SQLite, beside a bare loop. */
export const lifeSqlite: Measure = {
  name: "life-sqlite",
  gauges: [{
    name: "life-sqlite",
    what: "whole lives of calls on SQLite (WAL, NORMAL) with an instant carrier",
    beside: "a bare loop of prepared statements that writes the same rows as often, in the same transactions",
    unit: "lives/s",
    better: "more",
    must: 0.3,
    aim: 0.7,
    limit:
      "Half of the time is the same writes, the rest is what is asked before them and what is decided. The next step is to ask " +
      "for an attempt and its call once, and not again in each of the three steps."
  }],
  async *rounds({ file, some }) {
    for (;;) {
      const path = file("lives.db")
      const runtime = ManagedRuntime.make(sqliteStore({ path, synchronous: "normal" }))
      let ours: number
      try {
        ours = await runtime.runPromise(await runtime.runPromise(lives(some(20_000, 200))))
      } finally {
        await runtime.dispose()
      }
      const copy = file("again.db")
      copyFileSync(path, copy)
      yield [{ ours, peer: writeAgain(copy) }]
    }
  }
}
