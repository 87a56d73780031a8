import { NotFound } from "@campanile/core"
import type { Step } from "@campanile/storage-sql"
import { expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber } from "effect"
import { busyWith, rowsOf } from "./databases.ts"
import { ask, driverOn, insert, numbersDatabase, numbersIn } from "./numbers.ts"

it.live("a step that returns is kept, and answers with what it read", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const { driver } = yield* driverOn(url)
    const read = yield* driver.write("count", function*() {
      yield* insert(1, 2)
      return yield* ask("select n from number order by n")
    })
    expect(read).toEqual([{ n: 1 }, { n: 2 }])
    expect(yield* numbersIn(url)).toEqual([1, 2])
  }))

it.live("a step that fails has changed nothing, and fails with its own error", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const { driver, pool } = yield* driverOn(url)
    const error = new NotFound({ what: "call", id: "x" })
    const failed = yield* Effect.flip(driver.write("fail", function*(): Step<void, NotFound> {
      yield* insert(1)
      yield { _tag: "Failure", error }
    }))
    expect(failed).toBe(error)
    yield* driver.write("go on", () => insert(2))
    expect(yield* numbersIn(url)).toEqual([2])
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1])
  }))

it.live("a step of which a query fails has changed nothing, and says what it was", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const { driver, pool } = yield* driverOn(url)
    const failed = yield* Effect.flip(driver.write("count wrongly", function*() {
      yield* insert(1)
      yield* ask("select n / 0 from number")
    }))
    expect(failed).toMatchObject({ _tag: "StoreUnavailable", step: "count wrongly", cause: { code: "22012" } })
    expect(yield* numbersIn(url)).toEqual([])
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1])
  }))

it.live("a write that fails behind the step's back takes all of it back, though nobody waited for its answer", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const { driver } = yield* driverOn(url)
    const failed = yield* Effect.flip(driver.write("write wrongly", function*() {
      yield* insert(1)
      yield { _tag: "Batch", sql: "insert into number values ($1)", parameters: [["one"]] }
      yield* insert(2)
    }))
    expect(failed).toMatchObject({ _tag: "StoreUnavailable", cause: { code: "22P02" } })
    expect(yield* numbersIn(url)).toEqual([])
  }))

it.live("a step with a bug has changed nothing, and dies of it", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const { driver, pool } = yield* driverOn(url)
    const bug = new Error("a bug")
    const exit = yield* Effect.exit(driver.write("break", function*(): Step<void> {
      yield* insert(1)
      throw bug
    }))
    expect(Exit.isFailure(exit) && Cause.squash(exit.cause)).toBe(bug)
    expect(Exit.isFailure(exit) && Cause.hasDies(exit.cause)).toBe(true)
    expect(yield* numbersIn(url)).toEqual([])
    expect(pool.waitingCount + pool.totalCount - pool.idleCount).toBe(0)
  }))

it.live("a step that only reads sees one state, and cannot write", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const { driver } = yield* driverOn(url)
    const reading = yield* Effect.forkChild(driver.read("count twice", function*() {
      const before = yield* ask("select count(*) from number")
      yield* ask("select pg_sleep(0.3)")
      return [before, yield* ask("select count(*) from number")]
    }))
    yield* busyWith(url, "pg_sleep(0.3)")
    yield* driver.write("add", () => insert(1))
    const [before, after] = yield* Fiber.join(reading)
    expect(after).toEqual(before)
    const failed = yield* Effect.flip(driver.read("write", () => insert(2)))
    expect(failed).toMatchObject({ cause: { code: "25006" } })
    expect(yield* numbersIn(url)).toEqual([1])
  }))

it.live("whole numbers are read as they are, and refused where they would be rounded", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const { driver } = yield* driverOn(url)
    const read = (text: string) => driver.read("read", () => ask(`select cast('${text}' as bigint) as n`))
    expect(yield* read("9007199254740991")).toEqual([{ n: Number.MAX_SAFE_INTEGER }])
    const failed = yield* Effect.flip(read("9007199254740993"))
    expect(failed.message).toContain("9007199254740993")
  }))

it.live("steps that lock rows in different orders both succeed: the one that loses is run anew", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const { driver } = yield* driverOn(url)
    yield* driver.write("add", () => insert(1, 2))
    let runs = 0
    const both = (first: number, second: number) =>
      driver.write("count up", function*() {
        runs++
        yield* ask("update number set times = times + 1 where n = $1", first)
        yield* ask("select pg_sleep(0.1)")
        yield* ask("update number set times = times + 1 where n = $1", second)
      })
    yield* Effect.all([both(1, 2), both(2, 1)], { concurrency: "unbounded" })
    expect(yield* rowsOf(url, "select times::int from number")).toEqual([{ times: 2 }, { times: 2 }])
    expect(runs).toBeGreaterThan(2)
  }))

it.live("a step that looks for a row and then writes it looks again, where another one wrote it in between", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const { driver } = yield* driverOn(url)
    const addOnce = driver.write("add once", function*() {
      if ((yield* ask("select n from number")).length > 0) return false
      yield* ask("select pg_sleep(0.05)")
      yield* insert(1)
      return true
    })
    const added = yield* Effect.all([addOnce, addOnce], { concurrency: "unbounded" })
    expect(added.toSorted((a, b) => Number(a) - Number(b))).toEqual([false, true])
  }))
