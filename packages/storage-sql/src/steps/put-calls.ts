import type { Call } from "@campanile/core"
import { updateRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { callRow } from "../rows/call.ts"
import { type Step, write } from "../step.ts"
import { enqueue } from "./marks.ts"

/** Write calls as they have become, where those find them who look for what waits. */
export function* putCalls(dialect: Dialect, calls: ReadonlyArray<Call>): Step<void> {
  yield* write(
    updateRows(
      dialect,
      "call",
      ["status", "sub_status", "due_at", "attempts", "outcomes", "last_number_id", "disposition", "updated_at"],
      ["workspace_id", "id"],
      calls.map(callRow)
    )
  )
  yield* enqueue(dialect, calls)
}
