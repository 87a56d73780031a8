import { expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { engine, Node, Store, type StoreShape, StoreUnavailable, WebhookSender } from "../../src/index.ts"
import { MemoryStore, SimulatedCarrier } from "../../src/testing/index.ts"

const webhooks = Layer.succeed(WebhookSender, WebhookSender.of({ send: () => Effect.void }))

/** Start an engine whose store cannot give a lease at first, and let half a minute pass. */
const startWith = Effect.fnUntraced(function*(failures: number) {
  const store = yield* MemoryStore.make
  let asked = 0
  const down: StoreShape = {
    ...store,
    renewLease: (id, until) =>
      Effect.suspend(() =>
        asked++ < failures
          ? new StoreUnavailable({ step: "renew a lease", cause: "it starts" })
          : store.renewLease(id, until)
      )
  }
  const node = yield* Effect.forkChild(
    Effect.scoped(Effect.provide(Effect.flatMap(Node, ({ lease }) => lease), engine)).pipe(
      Effect.provide(Layer.mergeAll(Layer.succeed(Store, down), SimulatedCarrier.layer(), webhooks))
    )
  )
  yield* TestClock.adjust("30 seconds")
  return yield* Fiber.await(node)
})

it.effect("a node that starts before its store waits for it", () =>
  Effect.gen(function*() {
    const exit = yield* startWith(5)
    expect(Exit.isSuccess(exit) && exit.value.epoch).toBe(1)
  }))

it.effect("a node whose store does not come ends with the store's error", () =>
  Effect.gen(function*() {
    const exit = yield* startWith(Infinity)
    expect(Exit.isFailure(exit) && Cause.squash(exit.cause)).toBeInstanceOf(StoreUnavailable)
  }))
