import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Scope } from "effect"
import { Hono } from "hono"
import { CannotListen, listen } from "../src/listen.ts"

const host = "127.0.0.1"

it.live("finishes requests in progress, and takes no new ones, when it stops", () =>
  Effect.gen(function*() {
    const entered = yield* Deferred.make<void>()
    const released = yield* Deferred.make<void>()
    const slow = Effect.andThen(Deferred.succeed(entered, undefined), Deferred.await(released))
    const app = new Hono().get("/slow", async (c) => {
      await Effect.runPromise(slow)
      return c.text("done")
    })
    const scope = yield* Scope.make()
    const port = yield* listen(app, { host, port: 0 }).pipe(Scope.provide(scope))
    const address = `http://${host}:${port}/slow`
    const answer = fetch(address).then((response) => response.text())
    yield* Deferred.await(entered)

    const stopped = Effect.runPromise(Scope.close(scope, Exit.void))
    const refused = yield* Effect.exit(Effect.tryPromise(() => fetch(address)))
    assert.isTrue(Exit.isFailure(refused))
    yield* Deferred.succeed(released, undefined)
    assert.strictEqual(yield* Effect.promise(() => answer), "done")
    yield* Effect.promise(() => stopped)
  }))

it.live("says what is wrong with where it should listen", () =>
  Effect.gen(function*() {
    const port = yield* listen(new Hono(), { host, port: 0 })
    const taken = yield* Effect.flip(listen(new Hono(), { host, port }))
    assert.instanceOf(taken, CannotListen)
    assert.include(taken.message, `cannot listen on port ${port}: it is in use`)
    const foreign = yield* Effect.flip(listen(new Hono(), { host: "192.0.2.1", port: 0 }))
    assert.include(foreign.message, "the host is not an address of this machine")
  }))
