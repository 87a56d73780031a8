import type { Step } from "@campanile/storage-sql"
import { expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { startPostgres } from "../src/testing/index.ts"
import { busyWith, rowsOf } from "./databases.ts"
import { ask, driverOn, insert, numbersDatabase, numbersIn } from "./numbers.ts"
import { proxyBefore } from "./proxy.ts"

/** A step that holds a row and then does nothing for a minute. */
function* hold(n: number): Step<void> {
  yield* ask("update number set times = times + 1 where n = $1", n)
  yield* ask("select pg_sleep(60)")
}

it.live("a step whose connection is ended is unavailable, has changed nothing, and the next one works", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const { driver, pool } = yield* driverOn(url)
    const broken = yield* Effect.forkChild(Effect.flip(driver.write("wait", function*() {
      yield* insert(1)
      yield* ask("select pg_sleep(60)")
    })))
    const [busy] = yield* busyWith(url, "pg_sleep(60)")
    yield* rowsOf(url, "select pg_terminate_backend($1)", [busy?.["pid"]])
    expect(yield* Fiber.join(broken)).toMatchObject({ _tag: "StoreUnavailable", step: "wait" })
    expect(pool.totalCount).toBe(0)
    yield* driver.write("add", () => insert(2))
    expect(yield* numbersIn(url)).toEqual([2])
  }))

it.live("a server that restarts is unavailable meanwhile, and nothing has to be done afterwards", () =>
  Effect.gen(function*() {
    const server = yield* Effect.acquireRelease(
      Effect.promise(() => startPostgres({ durable: true })),
      (running) => Effect.promise(() => running[Symbol.asyncDispose]())
    )
    const { driver, pool } = yield* driverOn(server.url())
    yield* driver.write("make", () => ask("create table number (n bigint primary key)"))
    yield* Effect.all([1, 2, 3].map((n) => driver.write("add", () => insert(n))), { concurrency: "unbounded" })
    yield* Effect.promise(server.stop)
    expect(yield* Effect.flip(driver.write("add", () => insert(4)))).toMatchObject({ _tag: "StoreUnavailable" })
    expect(pool.totalCount).toBe(0)
    yield* Effect.promise(server.start)
    yield* driver.write("add", () => insert(5))
    yield* Effect.promise(server.kill)
    yield* Effect.promise(server.start)
    yield* Effect.ignore(driver.write("add", () => insert(6)))
    yield* driver.write("add", () => insert(7))
    expect(yield* numbersIn(server.url())).toEqual(expect.arrayContaining([1, 2, 3, 5, 7]))
  }))

it.live("a step that is interrupted holds nothing any more, and leaks no connection", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const { driver, pool } = yield* driverOn(url, {}, { connections: 1 })
    yield* driver.write("add", () => insert(1))
    const holding = yield* Effect.forkChild(driver.write("hold", () => hold(1)))
    yield* busyWith(url, "pg_sleep(60)")
    yield* Fiber.interrupt(holding)
    const held = yield* rowsOf(url, "select from pg_locks join pg_class on oid = relation where relname = 'number'")
    expect(held).toEqual([])
    expect([pool.totalCount, pool.waitingCount]).toEqual([0, 0])
    yield* driver.write("count up", () => ask("update number set times = times + 1 where n = 1"))
    expect(yield* rowsOf(url, "select times::int from number")).toEqual([{ times: 1 }])
  }))

it.live("who is interrupted while waiting for a connection takes none", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const { driver, pool } = yield* driverOn(url, {}, { connections: 1 })
    const first = yield* Effect.forkChild(driver.write("first", () => ask("select pg_sleep(0.2)")))
    yield* busyWith(url, "pg_sleep(0.2)")
    const second = yield* Effect.forkChild(driver.write("second", () => insert(2)))
    yield* Effect.yieldNow
    expect(pool.waitingCount).toBe(1)
    yield* Fiber.interrupt(second)
    yield* Fiber.join(first)
    yield* driver.write("third", () => insert(3))
    expect(yield* numbersIn(url)).toEqual([3])
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1])
  }))

