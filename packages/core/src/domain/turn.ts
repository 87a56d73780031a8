import { type Attempt, deadlineOf } from "./attempt.ts"
import type { Call } from "./call.ts"
import type { NumberState } from "./caller-number.ts"
import { type CallingPolicy, hoursFor, slotLimit } from "./calling-policy.ts"
import type { Campaign } from "./campaign.ts"
import { type Balance, hold, post, type Posting, spend, type Spending } from "./credit.ts"
import { nextWithinCap } from "./frequency.ts"
import { fund } from "./funding.ts"
import { type Decision, type Gate, pass, suppressedBy, turnAway, type Verdict } from "./gate.ts"
import { areOpen, nextOpen, whyClosed } from "./hours.ts"
import { type CampaignId, idAt, type IdBlock, type NodeId, type NumberId } from "./id.ts"
import { arrivalAfter } from "./pace.ts"
import type { Phone } from "./phone.ts"
import { nextTariffAt, tariffFor } from "./price-list.ts"
import { type CarrierState, routeFor } from "./route.ts"
import { allocate, type Grant } from "./slots.ts"
import { type Suppression, suppressionOf } from "./suppression.ts"
import type { Workspace } from "./workspace.ts"
import type { Zone, ZoneSet } from "./zone.ts"

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
  /** What earlier turns owe it, as {@link shareSlots} gave it back. */
  readonly owed: number
  /** The campaign's policy; null for API calls, which bring their own. */
  readonly policy: CallingPolicy | null
}

