import { type ContactList, Lists, Store, StoreUnavailable, Workspaces } from "@campanile/core"
import { MemoryStore } from "@campanile/core/testing"
import { Cause, Effect, Exit, Layer, Stream } from "effect"
import { expect, it } from "vitest"
import { contactLists } from "../src/index.ts"

/** How many rows came in each step. */
type Steps = Array<number>

/** A store that notes the steps of an import; the one with a given number fails. */
const watched = (steps: Steps, failing = 0) =>
  Layer.effect(
    Store,
    Effect.map(Store, (store) =>
      Store.of({
        ...store,
        addRows: (workspaceId, id, accepted, rejected, unique) =>
          Effect.suspend(() => {
            steps.push(accepted.length + rejected.length)
            return steps.length === failing
              ? Effect.fail(new StoreUnavailable({ step: "add rows", cause: new Error("no space") }))
              : store.addRows(workspaceId, id, accepted, rejected, unique)
          })
      }))
  ).pipe(Layer.provide(MemoryStore.layer))

const phoneOf = (n: number) => `(415) ${200 + Math.floor(n / 10_000)}-${String(n % 10_000).padStart(4, "0")}`

/** Imports rows that are made one by one; tells how many of them were asked for, and what became of the list. */
const importing = (rows: number, rowOf: (n: number) => string, steps: Steps, failing?: number) => {
  let asked = 0
  const bytes = Stream.range(0, rows - 1).pipe(
    Stream.rechunk(100),
    Stream.mapArray((chunk) => {
      asked += chunk.length
      const text = chunk.map((n) => `${n === 0 ? "phone,note\n" : ""}${rowOf(n)}\n`).join("")
      return [new TextEncoder().encode(text)] as const
    })
  )
  return Effect.gen(function*() {
    const { id } = yield* Workspaces.create({ name: "Tower", capacity: 1 })
    const exit = yield* Effect.exit(
      Lists.importList(id, bytes, { defaultCountry: "US", timezone: "UTC" })
    )
    const rejected = Exit.isSuccess(exit)
      ? yield* Lists.rejectedRows(id, exit.value.id, { limit: 1000, offset: 0 })
      : []
    return { exit, asked, rejected }
  }).pipe(Effect.provide([watched(steps, failing), contactLists]), Effect.runPromise)
}

const listOf = (exit: Exit.Exit<ContactList, unknown>): ContactList => {
  if (Exit.isFailure(exit)) throw new Error(Cause.pretty(exit.cause))
  return exit.value
}

it("is stored in many steps, and a phone that stood thousands of rows before is found again", async () => {
  const steps: Steps = []
  const repeats = new Map([[3, 2], [5000, 10], [9000, 4999], [19_001, 4999]])
  const { exit, rejected } = await importing(
    20_000,
    (n) => `${n === 7000 ? "nothing" : phoneOf(repeats.get(n) ?? n)},Note ${n}`,
    steps
  )
  expect(listOf(exit)).toMatchObject({ status: "ready", accepted: 19_995, rejected: 5 })
  expect(rejected.map(({ code, line, text }) => ({ code, line, text }))).toEqual([
    { code: "duplicate_phone", line: 5, text: "(415) 200-0002,Note 3" },
    { code: "duplicate_phone", line: 5002, text: "(415) 200-0010,Note 5000" },
    { code: "phone_not_a_number", line: 7002, text: "nothing,Note 7000" },
    { code: "duplicate_phone", line: 9002, text: "(415) 200-4999,Note 9000" },
    { code: "duplicate_phone", line: 19_003, text: "(415) 200-4999,Note 19001" }
  ])
  expect(steps.length).toBeGreaterThan(3)
  expect(Math.max(...steps)).toBeLessThan(2500)
})

it("has fewer rows in a step where they are long", async () => {
  const steps: Steps = []
  const { exit } = await importing(2000, (n) => `${phoneOf(n)},${"x".repeat(10_000)}`, steps)
  expect(listOf(exit)).toMatchObject({ accepted: 2000, rejected: 0 })
  expect(Math.max(...steps)).toBeLessThan(500)
})

it("fails as a whole, and is not read on, where a step of it cannot be stored", async () => {
  const steps: Steps = []
  const { asked, exit } = await importing(100_000, (n) => `${phoneOf(n)},Note`, steps, 2)
  expect(Exit.findErrorOption(exit)).toMatchObject({ value: { _tag: "StoreUnavailable" } })
  expect(steps).toHaveLength(2)
  expect(asked).toBeLessThan(20_000)
})
