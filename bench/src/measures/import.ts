import { contactLists } from "@campanile/contact-lists"
import { postgresStore } from "@campanile/storage-postgres"
import { sqliteStore } from "@campanile/storage-sqlite"
import { Layer, ManagedRuntime } from "effect"
import { rmSync } from "node:fs"
import type { Measure, Round } from "../measure.ts"
import { writeContactFile } from "../world/contact-file.ts"
import { copying, looping } from "../world/imported-rows.ts"
import { anyWorkspace, importFile } from "../world/importing.ts"
import { ourReader, theirReader } from "../world/readers.ts"

const seconds = async (work: () => Promise<unknown>) => {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

/** Imports of a large contact file, beside what a database does with rows that are ready. */
export const importMeasure: Measure = {
  name: "import",
  gauges: [{
    name: "import",
    what:
      "contacts of a CSV file of 1 million rows imported to Postgres: read, phones checked, zones found, 2 % bad rows and 1 % " +
      "duplicates set aside, stored",
    beside: "`COPY` of the same accepted rows into a table of the same columns and keys",
    unit: "rows/s",
    better: "more",
    must: 0.3,
    aim: 0.6,
    limit:
      "Our process and Postgres work at the same time, each on a core of its own: rows are read and checked while " +
      "those before are stored. A row costs our process 10 to 12 µs of CPU (collecting garbage 2 to 3, the phone 2, " +
      "cells and JSON 2, the text of the copy and the socket 2, reading 1.5) and Postgres 11, of which 9 are the bare " +
      "copy's; the rest is a commit for every 2,000 rows. Next: fewer short-lived objects for a row, then a worker that " +
      "reads and checks where there are more cores."
  }, {
    name: "import-sqlite",
    what: "the same import to SQLite (WAL, NORMAL)",
    beside: "a bare prepared insert in a loop of the same accepted rows in the same transactions",
    unit: "rows/s",
    better: "more",
    must: 0.3,
    aim: 0.6,
    limit:
      "One thread does it all, and the inserts are about two thirds of its time; the rest is reading, checking and " +
      "collecting garbage, as on Postgres without its socket. Next: a worker that reads and checks while the other " +
      "thread inserts."
  }, {
    name: "import-parse",
    what: "rows of the same file read, with delimiter and encoding found",
    beside: "csv-parse alone",
    unit: "rows/s",
    better: "more",
    must: null,
    aim: null,
    limit:
      "A line without quotes is cut by one split, in 0.6 µs; where cells are in quotes it takes 1.4 µs, for they are " +
      "looked at character by character. Next: to cut those by searching, too."
  }],
  async *rounds({ database, file, some }) {
    const [path, copy] = [file("contacts.csv"), file("contacts.copy")]
    const rows = some(1_000_000, 2000)
    await writeContactFile(path, rows)

    const url = await database()
    const postgres = ManagedRuntime.make(Layer.merge(postgresStore({ url }), contactLists))
    try {
      const workspaceId = await postgres.runPromise(anyWorkspace)
      const onPostgres = async (): Promise<Round> => {
        const ours = await postgres.runPromise(importFile(workspaceId, path))
        const peer = await copying(url, ours.list.id, copy)
        return { ours: ours.list.accepted / ours.seconds, peer: ours.list.accepted / peer }
      }
      const onSqlite = async (): Promise<Round> => {
        const where = file("contacts.db")
        const sqlite = ManagedRuntime.make(
          Layer.merge(sqliteStore({ path: where, synchronous: "normal" }), contactLists)
        )
        try {
          const ours = await sqlite.runPromise(importFile(await sqlite.runPromise(anyWorkspace), path))
          const peer = looping(where, file("loop.db"))
          return { ours: ours.list.accepted / ours.seconds, peer: ours.list.accepted / peer }
        } finally {
          await sqlite.dispose()
          for (const suffix of ["", "-wal", "-shm"]) rmSync(`${where}${suffix}`, { force: true })
        }
      }
      for (;;) {
        const parsed = {
          ours: rows / await seconds(() => ourReader(path)),
          peer: rows / await seconds(() => theirReader(path))
        }
        yield [await onPostgres(), await onSqlite(), parsed]
      }
    } finally {
      await postgres.dispose()
    }
  }
}
