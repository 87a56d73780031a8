import { type CallingPolicy, hoursFor } from "./calling-policy.ts"
import { nextWithinCap } from "./frequency.ts"
import { type Gate, pass, suppressedBy, type Verdict } from "./gate.ts"
import type { Callee, Candidate, Grounds } from "./grounds.ts"
import { nextOpen, whyClosed } from "./hours.ts"
import { nextTariffAt, tariffFor } from "./price-list.ts"
import { type Suppression, suppressionOf } from "./suppression.ts"

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

/** What the hours say of calls at one instant, asked once for all that have the same policy and zones. */
export const judgeHoursOnce = (): HoursGate => {
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
  { dials: all, now, workspace: { frequencyCap: cap } }: Pick<Grounds, "workspace" | "dials" | "now">
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
  { now, workspace: { prices } }: Pick<Grounds, "workspace" | "now">
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
  facts: Pick<Grounds, "workspace" | "suppressions" | "dials" | "livePhones" | "now">,
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
