import { type Attempt, deadlineGraceMs } from "./attempt.ts"
import type { Call } from "./call.ts"
import { type CallingPolicy, slotLimit } from "./calling-policy.ts"
import type { Campaign } from "./campaign.ts"
import { type Balance, hold, post, type Posting } from "./credit.ts"
import { type CampaignId, idAt, type IdBlock, type NodeId, type NumberId } from "./id.ts"
import { allowance, arrivalAfter, nextAllowed } from "./pace.ts"
import type { Phone } from "./phone.ts"
import { allocate } from "./slots.ts"
import { cost, fundedSeconds } from "./tariff.ts"
import { isOpen, nextOpening } from "./window.ts"
import type { CallerNumber, Workspace } from "./workspace.ts"
import type { ZoneSet } from "./zone.ts"

/** The key under which the API calls of a workspace stand beside its campaigns. */
export const apiSource = "api"

/** Where a call, or an attempt, stands among those who want slots. */
export const sourceOf = ({ campaignId }: { readonly campaignId: CampaignId | null }): Source["key"] =>
  campaignId ?? apiSource

/** Who wants slots in a turn: a campaign, or the API calls together. */
export interface Source {
  readonly key: CampaignId | typeof apiSource
  /** Attempts that live. */
  readonly live: number
  /** Calls that could be dialed now; counted no further than the workspace's capacity. */
  readonly due: number
  /** The campaign's policy; null for API calls, which bring their own. */
  readonly policy: CallingPolicy | null
}

/** How many calls each source may begin in this turn. */
export const shareSlots = (workspace: Workspace, sources: ReadonlyArray<Source>): ReadonlyMap<string, number> =>
  allocate(
    workspace.capacity,
    sources.map(({ due, key, live, policy }) => ({
      key,
      live,
      due,
      maximum: policy === null ? Infinity : slotLimit(policy, workspace.capacity),
      weight: policy === null ? 1 : policy.weight
    }))
  )

/**
 * The calls of several sources as one line, each source spread evenly over it. Whatever stops a turn in the middle (its
 * limit, the pace of a number, the last credits) then finds every source served in proportion to its share.
 */
export const interleave = <A>(shares: ReadonlyArray<ReadonlyArray<A>>): ReadonlyArray<A> =>
  shares
    .flatMap((share) => share.map((call, index) => ({ call, place: (index + 0.5) / share.length })))
    .toSorted((a, b) => a.place - b.place)
    .map(({ call }) => call)

/** Whether a campaign may dial at an instant, the hours of its contacts aside. */
export const mayDial = (campaign: Campaign, now: number): boolean =>
  campaign.status === "ongoing" &&
  campaign.startsAt !== null && campaign.startsAt <= now &&
  campaign.endsAt !== null && now < campaign.endsAt

/** Those of a campaign's zone sets in which its window is open now; the others are not even looked at. */
export const openZones = (campaign: Campaign, zones: ReadonlyArray<ZoneSet>, now: number): ReadonlyArray<ZoneSet> =>
  mayDial(campaign, now) ? zones.filter((set) => isOpen(campaign.policy.window, set, now)) : []

/** A due call, with what decides whether and from where it is dialed. */
export interface Candidate {
  readonly call: Call
  readonly policy: CallingPolicy
  readonly numbers: ReadonlyArray<NumberId>
}

/** A caller number and the state of its pace. */
export interface NumberState {
  readonly number: CallerNumber
  /** Theoretical arrival time of its next dial (ms UTC); 0 for one that never dialed. */
  readonly arrival: number
}

/** All that the admission of a turn's calls depends on. */
export interface Admission {
  readonly workspace: Workspace
  readonly balance: Balance
  readonly candidates: ReadonlyArray<Candidate>
  readonly numbers: ReadonlyMap<NumberId, NumberState>
  /** Phones to which an attempt of the workspace lives. */
  readonly livePhones: ReadonlySet<Phone>
  readonly nodeId: NodeId
  readonly epoch: number
  readonly block: IdBlock
  readonly now: number
}

