import { Context, Effect, Schema } from "effect"
import type { AttemptId, CallId, CampaignId, WorkspaceId } from "../domain/id.ts"
import type { Phone } from "../domain/phone.ts"

/** What a hook is told of a call that is about to be dialed. */
export interface PreDialCall {
  readonly workspaceId: WorkspaceId
  readonly campaignId: CampaignId | null
  readonly callId: CallId
  readonly attemptId: AttemptId
  readonly phone: Phone
  /** The contact's cells by column, or the values that came with the call. */
  readonly variables: Readonly<Record<string, string>>
}

/** What a hook says of a call: dial it, never dial it, or not before an instant (ms UTC). */
export const PreDialAnswer = Schema.Union([
  Schema.Struct({ _tag: Schema.Literal("Eligible") }),
  Schema.Struct({ _tag: Schema.Literal("Skip"), reason: Schema.String }),
  Schema.Struct({ _tag: Schema.Literal("Defer"), until: Schema.Finite, reason: Schema.String })
]).annotate({ identifier: "PreDialAnswer" })
export type PreDialAnswer = typeof PreDialAnswer.Type

/** A last look, right before the dial, at what only others know: that the parcel has come, that the bill is paid. */
export type PreDialHook = (call: PreDialCall) => Effect.Effect<PreDialAnswer, Error>

/** The hook where none is set. */
export const noHook: PreDialHook = () => Effect.succeed({ _tag: "Eligible" })

/**
 * The hook of this engine; every call is eligible where none is set. A hook that fails, takes
 * too long, or answers anything else, means: not now.
 */
export const PreDialHook: Context.Reference<PreDialHook> = Context.Reference("@campanile/core/PreDialHook", {
  defaultValue: () => noHook
})
