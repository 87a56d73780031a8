import { Clock, Effect, Schema } from "effect"
import type { CallId, WorkspaceId } from "../domain/id.ts"
import { Suppression, SuppressionScope } from "../domain/suppression.ts"
import { Bus } from "../engine/bus.ts"
import type { OptOut, Page } from "../ports/store-terms.ts"
import { Store } from "../ports/store.ts"
import { decodeInput } from "./input.ts"

/** A number, or a range of numbers, that must not be called. */
export const NewSuppression = Schema.Struct({
  pattern: Suppression.fields.pattern,
  /** For whose calls; the whole workspace's where nothing is said. */
  scope: Schema.optionalKey(SuppressionScope),
  source: Schema.optionalKey(Schema.String.pipe(Schema.check(Schema.isMaxLength(200)))),
  reason: Schema.optionalKey(Schema.String.pipe(Schema.check(Schema.isMaxLength(500)))),
  /** Not from this instant on (ms UTC); null for ever. */
  expiresAt: Schema.optionalKey(Suppression.fields.expiresAt)
})

const NewSuppressions = Schema.Array(NewSuppression)

/**
 * Suppress numbers, from this instant on: what waits for them is closed, and what is due is stopped at the gate. Answers
 * with how many calls were closed.
 */
export const add = Effect.fn("suppressions.add")(
  function*(workspaceId: WorkspaceId, input: typeof NewSuppressions.Encoded) {
    return yield* suppress(workspaceId, input, undefined)
  }
)

const suppress = Effect.fnUntraced(
  function*(workspaceId: WorkspaceId, input: typeof NewSuppressions.Encoded, optOut: OptOut | undefined) {
    const store = yield* Store
    const bus = yield* Bus
    const given = yield* decodeInput(NewSuppressions)(input)
    const now = yield* Clock.currentTimeMillis
    const suppressions = given.map((one): Suppression => ({
      scope: { kind: "workspace" },
      source: "",
      reason: "",
      expiresAt: null,
      ...one,
      workspaceId,
      createdAt: now
    }))
    const closed = yield* store.suppress(suppressions, now, optOut)
    yield* bus.wake("schedule", "withdraw", "deliver")
    return closed
  }
)

/**
 * A person said, in a call, that they do not want to be called any more: about its subject, or at all. Other systems are
 * told so in the same step.
 */
export const optOut = Effect.fn("suppressions.optOut")(
  function*(workspaceId: WorkspaceId, id: CallId, scope: "subject" | "workspace" = "workspace") {
    const store = yield* Store
    const { campaignId, phone } = yield* store.call(workspaceId, id)
    const campaign = campaignId === null ? null : yield* store.campaign(workspaceId, campaignId)
    const subject = campaign?.policy.subject ?? null
    const given = [{
      pattern: phone,
      scope: scope === "subject" && subject !== null
        ? { kind: "subject", subject } as const
        : { kind: "workspace" } as const,
      source: `call ${id}`,
      reason: "opted out in a call"
    }]
    return yield* suppress(workspaceId, given, { workspaceId, callId: id })
  }
)

/** Lift a suppression; answers whether there was one. What it closed stays closed, so that nobody is due sooner by it. */
export const remove = (workspaceId: WorkspaceId, pattern: string, scope: SuppressionScope = { kind: "workspace" }) =>
  Store.use((store) => store.unsuppress(workspaceId, pattern, scope))

/** Suppressions of a workspace, in the order of their patterns. */
export const all = (workspaceId: WorkspaceId, page: Page) => Store.use((store) => store.suppressions(workspaceId, page))