/** What a turn writes. */
export interface Admitted {
  readonly attempts: ReadonlyArray<Attempt>
  /** The calls that are dialed, in their new state, in the order of `attempts`. */
  readonly dialed: ReadonlyArray<Call>
  /** Calls whose hours have closed, with the instant at which they open. */
  readonly deferred: ReadonlyArray<Call>
  readonly postings: ReadonlyArray<Posting>
  /** The new pace state of the numbers that were used. */
  readonly arrivals: ReadonlyMap<NumberId, number>
  /** Campaigns that cannot pay for one more attempt, while nothing that is in flight could give credits back. */
  readonly broke: ReadonlyArray<CampaignId>
  /** When a number's pace allows the next dial (ms UTC), if that is what stopped the turn. */
  readonly nextAt: number | undefined
}

/**
 * Pass the turn's calls through the gates that need data, in order: one live attempt per phone, hours, pace of the
 * caller numbers, credits. What passes becomes an attempt with its hold. Of a call's numbers the one is taken that
 * was used least recently.
 */
export const admit = (turn: Admission): Admitted => {
  const { now, workspace } = turn
  const phones = new Set(turn.livePhones)
  const arrivals = new Map<NumberId, number>()
  const attempts: Array<Attempt> = []
  const dialed: Array<Call> = []
  const deferred: Array<Call> = []
  const postings: Array<Posting> = []
  const broke = new Set<CampaignId>()
  let balance = turn.balance
  let nextAt: number | undefined

  for (const { call, numbers, policy } of turn.candidates) {
    if (phones.has(call.phone)) continue
    if (!isOpen(policy.window, call.zones, now)) {
      const dueAt = nextOpening(policy.window, call.zones, now)
      deferred.push(
        dueAt === undefined
          ? { ...call, status: "failed", subStatus: "window_never_opens", updatedAt: now }
          : { ...call, dueAt, updatedAt: now }
      )
      continue
    }
    const usable = numbers
      .flatMap((id) => turn.numbers.get(id) ?? [])
      .map(({ arrival, number }) => ({ number, arrival: arrivals.get(number.id) ?? arrival }))
      .toSorted((a, b) => a.arrival - b.arrival || (a.number.id < b.number.id ? -1 : 1))
    const number = usable.find(({ arrival, number }) => allowance(number.pace, arrival, now) > 0)
    if (number === undefined) {
      for (const { arrival, number } of usable) {
        nextAt = Math.min(nextAt ?? Infinity, nextAllowed(number.pace, arrival, now))
      }
      continue
    }
    const limitSeconds = fundedSeconds(workspace.tariff, balance.available, policy.maxCallSeconds)
    if (limitSeconds === 0) {
      if (balance.held === 0 && call.campaignId !== null) broke.add(call.campaignId)
      continue
    }
    const held = cost(workspace.tariff, limitSeconds)
    const attempt: Attempt = {
      workspaceId: workspace.id,
      id: idAt(turn.block, attempts.length),
      callId: call.id,
      campaignId: call.campaignId,
      numberId: number.number.id,
      phone: call.phone,
      state: "claimed",
      nodeId: turn.nodeId,
      epoch: turn.epoch,
      carrierCallId: null,
      held,
      spent: 0,
      tariff: workspace.tariff,
      ringSeconds: policy.ringSeconds,
      limitSeconds,
      claimedAt: now,
      placedAt: null,
      ringingAt: null,
      answeredAt: null,
      endedAt: null,
      deadlineAt: now + (policy.ringSeconds + limitSeconds) * 1000 + deadlineGraceMs,
      disposition: null,
      talkSeconds: 0,
      code: ""
    }
    const holds = hold(held, { workspaceId: workspace.id, attemptId: attempt.id, at: now })
    balance = post(balance, holds)
    postings.push(...holds)
    attempts.push(attempt)
    dialed.push({ ...call, status: "ongoing", subStatus: "dialing", updatedAt: now })
    phones.add(call.phone)
    arrivals.set(number.number.id, arrivalAfter(number.number.pace, number.arrival, now, 1))
  }
  return { attempts, dialed, deferred, postings, arrivals, broke: [...broke], nextAt }
}
