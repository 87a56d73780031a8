import { type Attempt, type CarrierEvent, hasEnded, learn, overdue, undialed } from "./attempt.ts"
import { type Call, closingOf, conclude } from "./call.ts"
import { type CallingPolicy, hoursFor } from "./calling-policy.ts"
import type { Campaign } from "./campaign.ts"
import { type Posting, settle } from "./credit.ts"
import { type Decision, type Gate, turnAway, type Verdict } from "./gate.ts"
import { nextOpen } from "./hours.ts"
import { whyIdle } from "./idle.ts"
import { type NamedDraft, ofAttempt, ofClosing } from "./message.ts"

/** An attempt with what decides what becomes of its call. */
export interface Course {
  readonly attempt: Attempt
  readonly call: Call
  readonly policy: CallingPolicy
  /** Null for a call from the API. */
  readonly campaign: Campaign | null
  /** Where other systems hear of it; null for nowhere. */
  readonly callbackUrl: string | null
}

/** What some events of one attempt change. */
export interface Outcome {
  readonly attempt: Attempt
  readonly call: Call
  readonly postings: ReadonlyArray<Posting>
  readonly drafts: ReadonlyArray<NamedDraft>
}

/**
 * The course of an attempt after some of its carrier's events. The first end settles its hold, frees its slot and
 * decides between retry and outcome; whatever comes after it changes no state, no charge, and tells nobody twice.
 */
export const follow = (course: Course, events: ReadonlyArray<CarrierEvent>, now: number): Outcome => {
  let { attempt, call } = course
  const postings: Array<Posting> = []
  const drafts: Array<NamedDraft> = []
  for (const event of events) {
    const before = attempt
    attempt = learn(before, event)
    if (!hasEnded(before) && isUndialed(attempt)) {
      const back = takeBack(before, call, course.campaign, waitsAgain(course, now), now)
      attempt = { ...back.attempt, carrierCallId: attempt.carrierCallId, cost: attempt.cost }
      drafts.push(...ofClosing(call, back.call, course.callbackUrl, now, before))
      call = back.call
      postings.push(...back.postings)
      continue
    }
    const open = call
    if (!hasEnded(before) && hasEnded(attempt)) {
      const reason = reasonOf(attempt, now)
      postings.push(...settle(attempt.held, attempt.spent, reason))
      call = conclude(call, attempt.disposition ?? "unknown", course.policy, course.campaign, now)
    } else if (attempt.state === "answered" && before.state !== "answered") {
      call = { ...call, subStatus: "in_conversation", updatedAt: now }
    }
    drafts.push(
      ...ofAttempt(before, attempt, call, course.callbackUrl, now),
      ...ofClosing(open, call, course.callbackUrl, now, attempt)
    )
  }
  return { attempt, call, postings, drafts }
}

const isUndialed = ({ code, disposition }: Attempt) => disposition === "canceled" && code === undialed

/** How long (ms) a call waits that its carrier could not dial in time: one that queues for hours does not do better at once. */
const undialedPause = 60_000

/**
 * Why an attempt is taken back that waited at the carrier until it was withdrawn, and when its call may be dialed instead:
 * as soon as its campaign goes on, where that does not dial now.
 */
const waitsAgain = ({ call, campaign, policy }: Course, now: number): Withdrawal => {
  const idle = campaign === null ? undefined : whyIdle(campaign, now)
  const from = idle === undefined ? now + undialedPause : now
  const until = nextOpen(hoursFor(policy, call.zones, campaign?.timezone ?? null), from) ?? from
  const reason = idle?.reason ?? "it still waited at the carrier when it could not be dialed any more"
  return { gate: idle === undefined ? "hours" : "campaign", verdict: { _tag: "Defer", until, reason, version: "" } }
}

const reasonOf = ({ campaignId, id, workspaceId }: Attempt, at: number) => ({
  workspaceId,
  attemptId: id,
  campaignId,
  at
})

/** Whether an attempt can be taken back: no request left, or the carrier refused the one that did. */
export const canTakeBack = (attempt: Attempt): boolean => attempt.state === "claimed" || attempt.state === "placing"

const waitingAgain = (call: Call): Call =>
  call.disposition === null
    ? { ...call, status: "registered", subStatus: "waiting" }
    : { ...call, status: "retry", subStatus: "retry_scheduled" }

/** Why an attempt is taken back, and when its call may be dialed instead. */
export interface Withdrawal {
  readonly gate: Gate
  readonly verdict: Extract<Verdict, { readonly _tag: "Defer" | "Skip" }>
  /** How the call is closed that is skipped, where that is not the same for all calls that the gate skips. */
  readonly closing?: Pick<Call, "status" | "subStatus">
}

/**
 * Take back an attempt of which no request was taken: its hold is voided, its slot freed, and its call waits again, as
 * if it had never been claimed, or is closed by the gate. A call whose campaign (null for one from the API) ended
 * meanwhile is closed like those that waited at its end.
 */
export const takeBack = (
  attempt: Attempt,
  call: Call,
  campaign: Campaign | null,
  { closing, gate, verdict }: Withdrawal,
  now: number
): Outcome & { readonly decision: Decision } => {
  const away = turnAway(waitingAgain(call), gate, verdict, now)
  return {
    attempt: {
      ...attempt,
      state: "ended",
      disposition: "canceled",
      placedAt: null,
      endedAt: now,
      code: `gate:${gate}`
    },
    call: { ...away.call, ...closing, ...(campaign === null ? undefined : closingOf(campaign)) },
    postings: settle(attempt.held, 0, reasonOf(attempt, now)),
    drafts: [],
    decision: away.decision
  }
}

/** Why a claim is taken back, at an instant, that nobody dialed in time: its node is lost, or forgot it. */
export const abandoned = (now: number): Withdrawal => ({
  gate: "slot",
  verdict: { _tag: "Defer", until: now, reason: "nobody dialed it after it was claimed", version: "" }
})

/**
 * Whether an attempt that ended says something against the health of its carrier and of its caller number: the carrier
 * failed, did not end the call when it should have, or nobody knows what it did with the request.
 */
export const isFailure = ({ code, disposition }: Attempt): boolean =>
  disposition === "carrier_error" || disposition === "unknown" ||
  (disposition === "canceled" && code.startsWith(overdue))
