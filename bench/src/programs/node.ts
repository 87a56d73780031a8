// A program that is one more node: an engine on a Postgres that it shares, which begins and ends when it is told to.
import { postgresStore } from "@campanile/storage-postgres"
import { Effect, Fiber, Layer, ManagedRuntime } from "effect"
import { answer, onWord } from "../http/talk.ts"
import { writingEngine } from "../world/instant-engine.ts"
import { onlyWarnings } from "../world/logging.ts"

const store = ManagedRuntime.make(postgresStore({ url: process.argv[2]!, preparedStatements: true }))
let running: Fiber.Fiber<unknown, unknown> | undefined

onWord<{ readonly runs: boolean }>(({ runs }) => {
  if (runs) {
    running = store.runFork(Layer.launch(Layer.provide(writingEngine, onlyWarnings)))
    answer({})
  } else if (running !== undefined) {
    void Effect.runPromise(Fiber.interrupt(running)).then(() => answer({}))
  }
})
void store.context().then(() => answer({}))
