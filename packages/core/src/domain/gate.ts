import { Schema } from "effect"
import type { Call } from "./call.ts"
import { CallId, WorkspaceId } from "./id.ts"
import type { Suppression } from "./suppression.ts"

/**
 * The checks at the moment of dialing, in the order in which they are made. Those up to `tariff` are about the call
 * itself; the others about what it would use up, and whether somebody else objects.
 */
export const Gate = Schema.Literals([
  /** Its campaign dials, between start and end. */
  "campaign",
  /** Its time has come: the start, the delay after an attempt, what an earlier gate said. */
  "due",
  /** Window, closed dates and legal hours are open. */
  "hours",
  "suppression",
  "frequency",
  /** No other attempt to the same phone lives. */
  "live_call",
  "tariff",
  "budget",
  "credit",
  "slot",
  /** Pace and health of the carrier and of a caller number. */
  "pace",
  /** The pre-dial hook. */
  "hook"
])
export type Gate = typeof Gate.Type

/** What a gate says of a call: go on, not before an instant, not now, or never. */
export type Verdict =
  | { readonly _tag: "Pass" }
  /** Later, at a known instant (ms UTC). */
  | { readonly _tag: "Defer"; readonly until: number; readonly reason: string; readonly version: string }
  /** Later, when something else is free. The call keeps its place. */
  | { readonly _tag: "Wait"; readonly reason: string }
  /** Never. */
  | { readonly _tag: "Skip"; readonly reason: string; readonly version: string }

/** Nothing stands against it. */
export const pass: Verdict = { _tag: "Pass" }

/** What a suppression that holds for a call says of it: never. */
export const suppressedBy = (
  { createdAt, pattern, reason, scope, source }: Suppression
): Extract<Verdict, { readonly _tag: "Skip" }> => ({
  _tag: "Skip",
  reason: `${pattern} is suppressed for the ${scope.kind}: ${reason}`,
  version: `${source}@${createdAt}`
})

/**
 * A verdict that changed a call, kept so that "why was this person not called, and when" has an answer. That a call
 * merely waits in line changes nothing of it, and is answered when asked, by the same gates.
 */
export const Decision = Schema.Struct({
  workspaceId: WorkspaceId,
  callId: CallId,
  /** Instant, ms UTC. */
  at: Schema.Int,
  gate: Gate,
  verdict: Schema.Literals(["defer", "skip"]),
  /** With `defer`: until when (ms UTC). */
  until: Schema.NullOr(Schema.Int),
  reason: Schema.String,
  /** Which version of which data decided: a rule set with its date, a suppression with its source. */
  version: Schema.String
}).annotate({ identifier: "Decision" })
export interface Decision extends Schema.Schema.Type<typeof Decision> {}

const closings: Partial<Record<Gate, Pick<Call, "status" | "subStatus">>> = {
  hours: { status: "failed", subStatus: "window_never_opens" },
  suppression: { status: "canceled", subStatus: "suppressed" },
  tariff: { status: "failed", subStatus: "no_tariff" }
}

/** The call after a gate put it off or closed it at an instant (ms UTC), with the decision that is kept. */
export const turnAway = (
  call: Call,
  gate: Gate,
  verdict: Extract<Verdict, { readonly _tag: "Defer" | "Skip" }>,
  now: number
): { readonly call: Call; readonly decision: Decision } => {
  const until = verdict._tag === "Defer" ? verdict.until : null
  const skipped = closings[gate] ?? { status: "canceled", subStatus: "skipped" }
  return {
    call: until === null ? { ...call, ...skipped, updatedAt: now } : { ...call, dueAt: until, updatedAt: now },
    decision: {
      workspaceId: call.workspaceId,
      callId: call.id,
      at: now,
      gate,
      verdict: until === null ? "skip" : "defer",
      until,
      reason: verdict.reason,
      version: verdict.version
    }
  }
}
