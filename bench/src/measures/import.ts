import { contactLists } from "@campanile/contact-lists"
import { postgresStore } from "@campanile/storage-postgres"
import { sqliteStore } from "@campanile/storage-sqlite"
import { Layer, ManagedRuntime } from "effect"
import { rmSync } from "node:fs"
import type { Measure, Round } from "../measure.ts"
import type { Resources } from "../resources.ts"
import { writeContactFile } from "../world/contact-file.ts"
import { copying, looping } from "../world/imported-rows.ts"
import { anyWorkspace, importFile } from "../world/importing.ts"
import { ourReader, theirReader } from "../world/readers.ts"

const secondsOf = async (work: () => Promise<unknown>) => {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

/** A contact file, and where the text of a copy of its accepted rows is kept. */
interface Contacts {
  readonly rows: number
  readonly path: string
  readonly copy: string
}

const contactsOf = async ({ file }: Resources, rows: number): Promise<Contacts> => {
  const contacts = { rows, path: file("contacts.csv"), copy: file("contacts.copy") }
  await writeContactFile(contacts.path, rows)
  return contacts
}

/** Imports of a large contact file, beside what a database does with rows that are ready. */
export const importMeasure: Measure = {
  name: "import",
  gauges: [{
    name: "import",
    what: "contacts of a CSV file imported to Postgres (250 thousand rows; a million warm up, and the run tells of " +
      "them): read, phones checked, zones found, 2 % bad rows and 1 % duplicates set aside, stored",
    beside: "`COPY` of the same accepted rows into a table of the same columns and keys",
    unit: "rows/s",
    better: "more",
    must: 0.3,
    aim: 0.6,
    limit:
      "Our process and Postgres work at the same time, each on a core of its own: rows are read and checked while " +
      "those before are stored. A row costs our process 10 to 12 µs of CPU (collecting garbage 2 to 3, the phone 2, " +
      "cells and JSON 2, the text of the copy and the socket 2, reading 1.5) and Postgres 11, of which 9 are the bare " +
      "copy's. For every 2,000 rows a step asks four times and waits for the disk once, where the bare copy does so once " +
      "in all: on a machine that is busy, that is most of the time. Next: steps whose commit does not wait, as only the " +
      "last one has to, and which are counted there; then fewer short-lived objects for a row."
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
  async *rounds(resources) {
    const { database, file, some } = resources
    const [million, counted] = [
      await contactsOf(resources, some(1_000_000, 4000)),
      await contactsOf(resources, some(250_000, 2000))
    ]
    const url = await database()
    const postgres = ManagedRuntime.make(Layer.merge(postgresStore({ url }), contactLists))
    try {
      const workspaceId = await postgres.runPromise(anyWorkspace)
      const onPostgres = async ({ copy, path }: Contacts): Promise<Round> => {
        const { list, seconds } = await postgres.runPromise(importFile(workspaceId, path))
        return { ours: list.accepted / seconds, peer: list.accepted / await copying(url, list.id, copy) }
      }
      const onSqlite = async ({ path }: Contacts): Promise<Round> => {
        const where = file("contacts.db")
        const sqlite = ManagedRuntime.make(
          Layer.merge(sqliteStore({ path: where, synchronous: "normal" }), contactLists)
        )
        try {
          const { list, seconds } = await sqlite.runPromise(importFile(await sqlite.runPromise(anyWorkspace), path))
          return { ours: list.accepted / seconds, peer: list.accepted / looping(where, file("loop.db")) }
        } finally {
          await sqlite.dispose()
          for (const suffix of ["", "-wal", "-shm"]) rmSync(`${where}${suffix}`, { force: true })
        }
      }
      const parsing = async ({ path, rows }: Contacts): Promise<Round> => ({
        ours: rows / await secondsOf(() => ourReader(path)),
        peer: rows / await secondsOf(() => theirReader(path))
      })
      for (let round = 0;; round++) {
        const contacts = round === 0 ? million : counted
        yield [await onPostgres(contacts), await onSqlite(contacts), await parsing(contacts)]
      }
    } finally {
      await postgres.dispose()
    }
  }
}
