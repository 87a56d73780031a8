import { Schema } from "effect"
import { type Call, isWaiting } from "./call.ts"
import { slotLimit } from "./calling-policy.ts"
import type { Campaign } from "./campaign.ts"
import { fund } from "./funding.ts"
import { Gate } from "./gate.ts"
import type { Candidate, Grounds } from "./grounds.ts"
import { whyIdle } from "./idle.ts"
import { judge, judgeFrequency, judgeTariff } from "./judge.ts"
import { whyMissed } from "./missed.ts"
import { tariffFor } from "./price-list.ts"
import { routeFor } from "./route.ts"

/** Whether a call would be dialed at an instant, and what stands in its way if not: the first gate that says so. */
export const Explanation = Schema.Struct({
  dialable: Schema.Boolean,
  /**
   * Null where nothing stands in its way, or it is closed. Of one that its campaign's end closed it is what kept it from
   * being dialed, where that is known.
   */
  gate: Schema.NullOr(Gate),
  reason: Schema.String,
  /** When it may be different (ms UTC), where that is known. */
  until: Schema.NullOr(Schema.Int)
}).annotate({ identifier: "Explanation" })
export interface Explanation extends Schema.Schema.Type<typeof Explanation> {}

/** All that decides whether a call is dialed at an instant. */
export interface Facts extends Grounds {
  readonly candidate: Candidate
  /** Null for a call from the API. */
  readonly campaign: Campaign | null
  /** Attempts of the workspace that live. */
  readonly live: number
  /** Attempts of the call's campaign that live. */
  readonly campaignLive: number
}

const stopped = (gate: Gate, reason: string, until: number | null = null): Explanation => ({
  dialable: false,
  gate,
  reason,
  until
})

/**
 * Why a call is, or is not, dialed: asked of the same gates, in the same order, as a turn asks them. A call that passes
 * them all is dialed as soon as its turn comes among those that share the slots, unless the pre-dial hook objects.
 */
export const explain = (facts: Facts): Explanation => {
  const { call } = facts.candidate
  if (!isWaiting(call.status)) return closed(facts, call)
  return campaignGate(facts) ?? dueGate(facts, call) ?? callGates(facts) ?? moneyGates(facts, call) ??
    slotGate(facts) ?? paceGate(facts, call) ??
    { dialable: true, gate: null, reason: "it is dialed when its turn comes", until: null }
}

const closed = ({ campaign }: Facts, call: Call): Explanation => {
  const missed = campaign === null ? undefined : whyMissed(call, campaign)
  const state = `the call is ${call.status}: ${call.subStatus}`
  return {
    dialable: false,
    gate: missed?.gate ?? null,
    reason: missed === undefined ? state : `${state}; ${missed.reason}`,
    until: null
  }
}

const campaignGate = ({ campaign, now }: Facts): Explanation | undefined => {
  const idle = campaign === null ? undefined : whyIdle(campaign, now)
  return idle === undefined ? undefined : stopped("campaign", idle.reason, idle.until)
}

/** It is due later; where that is when the frequency cap lets it pass, or it has a price, that is why. */
const dueGate = (facts: Facts, { dueAt, subStatus }: Call): Explanation | undefined => {
  if (dueAt <= facts.now) return undefined
  const why = [
    { gate: "frequency", verdict: judgeFrequency(facts.candidate, facts) },
    { gate: "tariff", verdict: judgeTariff(facts.candidate, facts) }
  ] as const
  for (const { gate, verdict } of why) {
    if (verdict._tag === "Defer" && verdict.until === dueAt) return stopped(gate, verdict.reason, dueAt)
  }
  return stopped("due", `it is due later: ${subStatus}`, dueAt)
}

const callGates = (facts: Facts): Explanation | undefined => {
  const { gate, verdict } = judge(facts.candidate, facts)
  switch (verdict._tag) {
    case "Defer":
      return stopped(gate, verdict.reason, verdict.until)
    case "Skip":
    case "Wait":
      return stopped(gate, verdict.reason)
    case "Pass":
      return undefined
  }
}

const moneyGates = ({ balance, candidate, now, spending, workspace }: Facts, call: Call): Explanation | undefined => {
  const tariff = tariffFor(workspace.prices, call.phone, now)!
  const used = call.campaignId === null ? undefined : spending.get(call.campaignId)
  const funding = fund(candidate.policy, tariff, balance, used)
  if (funding._tag === "Funded") return undefined
  const whose = funding.gate === "budget" ? "the campaign's budget pays" : "the credits pay"
  return stopped(
    funding.gate,
    `${whose} for no other attempt${funding.returning === 0 ? "" : " until one in progress ends"}`
  )
}

const slotGate = ({ campaign, campaignLive, live, workspace }: Facts): Explanation | undefined =>
  live >= workspace.capacity
    ? stopped("slot", `all ${workspace.capacity} slots of the workspace are in use`)
    : campaign !== null && campaignLive >= slotLimit(campaign.policy, workspace.capacity)
    ? stopped("slot", `the campaign uses all ${campaignLive} slots that it may`)
    : undefined

const paceGate = ({ candidate, carrier, now, numbers }: Facts, call: Call): Explanation | undefined => {
  const own = candidate.numbers.flatMap((id) => numbers.get(id) ?? [])
  const route = routeFor(carrier, own, candidate.policy.numberChoice, call, now)
  return route._tag === "Open" ? undefined : stopped("pace", route.reason, route.nextAt ?? null)
}
