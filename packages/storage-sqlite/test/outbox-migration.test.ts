import { makeStore, migrate, migrations } from "@campanile/storage-sql"
import { expect, it } from "@effect/vitest"
import Sqlite from "better-sqlite3"
import { Effect } from "effect"
import { sqliteDialect } from "../src/dialect.ts"
import { sqliteDriver } from "../src/driver.ts"

it.effect("what waited in an older outbox is delivered, and what was given up there can be replayed", () =>
  Effect.gen(function*() {
    const database = yield* Effect.acquireRelease(
      Effect.sync(() => new Sqlite(":memory:")),
      (database) => Effect.sync(() => database.close())
    )
    const driver = sqliteDriver(database)
    const older = migrations.filter(({ number }) => number < 4)
    yield* driver.write("migrate", () => migrate(sqliteDialect, 0, older))
    const workspace = "01890a5d-ac96-774b-bcce-b302099a8001"
    const ids = ["01890a5d-ac96-774b-bcce-b302099a8002", "01890a5d-ac96-774b-bcce-b302099a8003"]
    for (const [n, status] of ["due", "dead"].entries()) {
      database.prepare("insert into message values (?, ?, 'call_completed', null, null, '{}', 1)").run(
        workspace,
        ids[n]
      )
      database.prepare(
        `insert into delivery (workspace_id, message_id, channel, address, status, due_at, tries, last_error)
         values (?, ?, 'webhook', 'https://example.com', ?, 5, 9, 'down')`
      ).run(workspace, ids[n], status)
    }
    yield* driver.write("migrate", () => migrate(sqliteDialect, 0))
    const store = makeStore(driver)
    const [due, ...others] = yield* store.takeDeliveries("webhook", 10, 20, 10)
    expect(others).toEqual([])
    expect(due).toMatchObject({ to: "https://example.com", tries: 9, message: { id: ids[0] } })
    const { workspaceId } = due!.message
    const dead = yield* store.deadDeliveries(workspaceId, {}, { limit: 10, offset: 0 })
    expect(dead).toMatchObject([{ message: { id: ids[1] }, reason: "down", at: 5 }])
    expect(yield* store.replayDeliveries(workspaceId, {}, 30, 10)).toBe(1)
    expect((yield* store.takeDeliveries("webhook", 30, 40, 10)).map(({ message }) => message.id).toSorted()).toEqual(
      ids
    )
  }))
