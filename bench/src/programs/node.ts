// A program that is one more node: an engine on a Postgres that it shares. It begins when it is told to.
import { postgresStore } from "@campanile/storage-postgres"
import { Effect, Layer } from "effect"
import { answer, onWord } from "../http/talk.ts"
import { writingEngine } from "../world/instant-engine.ts"
import { onlyWarnings } from "../world/logging.ts"

const store = postgresStore({ url: process.argv[2]!, preparedStatements: true })
const node = writingEngine.pipe(Layer.provide(store), Layer.provide(onlyWarnings))

onWord(() => {
  Effect.runFork(Layer.launch(node))
})
answer({ loaded: true })
