import { retryAt } from "./aim.ts"
import type { Attempt } from "./attempt.ts"
import { type Call, closedBy } from "./call.ts"
import type { CallingPolicy } from "./calling-policy.ts"
import type { Campaign } from "./campaign.ts"
import type { Gate } from "./gate.ts"
import type { CallId, NumberId } from "./id.ts"
import { whyIdle } from "./idle.ts"
import { judgePerson } from "./judge.ts"
import type { Withdrawal } from "./outcome.ts"
import type { Suppression } from "./suppression.ts"

/** What a last look needs to know beside the attempt and its campaign. */
export interface Surroundings {
  /** Suppressions of the workspace that may concern the phone. */
  readonly suppressions: ReadonlyArray<Suppression>
  /** Caller numbers that are paused. */
  readonly paused: ReadonlySet<NumberId>
  /** When the last attempt of each call that is tried again ended (ms UTC). */
  readonly ends: ReadonlyMap<CallId, number>
  /** Instant, ms UTC. */
  readonly now: number
}

/** A claimed attempt and its call, as far as a last look asks for them. */
export interface LookedAt {
  readonly attempt: Pick<Attempt, "numberId" | "phone" | "workspaceId">
  readonly call: Pick<Call, "campaignId" | "disposition" | "id" | "outcomes" | "phone" | "zones">
  readonly policy: CallingPolicy
  /** Null for a call from the API. */
  readonly campaign: Campaign | null
}

/** What the policy as it is now says against a retry, whose last attempt ended at an instant (ms UTC). */
const judgeRetry = (
  { call, campaign, policy }: LookedAt,
  endedAt: number | undefined,
  now: number
): Withdrawal | undefined => {
  const { disposition } = call
  if (disposition === null || endedAt === undefined) return undefined
  const until = retryAt({ call, campaign, policy }, disposition, endedAt)
  if (until === undefined) {
    const reason = `no retry after ${disposition} any more`
    return {
      gate: "due",
      verdict: { _tag: "Skip", reason, version: "" },
      closing: closedBy(disposition, policy.retry)
    }
  }
  const reason = `the retry after ${disposition} comes later`
  return until <= now ? undefined : { gate: "due", verdict: { _tag: "Defer", until, reason, version: "" } }
}

/**
 * What stands against a claimed attempt when it is about to be dialed; `undefined` where nothing does. Between claim and
 * dial a pre-dial hook may think, and meanwhile a person opts out, a window is edited, a campaign or a caller number is
 * paused: the gates that such a change concerns are asked once more, of what is true now. The others cannot have
 * changed: no other attempt to the phone can live beside this one, and its credits are held. A retry that was claimed is
 * asked for like those that wait when the policy is edited: whether it is still made, and when.
 *
 * A campaign's call whose hours never open is held, as in the queue, for its window may change again.
 */
export const lastLook = (
  course: LookedAt,
  { ends, now, paused, suppressions }: Surroundings
): Withdrawal | undefined => {
  const { attempt, call, campaign, policy } = course
  const defer = (gate: Gate, reason: string, version = ""): Withdrawal => ({
    gate,
    verdict: { _tag: "Defer", until: now, reason, version }
  })
  const idle = campaign === null ? undefined : whyIdle(campaign, now)
  if (idle !== undefined) return defer("campaign", idle.reason)
  const retry = judgeRetry(course, ends.get(call.id), now)
  if (retry !== undefined) return retry
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
