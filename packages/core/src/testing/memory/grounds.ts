import type { Call } from "../../domain/call.ts"
import { memoryOf } from "../../domain/frequency.ts"
import type { Candidate, Dial, Grounds } from "../../domain/grounds.ts"
import type { Phone } from "../../domain/phone.ts"
import type { Turn } from "../../ports/store-terms.ts"
import { type Tables, type Tenant, unused } from "./tables.ts"

/** A call with what decides whether and from where it is dialed. */
export const candidateOf = (tenant: Tenant, call: Call): Candidate => {
  const { numbers, policy } = tenant.dialingOf(call)
  const campaign = tenant.campaignOf(call)
  return { call, policy, timezone: campaign?.timezone ?? null, numbers, endsAt: campaign?.endsAt ?? null }
}

/** The dials of a workspace after an instant, by phone. What was taken back was no dial. */
export const dialsAfter = (tenant: Tenant, instant: number): ReadonlyMap<Phone, ReadonlyArray<Dial>> => {
  const dials = new Map<Phone, Array<Dial>>()
  for (const { callId, campaignId, phone, placedAt } of tenant.attempts.values()) {
    if (placedAt === null || placedAt <= instant) continue
    const subject = tenant.dialingOf({ id: callId, campaignId }).policy.subject
    dials.set(phone, [...dials.get(phone) ?? [], { at: placedAt, subject }])
  }
  return dials
}

/** All that decides about any call of a workspace at an instant, a turn's calls aside. */
export const groundsOf = (
  tables: Tables,
  tenant: Tenant,
  carrier: Turn["carrier"],
  now: number
): Grounds => {
  const { balance, campaigns, numbers, suppressions, workspace } = tenant
  const live = [...tenant.live.values()]
  const all = [...tables.tenants.values()].flatMap((one) => [...one.live.values()])
  const cap = workspace.frequencyCap
  return {
    workspace,
    balance,
    numbers: new Map(
      [...numbers].map(([id, line]) => [id, { ...line, live: live.filter(({ numberId }) => numberId === id).length }])
    ),
    carrier: {
      ...carrier,
      ...tables.carriers.get(carrier.name) ?? unused,
      live: all.filter((attempt) => attempt.carrier === carrier.name).length
    },
    livePhones: new Set(live.map(({ phone }) => phone)),
    suppressions: [...suppressions.values()],
    dials: cap === null ? new Map() : dialsAfter(tenant, now - memoryOf(cap)),
    spending: new Map([...campaigns.keys()].map((id) => [id, tenant.spendingOf(id)])),
    now
  }
}
