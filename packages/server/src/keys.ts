import { Credits, microCreditsPerCredit, Workspaces } from "@campanile/core"
import { hashApiKey, newApiKey } from "@campanile/http-hono"
import { Effect, Redacted } from "effect"

/**
 * Make a key to the workspace of a name, and the workspace if there is none. A capacity changes it, credits are added.
 * Only here is the key itself told.
 */
export const createKey = Effect.fn("keys.create")(function*(wanted: {
  readonly workspace: string
  readonly capacity: number | undefined
  /** Whole credits, or fractions to the millionth. */
  readonly credits: number | undefined
}) {
  const capacity = wanted.capacity === undefined ? {} : { capacity: wanted.capacity }
  const known = (yield* Workspaces.all).find(({ name }) => name === wanted.workspace)
  const workspace = known === undefined
    ? yield* Workspaces.create({ name: wanted.workspace, ...capacity })
    : yield* Workspaces.update(known.id, capacity)
  if (wanted.credits !== undefined) {
    const amount = Math.round(wanted.credits * microCreditsPerCredit)
    yield* Credits.grant(workspace.id, { amount, note: "campanile keys create" })
  }
  const key = yield* newApiKey
  yield* Workspaces.addKey(workspace.id, hashApiKey(key), "campanile keys create")
  const { available } = yield* Credits.balance(workspace.id)
  return { workspace, isNew: known === undefined, key: Redacted.value(key), credits: available / microCreditsPerCredit }
})
