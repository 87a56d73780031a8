import { Effect, Result } from "effect"
import { admit } from "../../domain/admit.ts"
import { placing } from "../../domain/attempt.ts"
import { type Call, isWaiting } from "../../domain/call.ts"
import { hoursFor } from "../../domain/calling-policy.ts"
import type { Cause } from "../../domain/campaign.ts"
import type { Candidate } from "../../domain/grounds.ts"
import type { CampaignId } from "../../domain/id.ts"
import { openZones } from "../../domain/idle.ts"
import { isCurrent } from "../../domain/lease.ts"
import { type Draft, ofClosing } from "../../domain/message.ts"
import type { Phone } from "../../domain/phone.ts"
import { apiSource, demandOf, interleave, shareSlots, type Source, sourceOf } from "../../domain/sources.ts"
import { transition } from "../../domain/transition.ts"
import type { Claimed, Placed, Turn } from "../../ports/store-terms.ts"
import type { StoreShape } from "../../ports/store.ts"
import { courseOf, lookAgain, release } from "./attempts.ts"
import { candidateOf, groundsOf } from "./grounds.ts"
import { placementOf } from "./placements.ts"
import { type Tables, type Tenant, unused } from "./tables.ts"

const nothing: Claimed = { placements: [], messages: [], nextAt: undefined }

/** The calls of a source that could be dialed now, the hours of calls from the API aside. */
const dueOf = (tenant: Tenant, key: Source["key"], busy: ReadonlySet<Phone>, now: number): ReadonlyArray<Call> => {
  const due = [...tenant.openOf(key).values()].filter(({ dueAt, phone, status }) =>
    isWaiting(status) && dueAt <= now && !busy.has(phone)
  )
  if (key === apiSource) return due
  const open = new Set(openZones(tenant.campaigns.get(key)!, [...new Set(due.map(({ zones }) => zones))], now))
  return due.filter(({ zones }) => open.has(zones))
}

const inTurn = (a: Call, b: Call) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1)

/** The calls that a turn looks at: of each source as many as it may begin, and each phone once. */
const candidatesOf = (tenant: Tenant, { limit, now }: Turn): ReadonlyArray<Candidate> => {
  const live = [...tenant.live.values()]
  const busy = new Set(live.map(({ phone }) => phone))
  const due = new Map([...tenant.open.keys()].map((key) => [key, dueOf(tenant, key, busy, now)]))
  const shares = shareSlots(
    tenant.workspace,
    [...due].map(([key, calls]) => ({
      key,
      live: live.filter((attempt) => sourceOf(attempt) === key).length,
      due: demandOf(calls.length, limit, tenant.workspace.capacity),
      owed: tenant.owed.get(key) ?? 0,
      policy: key === apiSource ? null : tenant.campaigns.get(key)!.policy
    }))
  )
  const taken = new Set(busy)
  const lines = [...due].map(([key, calls]) => {
    const first: Array<Call> = []
    for (const call of calls.toSorted(inTurn)) {
      if (first.length === shares.get(key)?.slots) break
      if (taken.has(call.phone)) continue
      taken.add(call.phone)
      first.push(call)
    }
    return first
  })
  for (const [key, { owed }] of shares) tenant.owed.set(key as Source["key"], owed)
  return interleave(lines).slice(0, limit).map((call) => candidateOf(tenant, call))
}

const pause = (tenant: Tenant, id: CampaignId, cause: Cause, now: number): ReadonlyArray<Draft> => {
  const paused = transition(tenant.campaigns.get(id)!, { _tag: "Pause", cause }, now)
  if (Result.isFailure(paused)) return []
  tenant.putTransition(paused.success)
  return paused.success.drafts
}

/** From a call that is due to an attempt that may be dialed. */
export const dispatch = (tables: Tables) =>
  ({
    workspacesDue: (now) =>
      Effect.sync(() =>
        [...tables.tenants]
          .filter(([, tenant]) => [...tenant.open.keys()].some((key) => dueOf(tenant, key, new Set(), now).length > 0))
          .map(([id]) => id)
      ),
    claim: (turn) =>
      Effect.sync(() => {
        const { block, carrier, epoch, nodeId, now, workspaceId } = turn
        const tenant = tables.tenants.get(workspaceId)
        if (tenant === undefined || !isCurrent(tables.leases.get(nodeId), epoch)) return nothing
        const { arrivals, attempts, broke, carrierArrival, decisions, dialed, nextAt, postings, turnedAway } = admit({
          ...groundsOf(tables, tenant, carrier, now),
          candidates: candidatesOf(tenant, turn),
          nodeId,
          epoch,
          block
        })
        const closings = turnedAway.flatMap((call) =>
          ofClosing(tenant.calls.get(call.id)!, call, tenant.callbackOf(call), now)
        )
        for (const call of [...dialed, ...turnedAway]) tenant.putCall(call)
        tenant.decisions.push(...decisions)
        for (const [id, arrival] of arrivals) tenant.numbers.set(id, { ...tenant.numbers.get(id)!, arrival })
        tables.carriers.set(carrier.name, { ...tables.carriers.get(carrier.name) ?? unused, arrival: carrierArrival })
        tenant.post(postings)
        for (const attempt of attempts) {
          tenant.putAttempt(attempt)
          tables.owners.set(attempt.id, tenant)
        }
        const drafts = [...broke].flatMap(([id, cause]) => pause(tenant, id, cause, now))
        return {
          placements: attempts.map((attempt) => placementOf(tenant, attempt)),
          messages: tables.tell([...drafts, ...closings], block, attempts.length),
          nextAt
        }
      }),
    place: (nodeId, epoch, ids, now) =>
      Effect.sync(() => {
        if (!isCurrent(tables.leases.get(nodeId), epoch)) return []
        return [...new Set(ids)].flatMap((id): ReadonlyArray<Placed> => {
          const tenant = tables.owners.get(id)
          const attempt = tenant?.live.get(id)
          if (tenant === undefined || attempt === undefined) return []
          if (attempt.state !== "claimed" || attempt.nodeId !== nodeId || attempt.epoch !== epoch) return []
          const course = courseOf(tenant, attempt)
          const withdrawal = lookAgain(tenant, attempt, now)
          if (withdrawal !== undefined) {
            release(tables, tenant, attempt, withdrawal, now)
            return []
          }
          tenant.putAttempt(placing(attempt, now))
          const { call, campaign, policy } = course
          const hours = hoursFor(policy, call.zones, campaign?.timezone ?? null)
          return [{ id, hours, endsAt: campaign?.endsAt ?? null }]
        })
      })
  }) satisfies Partial<StoreShape>
