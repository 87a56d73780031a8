import { Store } from "@campanile/core"
import { leaveTraces, storeWorld } from "@campanile/core/testing"
import { expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { postgresStore } from "../src/index.ts"
import { asking, emptyDatabase } from "./databases.ts"

/** How many rows of each table have a text in one of their columns. */
const rowsWith = (url: string) =>
  Effect.map(asking(url), (ask) =>
    Effect.fnUntraced(function*(text: string) {
      const tables = yield* ask(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
      )
      const found: Record<string, number> = {}
      for (const { relname } of tables) {
        const table = String(relname)
        const rows = yield* ask(`select from "${table}" as one where strpos(one::text, '${text}') > 0`)
        if (rows.length > 0) found[table] = rows.length
      }
      return found
    }))

it.live("of an erased person no column of any table has the phone or the name", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    const having = yield* rowsWith(url)
    yield* Effect.gen(function*() {
      const store = yield* Store
      const world = yield* storeWorld()
      const { at, phone, texts: [digits = "", name = ""] } = yield* leaveTraces(world)
      const everywhere = ["api_call", "attempt", "call", "contact", "delivery", "delivery_trouble", "message"]
      expect(Object.keys(yield* having(digits))).toEqual(expect.arrayContaining(everywhere))
      expect(Object.keys(yield* having(name))).toContain("delivery")
      expect(yield* store.erase(world.workspaceId, phone, "lift", at)).toMatchObject({ calls: 4, suppressions: 1 })
      yield* store.eraseRejectedRows(world.workspaceId, phone, "", 100)
      expect(yield* having(digits)).toEqual({})
      expect(yield* having(name)).toEqual({})
    }).pipe(Effect.provide(postgresStore({ url: Redacted.make(url) })))
  }))
