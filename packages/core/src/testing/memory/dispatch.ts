import { Effect, Result } from "effect"
import { type Call, isWaiting } from "../../domain/call.ts"
import { rowOf } from "../../domain/contact-list.ts"
import type { CampaignId } from "../../domain/id.ts"
import { isCurrent } from "../../domain/lease.ts"
import type { Draft } from "../../domain/message.ts"
import type { Phone } from "../../domain/phone.ts"
import { transition } from "../../domain/transition.ts"
import {
  admit,
  apiSource,
  type Candidate,
  interleave,
  mayDial,
  openZones,
  shareSlots,
  type Source,
  sourceOf
} from "../../domain/turn.ts"
import type { Claimed, Placement, StoreShape, Turn } from "../../ports/store.ts"
import type { Tables, Tenant } from "./tables.ts"

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
      due: Math.min(calls.length, tenant.workspace.capacity),
      policy: key === apiSource ? null : tenant.campaigns.get(key)!.policy
    }))
  )
  const taken = new Set(busy)
  const lines = [...due].map(([key, calls]) => {
    const first: Array<Call> = []
    for (const call of calls.toSorted(inTurn)) {
      if (first.length === shares.get(key)) break
      if (taken.has(call.phone)) continue
      taken.add(call.phone)
      first.push(call)
    }
    return first
  })
  return interleave(lines).slice(0, limit).map((call) => {
    const { numbers, policy } = tenant.campaignOf(call) ?? tenant.apiCalls.get(call.id)!
    return { call, numbers, policy }
  })
}

const placementOf = (tenant: Tenant, attempt: Placement["attempt"]): Placement => {
  const call = tenant.calls.get(attempt.callId)!
  const from = tenant.numbers.get(attempt.numberId)!.number.phone
  const campaign = tenant.campaignOf(call)
  if (campaign === null) {
    const { assistantId, policy, variables } = tenant.apiCalls.get(call.id)!
    const assistant = tenant.assistants.get(assistantId)!
    return {
      attempt,
      from,
      assistant,
      row: variables,
      mapping: {},
      window: policy.window,
      zones: call.zones,
      endsAt: null
    }
  }
  const { contacts, list } = tenant.lists.get(campaign.listId)!
  return {
    attempt,
    from,
    assistant: tenant.assistants.get(campaign.assistantId)!,
    row: rowOf(list, contacts.get(call.contact!)!),
    mapping: campaign.variables,
    window: campaign.policy.window,
    zones: call.zones,
    endsAt: campaign.endsAt
  }
}

const pause = (tenant: Tenant, id: CampaignId, now: number): ReadonlyArray<Draft> => {
  const paused = transition(tenant.campaigns.get(id)!, { _tag: "Pause", cause: "out_of_credits" }, now)
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
        const { block, epoch, nodeId, now, workspaceId } = turn
        const tenant = tables.tenants.get(workspaceId)
        if (tenant === undefined || !isCurrent(tables.leases.get(nodeId), epoch)) return nothing
        const admitted = admit({
          workspace: tenant.workspace,
          balance: tenant.balance,
          candidates: candidatesOf(tenant, turn),
          numbers: tenant.numbers,
          livePhones: new Set([...tenant.live.values()].map(({ phone }) => phone)),
          nodeId,
          epoch,
          block,
          now
        })
        const { arrivals, attempts, broke, deferred, dialed, nextAt, postings } = admitted
        for (const call of [...dialed, ...deferred]) tenant.putCall(call)
        for (const [id, arrival] of arrivals) tenant.numbers.set(id, { ...tenant.numbers.get(id)!, arrival })
        tenant.post(postings)
        for (const attempt of attempts) {
          tenant.putAttempt(attempt)
          tables.owners.set(attempt.id, tenant)
        }
        const drafts = broke.flatMap((id) => pause(tenant, id, now))
        return {
          placements: attempts.map((attempt) => placementOf(tenant, attempt)),
          messages: tables.tell(drafts, block, attempts.length),
          nextAt
        }
      }),
    place: (nodeId, epoch, ids, now) =>
      Effect.sync(() => {
        if (!isCurrent(tables.leases.get(nodeId), epoch)) return []
        return [...new Set(ids)].filter((id) => {
          const tenant = tables.owners.get(id)
          const attempt = tenant?.live.get(id)
          if (tenant === undefined || attempt === undefined) return false
          if (attempt.state !== "claimed" || attempt.nodeId !== nodeId || attempt.epoch !== epoch) return false
          const campaign = tenant.campaignOf(attempt)
          if (campaign !== null && !mayDial(campaign, now)) return false
          tenant.putAttempt({ ...attempt, state: "placing", placedAt: now })
          return true
        })
      })
  }) satisfies Partial<StoreShape>