it.live("a statement that lasts too long is ended by the server, and its connection goes on", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const { driver, pool } = yield* driverOn(url, { statement: 50 })
    const failed = yield* Effect.flip(driver.write("dawdle", function*() {
      yield* insert(1)
      yield* ask("select pg_sleep(60)")
    }))
    expect(failed).toMatchObject({ _tag: "StoreUnavailable", step: "dawdle", cause: { code: "57014" } })
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1])
    expect(yield* numbersIn(url)).toEqual([])
  }))

it.live("a step that is heavy is given more time", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const { driver } = yield* driverOn(url, { statement: 50, heavy: 10_000 }, { answerTimeout: 100 })
    yield* driver.write("lift", function*() {
      yield* insert(1)
      yield* ask("select pg_sleep(0.2)")
    }, "heavy")
    expect(yield* numbersIn(url)).toEqual([1])
  }))

it.live("a row that another step keeps is not waited for any longer than is allowed", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const { driver } = yield* driverOn(url, { lock: 50 })
    yield* driver.write("add", () => insert(1))
    const holding = yield* Effect.forkChild(driver.write("hold", () => hold(1)))
    yield* busyWith(url, "pg_sleep(60)")
    const failed = yield* Effect.flip(driver.write("want", () => hold(1)))
    expect(failed).toMatchObject({ _tag: "StoreUnavailable", step: "want", cause: { code: "55P03" } })
    yield* Fiber.interrupt(holding)
  }))

it.live("where all connections are taken for too long, the step is unavailable", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const limits = { connections: 1, connectTimeout: 100, answerTimeout: 70_000 }
    const { driver } = yield* driverOn(url, { statement: 60_000 }, limits)
    // To connect may take longer than that as well.
    yield* Effect.retry(driver.write("none", () => ask("select 1")), { times: 100 })
    const first = yield* Effect.forkChild(Effect.flip(driver.write("first", () => ask("select pg_sleep(60)"))))
    const [busy] = yield* busyWith(url, "pg_sleep(60)")
    const failed = yield* Effect.flip(driver.write("second", () => insert(2)))
    expect(failed).toMatchObject({ _tag: "StoreUnavailable", step: "second" })
    yield* rowsOf(url, "select pg_cancel_backend($1)", [busy?.["pid"]])
    yield* Fiber.join(first)
    yield* driver.write("third", () => insert(3))
    expect(yield* numbersIn(url)).toEqual([3])
  }))

it.live("a commit of which the answer is lost is said to be unavailable, though it was made", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const proxy = yield* proxyBefore(url)
    const { driver } = yield* driverOn(proxy.url)
    yield* driver.write("add", () => insert(1))
    const adding = driver.write("add", function*() {
      yield* ask("select n from number for update")
      proxy.breakAt("COMMIT")
      yield* insert(2)
    })
    expect(yield* Effect.flip(adding)).toMatchObject({ _tag: "StoreUnavailable", step: "add" })
    expect(yield* numbersIn(url)).toEqual([1, 2])
  }))

it.live("a server that falls silent is given up, and asked anew on another connection", () =>
  Effect.gen(function*() {
    const url = yield* numbersDatabase
    const proxy = yield* proxyBefore(url)
    const { driver, pool } = yield* driverOn(proxy.url, {}, { answerTimeout: 500, connectTimeout: 500 })
    yield* driver.write("add", () => insert(1))
    proxy.swallow()
    expect(yield* Effect.flip(driver.write("add", () => insert(2)))).toMatchObject({ _tag: "StoreUnavailable" })
    expect(pool.totalCount).toBe(0)
    expect(yield* Effect.flip(driver.write("add", () => insert(3)))).toMatchObject({ _tag: "StoreUnavailable" })
  }))
