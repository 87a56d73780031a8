import { Store, zoneSet } from "@campanile/core"
import { given, leaveTraces, storeWorld } from "@campanile/core/testing"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { sqliteStore } from "../src/index.ts"
import { filesBeside, temporaryFile } from "./files.ts"

const someone = given.phone(4567)

/** Whether a text stands anywhere in a file, in what is free as well. */
const has = (path: string, text: string) => readFileSync(path, "latin1").includes(text)

/** A list of many people, one of whom is somebody. */
const crowd = Effect.gen(function*() {
  const world = yield* storeWorld()
  yield* world.addList(Array.from({ length: 300 }, (_, n) => ({ phone: given.phone(4500 + n), zones: zoneSet([]) })))
  return world.workspaceId
})

it.effect("of an erased person not even what is free in the file has the phone", () =>
  Effect.gen(function*() {
    const path = yield* temporaryFile
    const workspaceId = yield* Effect.provide(crowd, sqliteStore({ path }))
    expect(has(path, someone)).toBe(true)
    yield* Effect.gen(function*() {
      const store = yield* Store
      expect(yield* store.erase(workspaceId, someone, "lift", given.start)).toMatchObject({ contacts: 1 })
    }).pipe(Effect.provide(sqliteStore({ path })))
    expect(yield* filesBeside(path)).toEqual(["calls.db"])
    expect(has(path, someone)).toBe(false)
  }))

it.effect("of an erased person no column of any table has the phone or the name", () =>
  Effect.gen(function*() {
    const path = yield* temporaryFile
    const { at, phone, texts, workspaceId } = yield* Effect.gen(function*() {
      const world = yield* storeWorld()
      return { ...yield* leaveTraces(world), workspaceId: world.workspaceId }
    }).pipe(Effect.provide(sqliteStore({ path })))
    for (const text of texts) expect(has(path, text), text).toBe(true)
    yield* Effect.gen(function*() {
      const store = yield* Store
      expect(yield* store.erase(workspaceId, phone, "lift", at)).toMatchObject({ calls: 4, closed: 1, suppressions: 1 })
      expect(yield* store.eraseRejectedRows(workspaceId, phone, "", 100)).toMatchObject({ removed: 1 })
    }).pipe(Effect.provide(sqliteStore({ path })))
    for (const text of texts) expect(has(path, text), text).toBe(false)
  }))
