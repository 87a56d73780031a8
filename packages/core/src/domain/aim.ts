import { Equal } from "effect"
import { type Call, closedBy } from "./call.ts"
import { type CallingPolicy, hoursFor } from "./calling-policy.ts"
import type { Campaign } from "./campaign.ts"
import type { Disposition } from "./disposition.ts"
import type { Gate } from "./gate.ts"
import { nextOpen } from "./hours.ts"
import { retryDelay } from "./retry.ts"
import type { Workspace } from "./workspace.ts"

/** A call that waits, with all that its due time came from. */
export interface Waiting {
  readonly call: Call
  readonly policy: CallingPolicy
  /** Null for a call from the API. */
  readonly campaign: Campaign | null
  /** When the last of its attempts that reached a carrier ended (ms UTC); null before the first end. */
  readonly endedAt: number | null
  /** The gate of its latest decision, where that is why it is due when it is; null where it is not. */
  readonly putOffBy: Gate | null
}

const timing = ({ closures, legalHours, retry, window, windowZone }: CallingPolicy) => ({
  closures,
  legalHours,
  retry,
  window,
  windowZone
})

/** The gates whose rules an edit of a campaign changed, as far as calls that wait have their due times from them. */
export const rulesOfCampaign = (before: Campaign, after: Campaign): ReadonlySet<Gate> => {
  const subject: ReadonlyArray<Gate> = before.policy.subject === after.policy.subject ? [] : ["frequency"]
  const same = Equal.equals(timing(before.policy), timing(after.policy))
  const end: ReadonlyArray<Gate> = before.endsAt === after.endsAt ? [] : ["tariff"]
  return new Set<Gate>([...subject, ...end, ...(same ? [] : ["due", "hours"] as const)])
}

/** The gates whose rules a change of a workspace changed, in the same sense. */
export const rulesOfWorkspace = (before: Workspace, after: Workspace): ReadonlySet<Gate> =>
  new Set<Gate>([
    ...(Equal.equals(before.frequencyCap, after.frequencyCap) ? [] : ["frequency"] as const),
    ...(Equal.equals(before.prices, after.prices) ? [] : ["tariff"] as const)
  ])

/**
 * When (ms UTC) a call is dialed again whose last attempt ended so, at an instant (ms UTC), by the policy as it is now:
 * after its delay, when its hours are open; right after the delay where they never are. `undefined` where it is not.
 */
export const retryAt = (
  { call, campaign, policy }: Pick<Waiting, "campaign" | "policy"> & {
    readonly call: Pick<Call, "outcomes" | "zones">
  },
  disposition: Disposition,
  endedAt: number
): number | undefined => {
  const delay = retryDelay(policy.retry, disposition, call.outcomes)
  if (delay === undefined) return undefined
  const earliest = endedAt + delay * 1000
  return nextOpen(hoursFor(policy, call.zones, campaign?.timezone ?? null), earliest) ?? earliest
}

/**
 * A call that waits, at the instant (ms UTC) at which the rules of some gates were changed: what the old rules said of
 * its due time is void, so that an edit holds for the next dial of everybody. What is to be retried waits again from the
 * end of its last attempt, or is closed by how that ended, where it is not retried any more. What such a gate put off is
 * due at once, and judged by the gate again. What another gate said stays.
 *
 * A retry that would now come after the campaign's end, or whose hours never open, goes on waiting: the next edit may
 * change that again.
 */
export const aimAnew = (
  { call, campaign, endedAt, policy, putOffBy }: Waiting,
  rules: ReadonlySet<Gate>,
  now: number
): Call => {
  const isFree = putOffBy !== null && rules.has(putOffBy)
  const due = (dueAt: number): Call => dueAt === call.dueAt ? call : { ...call, dueAt, updatedAt: now }
  if (!isFree && !(call.status === "retry" && rules.has("due"))) return call
  if (call.status !== "retry" || call.disposition === null || endedAt === null) return due(now)
  const next = retryAt({ call, campaign, policy }, call.disposition, endedAt)
  if (next === undefined) return { ...call, ...closedBy(call.disposition, policy.retry), updatedAt: now }
  return due(putOffBy === null || isFree ? next : Math.max(next, call.dueAt))
}
