import type { Gate } from "./gate.ts"
import type { NumberId } from "./id.ts"
import type { Course, Withdrawal } from "./outcome.ts"
import type { Suppression } from "./suppression.ts"
import { judgePerson, whyIdle } from "./turn.ts"

/** What a last look needs to know beside the attempt and its campaign. */
export interface Surroundings {
  /** Suppressions of the workspace that may concern the phone. */
  readonly suppressions: ReadonlyArray<Suppression>
  /** Caller numbers that are paused. */
  readonly paused: ReadonlySet<NumberId>
  /** Instant, ms UTC. */
  readonly now: number
}

/**
 * What stands against a claimed attempt when it is about to be dialed; `undefined` where nothing does. Between claim and
 * dial a pre-dial hook may think, and meanwhile a person opts out, a window is edited, a campaign or a caller number is
 * paused: the gates that such a change concerns are asked once more, of what is true now. The others cannot have
 * changed: no other attempt to the phone can live beside this one, and its credits are held.
 *
 * A campaign's call whose hours never open is held, as in the queue, for its window may change again.
 */
export const lastLook = (
  { attempt, call, campaign, policy }: Course,
  { now, paused, suppressions }: Surroundings
): Withdrawal | undefined => {
  const defer = (gate: Gate, reason: string, version = ""): Withdrawal => ({
    gate,
    verdict: { _tag: "Defer", until: now, reason, version }
  })
  const idle = campaign === null ? undefined : whyIdle(campaign, now)
  if (idle !== undefined) return defer("campaign", idle.reason)
  const { gate, verdict } = judgePerson({ call, policy, timezone: campaign?.timezone ?? null }, suppressions, now)
  if (verdict._tag === "Skip" && gate === "hours" && campaign !== null) {
    return defer(gate, verdict.reason, verdict.version)
  }
  if (verdict._tag === "Skip" || verdict._tag === "Defer") return { gate, verdict }
  if (campaign !== null && !campaign.numbers.includes(attempt.numberId)) {
    return defer("pace", "the caller number is not the campaign's any more")
  }
  return paused.has(attempt.numberId) ? defer("pace", "the caller number is paused") : undefined
}
