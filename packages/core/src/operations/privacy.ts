import { Clock, Effect, Schema } from "effect"
import { type Erased, SuppressionsOfErased } from "../domain/erasure.ts"
import type { WorkspaceId } from "../domain/id.ts"
import { Phone } from "../domain/phone.ts"
import { Bus } from "../engine/bus.ts"
import { Store } from "../ports/store.ts"
import { decodeInput } from "./input.ts"

/** Who is to be erased. */
export const Erasure = Schema.Struct({
  /** E.164. */
  phone: Phone,
  /**
   * Suppressions of exactly this phone are kept where nothing is said: without them the person could be called again as
   * soon as a new list names them.
   */
  suppressions: Schema.optionalKey(SuppressionsOfErased)
})

/** Rejected rows that one step looks at. */
const batch = 2000

/**
 * Take a person out of a workspace, on their request: every row that has their phone. Fails with `PersonInCall` while an
 * attempt to them lives; what it did until it is broken off is right, and it may be done again. Answers with what was
 * found.
 */
export const erase = Effect.fn("privacy.erase")(function*(workspaceId: WorkspaceId, input: typeof Erasure.Encoded) {
  const store = yield* Store
  const bus = yield* Bus
  const { phone, suppressions = "keep" } = yield* decodeInput(Erasure)(input)
  const erased = yield* store.erase(workspaceId, phone, suppressions, yield* Clock.currentTimeMillis)
  let rejectedRows = 0
  let after: string | undefined = ""
  while (after !== undefined) {
    const page: Effect.Success<ReturnType<typeof store.eraseRejectedRows>> = yield* store.eraseRejectedRows(
      workspaceId,
      phone,
      after,
      batch
    )
    rejectedRows += page.removed
    after = page.next
  }
  yield* bus.wake("schedule", "deliver")
  return { ...erased, rejectedRows } satisfies Erased
})
