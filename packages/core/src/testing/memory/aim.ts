import { aimAnew } from "../../domain/aim.ts"
import { type Call, isWaiting } from "../../domain/call.ts"
import type { Decision, Gate } from "../../domain/gate.ts"
import type { CallId } from "../../domain/id.ts"
import { named, ofClosing } from "../../domain/message.ts"
import type { Tables, Tenant } from "./tables.ts"

/** When the last attempt of each call that was dialed ended (ms UTC). */
export const lastEnds = (tenant: Tenant): ReadonlyMap<CallId, number> => {
  const ends = new Map<CallId, number>()
  for (const { callId, endedAt, placedAt } of tenant.attempts.values()) {
    if (placedAt !== null && endedAt !== null) ends.set(callId, Math.max(endedAt, ends.get(callId) ?? endedAt))
  }
  return ends
}

/** Aim those of some calls anew that wait, after the rules of some gates were changed. */
export const aim = (
  tables: Tables,
  tenant: Tenant,
  calls: Iterable<Call>,
  rules: ReadonlySet<Gate>,
  now: number
): void => {
  if (rules.size === 0) return
  const latest = new Map<CallId, Decision>(tenant.decisions.map((decision) => [decision.callId, decision]))
  const ends = lastEnds(tenant)
  for (const call of [...calls].filter(({ status }) => isWaiting(status))) {
    const decision = latest.get(call.id)
    const putOffBy = decision?.until === call.dueAt ? decision.gate : null
    const { policy } = tenant.dialingOf(call)
    const campaign = tenant.campaignOf(call)
    const aimed = aimAnew({ call, policy, campaign, endedAt: ends.get(call.id) ?? null, putOffBy }, rules, now)
    tenant.putCall(aimed)
    tables.put(named(ofClosing(call, aimed, tenant.callbackOf(call), now)))
  }
}