/** How many calls each source may begin in this turn, and what it is owed from now on. */
export const shareSlots = (workspace: Workspace, sources: ReadonlyArray<Source>): ReadonlyMap<string, Grant> =>
  allocate(
    workspace.capacity,
    sources.map(({ policy, ...demand }) => ({
      ...demand,
      minimum: policy === null ? workspace.apiReserve : policy.minConcurrent,
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

/** Why a campaign does not dial at an instant, and when it begins (ms UTC) where it has not yet; `undefined` while it does. */
export const whyIdle = (
  campaign: Campaign,
  now: number
): { readonly reason: string; readonly until: number | null } | undefined => {
  const { cause, startsAt, status } = campaign
  if (mayDial(campaign, now)) return undefined
  if (status === "scheduled" && startsAt !== null && now < startsAt) {
    return { reason: "the campaign has not begun", until: startsAt }
  }
  return status === "ongoing"
    ? { reason: "the campaign's end has passed", until: null }
    : { reason: `the campaign is ${status}${cause === null ? "" : `: ${cause}`}`, until: null }
}

/** Those of a campaign's zone sets in which its hours are open now; the others are not even looked at. */
export const openZones = (campaign: Campaign, zones: ReadonlyArray<ZoneSet>, now: number): ReadonlyArray<ZoneSet> =>
  mayDial(campaign, now)
    ? zones.filter((set) => areOpen(hoursFor(campaign.policy, set, campaign.timezone), now))
    : []

/** A call, with what decides whether its person may be called. */
export interface Callee {
  readonly call: Call
  readonly policy: CallingPolicy
  /** The zone of its campaign; null for a call from the API. */
  readonly timezone: Zone | null
}

/** A due call, with what decides whether and from where it is dialed. */
export interface Candidate extends Callee {
  readonly numbers: ReadonlyArray<NumberId>
  /** The end of its campaign (ms UTC); null for a call from the API. */
  readonly endsAt: number | null
}

/** An earlier dial to a phone. */
export interface Dial {
  /** Instant, ms UTC. */
  readonly at: number
  /** What it was about, as its policy says now; null where it says nothing. */
  readonly subject: string | null
}

/** All that the admission of a turn's calls depends on. */
export interface Admission {
  readonly workspace: Workspace
  readonly balance: Balance
  readonly candidates: ReadonlyArray<Candidate>
  readonly numbers: ReadonlyMap<NumberId, NumberState>
  readonly carrier: CarrierState
  /** Phones to which an attempt of the workspace lives. */
  readonly livePhones: ReadonlySet<Phone>
  /** Suppressions of the workspace that may concern the candidates. */
  readonly suppressions: ReadonlyArray<Suppression>
  /** Earlier dials to the candidates' phones, as far back as the frequency cap looks. */
  readonly dials: ReadonlyMap<Phone, ReadonlyArray<Dial>>
  /** What the candidates' campaigns have spent. */
  readonly spending: ReadonlyMap<CampaignId, Spending>
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
  /** Calls that a gate put off or closed, in their new state. */
  readonly turnedAway: ReadonlyArray<Call>
  /** Why. */
  readonly decisions: ReadonlyArray<Decision>
  readonly postings: ReadonlyArray<Posting>
  /** The new pace state of the numbers that were used. */
  readonly arrivals: ReadonlyMap<NumberId, number>
  /** The new pace state of the carrier. */
  readonly carrierArrival: number
  /** Campaigns that cannot pay for one more attempt, while nothing in flight could give credits back, and why. */
  readonly broke: ReadonlyMap<CampaignId, "out_of_credits" | "over_budget">
  /**
   * When another turn is worth it (ms UTC): when the pace of a number or of the carrier allows the next dial, if that is
   * what stopped this one; at once, if calls were turned away whose slots others may use.
   */
  readonly nextAt: number | undefined
}

/** What the hours say of a call at an instant (ms UTC). */
type HoursGate = (candidate: Callee, now: number) => Verdict

const judgeHours: HoursGate = ({ call, policy, timezone }, now) => {
  const hours = hoursFor(policy, call.zones, timezone)
  const closed = whyClosed(hours, now)
  if (closed === undefined) return pass
  const until = nextOpen(hours, now)
  if (until !== undefined) return { _tag: "Defer", until, ...closed }
  const version = hours.flatMap(({ rule }) => rule === undefined ? [] : [rule]).join(" ")
  return { _tag: "Skip", reason: `the hours are never open in all of ${call.zones}`, version }
}

/** The same, asked once for all calls of a turn that have the same policy and zones. */
const judgeHoursOnce = (): HoursGate => {
  const known = new Map<CallingPolicy, Map<string, Verdict>>()
  return (candidate, now) => {
    const { call, policy, timezone } = candidate
    const verdicts = known.get(policy) ?? new Map<string, Verdict>()
    known.set(policy, verdicts)
    const place = `${timezone ?? ""} ${call.zones}`
    const verdict = verdicts.get(place) ?? judgeHours(candidate, now)
    verdicts.set(place, verdict)
    return verdict
  }
}

/**
 * What the gates say that ask only whether a person may be called now, by anybody and from any number: the hours, then
 * suppression.
 */
export const judgePerson = (
  callee: Callee,
  suppressions: ReadonlyArray<Suppression>,
  now: number,
  hours: HoursGate = judgeHours
): { readonly gate: "hours" | "suppression"; readonly verdict: Verdict } => {
  const closed = hours(callee, now)
  if (closed._tag !== "Pass") return { gate: "hours", verdict: closed }
  const { campaignId, phone } = callee.call
  const suppression = suppressionOf(suppressions, { phone, campaignId, subject: callee.policy.subject }, now)
  return { gate: "suppression", verdict: suppression === undefined ? pass : suppressedBy(suppression) }
}

/** What the workspace's frequency cap says of a call at an instant (ms UTC). */
export const judgeFrequency = (
  { call: { phone }, policy }: Candidate,
  { dials: all, now, workspace: { frequencyCap: cap } }: Pick<Admission, "workspace" | "dials" | "now">
): Verdict => {
  if (cap === null) return pass
  const dials = (all.get(phone) ?? []).filter(({ subject }) => !cap.bySubject || subject === policy.subject)
  const until = nextWithinCap(cap, dials.map(({ at }) => at), now)
  if (until <= now) return pass
  const allowed = `allowed are ${cap.attempts} in ${cap.spanSeconds} s, ${cap.gapSeconds} s apart`
  const reason = `${phone} has had ${dials.length} ${dials.length === 1 ? "dial" : "dials"}; ${allowed}`
  return { _tag: "Defer", until, reason, version: `${cap.attempts}/${cap.spanSeconds}s/${cap.gapSeconds}s` }
}

/**
 * Whether there is a tariff for a call at an instant (ms UTC). One that is planned is waited for. A campaign's call waits
 * for a price where none is planned, as it waits for credits, until the end: a list of prices with a hole must not burn
 * the contacts of a campaign. A call from the API is told at once that it has no price.
 */
export const judgeTariff = (
  { call: { phone }, endsAt }: Candidate,
  { now, workspace: { prices } }: Pick<Admission, "workspace" | "now">
): Verdict => {
  if (tariffFor(prices, phone, now) !== undefined) return pass
  const reason = `no tariff is in force for ${phone}`
  const until = nextTariffAt(prices, phone, now) ?? endsAt
  return until === null
    ? { _tag: "Skip", reason, version: "" }
    : { _tag: "Defer", until, reason, version: "" }
}

/**
 * What the gates that concern the call itself say of it, in their order: its hours, suppression, frequency, a live
 * attempt to the same phone, a tariff. The first that does not let it pass is answered.
 */
export const judge = (
  candidate: Candidate,
  facts: Pick<Admission, "workspace" | "suppressions" | "dials" | "livePhones" | "now">,
  hours: HoursGate = judgeHours
): { readonly gate: Gate; readonly verdict: Verdict } => {
  const { phone } = candidate.call
  const person = judgePerson(candidate, facts.suppressions, facts.now, hours)
  if (person.verdict._tag !== "Pass") return person
  const frequency = judgeFrequency(candidate, facts)
  if (frequency._tag !== "Pass") return { gate: "frequency", verdict: frequency }
  if (facts.livePhones.has(phone)) {
    return { gate: "live_call", verdict: { _tag: "Wait", reason: `another attempt to ${phone} is in progress` } }
  }
  return { gate: "tariff", verdict: judgeTariff(candidate, facts) }
}

/**
 * Pass the turn's calls, which have their slots, through the gates, in order: those that concern the call, see
 * {@link judge}; then what pays for it: the campaign's budget, the workspace's credits; then the way it takes: health
 * and pace of the carrier and of a caller number. What passes becomes an attempt with its hold.
 */
export const admit = (turn: Admission): Admitted => {
  const { now, workspace } = turn
  const hours = judgeHoursOnce()
  const livePhones = new Set(turn.livePhones)
  const numbers = new Map(turn.numbers)
  const spending = new Map(turn.spending)
  const attempts: Array<Attempt> = []
  const dialed: Array<Call> = []
  const turnedAway: Array<Call> = []
  const decisions: Array<Decision> = []
  const postings: Array<Posting> = []
  const arrivals = new Map<NumberId, number>()
  const broke = new Map<CampaignId, "out_of_credits" | "over_budget">()
  let { balance } = turn
  let { carrier } = turn
  let nextAt: number | undefined

  for (const candidate of turn.candidates) {
    const { call, policy } = candidate
    const { gate, verdict } = judge(candidate, { ...turn, livePhones }, hours)
    if (verdict._tag === "Defer" || verdict._tag === "Skip") {
      const away = turnAway(call, gate, verdict, now)
      turnedAway.push(away.call)
      decisions.push(away.decision)
    }
    if (verdict._tag !== "Pass") continue

    const tariff = tariffFor(workspace.prices, call.phone, now)!
    const used = call.campaignId === null ? undefined : spending.get(call.campaignId)
    const funding = fund(policy, tariff, balance, used)
    if (funding._tag === "Short") {
      if (call.campaignId !== null && funding.returning === 0) {
        broke.set(call.campaignId, funding.gate === "budget" ? "over_budget" : "out_of_credits")
      }
      continue
    }

    const own = candidate.numbers.flatMap((id) => numbers.get(id) ?? [])
    const route = routeFor(carrier, own, policy.numberChoice, call, now)
    if (route._tag === "Blocked") {
      if (route.nextAt !== undefined) nextAt = Math.min(nextAt ?? Infinity, route.nextAt)
      if (route.by === "carrier") break
      continue
    }

    const { held, limitSeconds } = funding
    const { number } = route.number
    const attempt: Attempt = {
      workspaceId: workspace.id,
      id: idAt(turn.block, attempts.length),
      callId: call.id,
      campaignId: call.campaignId,
      numberId: number.id,
      carrier: carrier.name,
      phone: call.phone,
      state: "claimed",
      nodeId: turn.nodeId,
      epoch: turn.epoch,
      carrierCallId: null,
      held,
      spent: 0,
      tariff,
      ringSeconds: policy.ringSeconds,
      limitSeconds,
      claimedAt: now,
      placedAt: null,
      ringingAt: null,
      answeredAt: null,
      endedAt: null,
      deadlineAt: deadlineOf({ ringSeconds: policy.ringSeconds, limitSeconds }, now),
      disposition: null,
      talkSeconds: 0,
      code: "",
      cost: null
    }
    const holds = hold(held, {
      workspaceId: workspace.id,
      attemptId: attempt.id,
      campaignId: call.campaignId,
      at: now
    })
    balance = post(balance, holds)
    if (call.campaignId !== null && used !== undefined) spending.set(call.campaignId, spend(used, holds))
    postings.push(...holds)
    attempts.push(attempt)
    dialed.push({ ...call, status: "ongoing", subStatus: "dialing", lastNumberId: number.id, updatedAt: now })
    livePhones.add(call.phone)
    const arrival = arrivalAfter(number.pace, route.number.arrival, now, 1)
    numbers.set(number.id, { ...route.number, arrival, live: route.number.live + 1, dialed: attempts.length })
    arrivals.set(number.id, arrival)
    carrier = {
      ...carrier,
      arrival: carrier.pace === null ? carrier.arrival : arrivalAfter(carrier.pace, carrier.arrival, now, 1),
      live: carrier.live + 1
    }
  }
  if (turnedAway.length > 0) nextAt = now
  return { attempts, dialed, turnedAway, decisions, postings, arrivals, carrierArrival: carrier.arrival, broke, nextAt }
}
