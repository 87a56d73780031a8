import { given, storeWorld } from "@campanile/core/testing"
import type { Step } from "@campanile/storage-sql"
import { expect, it } from "@effect/vitest"
import Sqlite from "better-sqlite3"
import { Effect } from "effect"
import { statSync } from "node:fs"
import { checkpoints, type LogState, writeAheadLog } from "../src/checkpoints.ts"
import { sqliteDriver } from "../src/driver.ts"
import { sqliteStore } from "../src/index.ts"
import { temporaryFile } from "./files.ts"

/** Bytes of a page, and of a frame of the log, which is a page with its header. */
const [page, frame] = [4096, 4096 + 24]

/** A log of which every commit makes so many pages, with somebody who reads what was before them while `isHeld`. */
const simulated = (pages: number) => {
  const state = { log: 0, checkpointed: 0, isHeld: false, tries: 0, isBroken: false }
  const now = (): LogState => ({ log: state.log, checkpointed: state.checkpointed })
  const committed = checkpoints({
    look: now,
    carryOver: () => {
      state.tries++
      if (state.isBroken) throw new Error("disk I/O error")
      if (!state.isHeld) state.checkpointed = state.log
      return now()
    }
  })
  const commit = (times: number) => {
    for (let n = 0; n < times; n++) {
      const isDone = state.log === state.checkpointed
      if (isDone) Object.assign(state, { log: 0, checkpointed: 0 })
      state.log += pages
      committed()
    }
  }
  return { state, commit }
}

it("the log is carried over whenever enough has gathered, and not before", () => {
  const { commit, state } = simulated(100)
  commit(39)
  expect(state.tries).toBe(0)
  commit(1)
  expect(state).toMatchObject({ tries: 1, checkpointed: 4000 })
  commit(400)
  expect(state.tries).toBe(11)
})

it("while somebody reads what was before, tries get rarer as the log gets longer", () => {
  const { commit, state } = simulated(100)
  state.isHeld = true
  commit(3000)
  const soon = state.tries
  expect(soon).toBeGreaterThan(15)
  commit(27_000)
  expect(state.log).toBe(3_000_000)
  expect(state.tries - soon).toBeLessThan(25)
})

it("once nobody does, the log is carried over before it is an eighth longer, and tries are as before", () => {
  const { commit, state } = simulated(100)
  state.isHeld = true
  commit(3000)
  state.isHeld = false
  commit(Math.ceil(3000 / 8) + 1)
  expect(state.log).toBeLessThan(4000)
  expect(state.tries).toBeGreaterThan(0)
  state.tries = 0
  commit(400)
  expect(state.tries).toBe(10)
})

it("when another process begins the log anew, tries are as before", () => {
  const { commit, state } = simulated(100)
  state.isHeld = true
  commit(3000)
  Object.assign(state, { log: 0, checkpointed: 0, isHeld: false, tries: 0 })
  commit(41)
  expect(state.tries).toBe(1)
})

it("a try that fails disturbs nobody, and is made again", () => {
  const { commit, state } = simulated(100)
  state.isBroken = true
  commit(100)
  expect(state.tries).toBe(2)
  state.isBroken = false
  commit(20)
  expect(state).toMatchObject({ tries: 3, checkpointed: 12_000 })
})

const opened = (path: string) =>
  Effect.acquireRelease(
    Effect.sync(() => new Sqlite(path)),
    (database) => Effect.sync(() => database.close())
  )

/** A file with a log and a driver, whose steps write so many pages each. */
const withLog = Effect.gen(function*() {
  const path = yield* temporaryFile
  const database = yield* opened(path)
  database.pragma("journal_mode = wal")
  database.pragma("synchronous = off")
  database.exec("create table leaf (n integer primary key, content blob)")
  const log = writeAheadLog(database)
  const driver = sqliteDriver(database, checkpoints(log))
  const content = Buffer.alloc(page - 100)
  function* leaves(pages: number): Step<void> {
    const parameters = Array.from({ length: pages }, () => [content])
    yield { _tag: "Batch", sql: "insert into leaf (content) values (?)", parameters }
  }
  const write = (pages: number, times: number) =>
    Effect.gen(function*() {
      for (let n = 0; n < times; n++) yield* driver.write("write leaves", () => leaves(pages))
    })
  return { log, path, write, sizeOfLog: () => statSync(`${path}-wal`).size / frame }
})

it.effect("the log of a file stays as short as what gathers", () =>
  Effect.gen(function*() {
    const { sizeOfLog, write } = yield* withLog
    yield* write(250, 60)
    expect(sizeOfLog()).toBeGreaterThan(4000)
    expect(sizeOfLog()).toBeLessThan(5000)
  }))

it.effect("a log that somebody made long is carried over and cut once he is gone", () =>
  Effect.gen(function*() {
    const { log, path, sizeOfLog, write } = yield* withLog
    const reader = yield* opened(path)
    log.carryOver()
    reader.exec("begin")
    reader.prepare("select count(*) from leaf").get()
    yield* write(1000, 20)
    expect(log.look()).toMatchObject({ checkpointed: 0 })
    expect(sizeOfLog()).toBeGreaterThan(20_000)
    reader.exec("commit")
    yield* write(1000, 5)
    const { checkpointed, log: length } = log.look()
    expect(length - checkpointed).toBeLessThan(5000)
    expect(sizeOfLog()).toBeLessThan(17_000)
  }))

it.effect("what is committed is there, whatever becomes of the log", () =>
  Effect.gen(function*() {
    const { log, path, write } = yield* withLog
    yield* write(3000, 1)
    expect(log.look()).toMatchObject({ checkpointed: 0 })
    const other = yield* opened(path)
    expect(other.prepare("select count(*) from leaf").pluck().get()).toBe(3000)
  }))

it.effect("a store keeps its log short", () =>
  Effect.gen(function*() {
    const path = yield* temporaryFile
    const name = "a".repeat(1_000_000)
    const people = Array.from({ length: 10 }, (_, n) => ({ phone: given.phone(n), variables: { name } }))
    yield* Effect.gen(function*() {
      const world = yield* storeWorld()
      for (let n = 0; n < 6; n++) yield* world.addList(people)
      const length = statSync(`${path}-wal`).size / frame
      expect(length).toBeGreaterThan(4000)
      expect(length).toBeLessThan(8000)
    }).pipe(Effect.provide(sqliteStore({ path, synchronous: "normal" })))
  }))
