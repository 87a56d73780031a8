import { StoreUnavailable, Workspaces } from "@campanile/core"
import { Effect, Schema } from "effect"
import { anyone } from "../auth.ts"
import { endpoint, type Endpoint, json } from "../endpoint.ts"

const Healthy = Schema.Struct({ status: Schema.Literal("ok") }).annotate({ identifier: "Healthy" })

/** How long (ms) the store may take to answer. */
const patience = 5000

/** Whether the app can serve: the store is asked for a key that nobody has. */
export const health: Endpoint = endpoint({
  method: "get",
  path: "/healthz",
  tag: "Operation",
  summary: "Whether the store answers",
  access: anyone,
  answer: json(Healthy, "It does."),
  fails: [],
  handle: function*() {
    yield* Workspaces.ofKey("").pipe(Effect.timeoutOrElse({
      duration: patience,
      orElse: () => Effect.fail(new StoreUnavailable({ step: "answer in time", cause: `waited ${patience} ms` }))
    }))
    return { status: "ok" as const }
  }
})
