import { type Attempt, deadlineOf } from "./attempt.ts"
import type { Call } from "./call.ts"
import { hold, post, type Posting, spend } from "./credit.ts"
import { fund } from "./funding.ts"
import { type Decision, turnAway } from "./gate.ts"
import type { Candidate, Grounds } from "./grounds.ts"
import { type CampaignId, idAt, type IdBlock, type NodeId, type NumberId } from "./id.ts"
import { judge, judgeHoursOnce } from "./judge.ts"
import { arrivalAfter } from "./pace.ts"
import { tariffFor } from "./price-list.ts"
import { routeFor } from "./route.ts"

/** All that the admission of a turn's calls depends on. */
export interface Admission extends Grounds {
  readonly candidates: ReadonlyArray<Candidate>
  readonly nodeId: NodeId
  readonly epoch: number
  readonly block: IdBlock
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
