import { type ListId, Store, zoneSet } from "@campanile/core"
import { given } from "@campanile/core/testing"
import { DatabaseTooNew, migrations } from "@campanile/storage-sql"
import { expect, it } from "@effect/vitest"
import Sqlite from "better-sqlite3"
import { Context, Effect, Layer } from "effect"
import { spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { vi } from "vitest"
import { DatabaseUnusable, sqliteStore } from "../src/index.ts"
import { temporaryFile } from "./files.ts"
import { settle } from "./settled.ts"

const opened = (path: string) => Effect.provide(Store.use((store) => store.workspaces), sqliteStore({ path }))

const withFile = <A>(path: string, use: (database: Sqlite.Database) => A) =>
  Effect.acquireUseRelease(
    Effect.sync(() => new Sqlite(path)),
    (database) => Effect.sync(() => use(database)),
    (database) => Effect.sync(() => database.close())
  )

const applied = (path: string) =>
  withFile(path, (database) => database.prepare("select * from campanile_migration order by number").all())

it.effect("a fresh file gets all tables, and a file that has them is left as it is", () =>
  Effect.gen(function*() {
    const path = yield* temporaryFile
    yield* opened(path)
    const first = yield* applied(path)
    expect(first).toEqual(migrations.map(({ name, number }) => ({ number, name, applied_at: 0 })))
    yield* opened(path)
    expect(yield* applied(path)).toEqual(first)
  }))

it("migrations are numbered from 1 without a gap", () => {
  expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1))
})

it.effect("a list from before the ends of files were kept goes on below its last row", () =>
  Effect.gen(function*() {
    const path = yield* temporaryFile
    const { campaign: { listId }, world } = yield* Effect.provide(settle, sqliteStore({ path }))
    const { workspaceId } = world
    yield* withFile(path, (database) => database.exec("update contact_list set header_line = null, last_line = null"))
    yield* Effect.gen(function*() {
      const store = yield* Store
      const list = yield* store.list(workspaceId, listId)
      for (const number of [7, 8]) {
        const id = world.id<ListId>()
        yield* store.addList({ ...list, id, status: "importing", accepted: 0, rejected: 0 })
        const contact = { number: 1, line: 2, phone: given.phone(number), zones: zoneSet([]), variables: {} }
        yield* store.addRows(workspaceId, id, [{ contact, text: "" }], [], "list")
        yield* store.completeList(workspaceId, id, { header: 1, last: 4 })
        yield* store.mergeList(workspaceId, listId, id, "append")
      }
      const contacts = yield* store.contacts(workspaceId, listId, { limit: 10, offset: 0 })
      expect(contacts.map(({ line }) => line)).toEqual([2, 3, 4, 6, 9])
    }).pipe(Effect.provide(sqliteStore({ path })))
  }))

it.effect("a file of a newer version is refused, and not touched", () =>
  Effect.gen(function*() {
    const path = yield* temporaryFile
    yield* opened(path)
    yield* withFile(path, (database) => database.exec("insert into campanile_migration values (999, 'of tomorrow', 5)"))
    const error = yield* Effect.flip(opened(path))
    expect(error).toEqual(new DatabaseTooNew({ found: 999, known: migrations.length }))
    expect(error.message).toContain("999")
    expect(yield* applied(path)).toHaveLength(migrations.length + 1)
  }))

it.effect("a path that leads nowhere, a folder and a file of something else are refused by name", () =>
  Effect.gen(function*() {
    const path = yield* temporaryFile
    const text = join(dirname(path), "contacts.csv")
    writeFileSync(text, "phone,name\n".repeat(500))
    for (const wrong of [join(dirname(path), "nowhere", "calls.db"), dirname(path), text]) {
      const error = yield* Effect.flip(opened(wrong))
      expect(error).toBeInstanceOf(DatabaseUnusable)
      expect(error.message).toContain(wrong)
    }
  }))

it.effect("two stores on one file see each other's steps", () =>
  Effect.gen(function*() {
    const path = yield* temporaryFile
    const store = Effect.map(
      Layer.build(Layer.fresh(sqliteStore({ path }))),
      (services) => Context.get(services, Store)
    )
    const [mine, other] = [yield* store, yield* store]
    const { call, campaign: { id, workspaceId } } = yield* Effect.provideService(settle, Store, mine)
    expect(yield* other.progress(workspaceId, id)).toEqual(yield* mine.progress(workspaceId, id))
    expect(yield* other.terminateCalls(workspaceId, [call.id], given.start)).toBe(1)
    expect(yield* mine.call(workspaceId, call.id)).toMatchObject({ status: "canceled" })
  }))

const holding = `
  const { DatabaseSync } = require("node:sqlite")
  const database = new DatabaseSync(process.argv[1])
  database.exec("create table other (n); begin immediate")
  console.log("held")
  setTimeout(() => { database.exec("commit"); database.close() }, 150)`

/** Holds the write lock of a file without a write-ahead log, as another program may, and lets go a moment later. */
const holder = (path: string) =>
  Effect.callback<void>((resume) => {
    const child = spawn(process.execPath, ["-e", holding, path], { stdio: ["ignore", "pipe", "ignore"] })
    child.stdout.once("data", () => resume(Effect.void))
  })

it.effect("a file that another process writes to before it has a log is waited for", () =>
  Effect.gen(function*() {
    const path = yield* temporaryFile
    yield* holder(path)
    expect(yield* opened(path)).toEqual([])
  }))

const pragmas = (options: Parameters<typeof sqliteStore>[0]) =>
  Effect.gen(function*() {
    const spy = vi.spyOn(Sqlite.prototype, "pragma")
    yield* Effect.provide(Store.use((store) => store.workspaces), sqliteStore(options))
    const asked = spy.mock.calls.map(([source]) => source)
    spy.mockRestore()
    return asked
  })

it.effect("a commit waits for the disk, unless it is told not to", () =>
  Effect.gen(function*() {
    const path = yield* temporaryFile
    expect(yield* pragmas({ path })).toEqual(expect.arrayContaining(["synchronous = full", "fullfsync = on"]))
    const quick = yield* pragmas({ path, synchronous: "normal" })
    expect(quick).toEqual(expect.arrayContaining(["synchronous = normal"]))
    expect(quick).not.toContain("synchronous = full")
  }))
