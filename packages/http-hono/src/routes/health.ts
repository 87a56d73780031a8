import { Workspaces } from "@campanile/core"
import { Schema } from "effect"
import { anyone } from "../auth.ts"
import { type Endpoint, endpoint, json } from "../endpoint.ts"

const Healthy = Schema.Struct({ status: Schema.Literal("ok") }).annotate({ identifier: "Healthy" })

/** Whether the app can serve: the store is asked for a key that nobody has. How long to wait is the asker's matter. */
export const health: Endpoint = endpoint({
  method: "get",
  path: "/healthz",
  tag: "Operation",
  summary: "Whether the store answers",
  access: anyone,
  answer: json(Healthy, "It does."),
  fails: [],
  handle: function*() {
    yield* Workspaces.ofKey("")
    return { status: "ok" as const }
  }
})
