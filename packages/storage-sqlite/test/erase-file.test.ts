import { idAt, type ListId, Store, zoneSet } from "@campanile/core"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { sqliteStore } from "../src/index.ts"
import { filesBeside, temporaryFile } from "./files.ts"
import { block, phone, settle, start } from "./world.ts"

const someone = phone(4567)

/** A list of many people, one of whom is somebody. */
const crowd = Effect.gen(function*() {
  const store = yield* Store
  const { listId, workspaceId } = yield* settle
  const id = idAt<ListId>(block(), 0)
  const list = yield* store.list(workspaceId, listId)
  yield* store.addList({ ...list, id, status: "importing", accepted: 0, rejected: 0 })
  const rows = Array.from({ length: 300 }, (_, n) => {
    const variables = { name: `the ${n}th` }
    return { contact: { number: n + 1, line: n + 2, phone: phone(4500 + n), zones: zoneSet([]), variables }, text: "" }
  })
  yield* store.addRows(workspaceId, id, rows, [], "list")
  return workspaceId
})

it.effect("of an erased person not even what is free in the file has the phone", () =>
  Effect.gen(function*() {
    const path = yield* temporaryFile
    const workspaceId = yield* Effect.provide(crowd, sqliteStore({ path }))
    expect(readFileSync(path, "latin1")).toContain(someone)
    yield* Effect.gen(function*() {
      const store = yield* Store
      expect(yield* store.erase(workspaceId, someone, "lift", start)).toMatchObject({ contacts: 1 })
    }).pipe(Effect.provide(sqliteStore({ path })))
    expect(yield* filesBeside(path)).toEqual(["calls.db"])
    expect(readFileSync(path, "latin1")).not.toContain(someone)
  }))
