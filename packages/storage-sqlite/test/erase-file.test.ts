import { Store } from "@campanile/core"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { sqliteStore } from "../src/index.ts"
import { filesBeside, temporaryFile } from "./files.ts"
import { phone, settle, start } from "./world.ts"

it.effect("of an erased person not even the free pages of the file have the phone", () =>
  Effect.gen(function*() {
    const path = yield* temporaryFile
    const someone = phone(77)
    yield* Effect.provide(settle, sqliteStore({ path }))
    expect(readFileSync(path, "latin1")).toContain(someone)
    yield* Effect.gen(function*() {
      const store = yield* Store
      const { workspaceId } = yield* Effect.map(store.workspaces, ([first]) => ({ workspaceId: first!.id }))
      expect(yield* store.erase(workspaceId, someone, "lift", start)).toMatchObject({ calls: 1, closed: 1 })
    }).pipe(Effect.provide(sqliteStore({ path })))
    expect(yield* filesBeside(path)).toEqual(["calls.db"])
    expect(readFileSync(path, "latin1")).not.toContain(someone)
  }))
