import { Effect, Result } from "effect"
import { isWaiting, terminated } from "../../domain/call.ts"
import { named, ofClosing } from "../../domain/message.ts"
import type { StoreShape } from "../../ports/store.ts"
import { candidateOf, groundsOf } from "./grounds.ts"
import { checkDialing, found, newestFirst, pageOf, step, type Tables, tenantOf } from "./tables.ts"

/** Calls as others see them. */
export const calls = (tables: Tables) =>
  ({
    addCall: (call, api) =>
      step(() =>
        Result.flatMap(tenantOf(tables, call.workspaceId), (tenant) =>
          Result.map(checkDialing(tenant, api), () => {
            tenant.apiCalls.set(call.id, api)
            tenant.putCall(call)
          }))
      ),
    call: (workspaceId, id) => step(() => found(tables.tenants.get(workspaceId)?.calls.get(id), "call", id)),
    calls: (workspaceId, filter, page) =>
      Effect.sync(() => {
        const all = [...tables.tenants.get(workspaceId)?.calls.values() ?? []]
          .filter(({ campaignId }) => filter.campaignId === undefined || campaignId === filter.campaignId)
          .filter(({ phone }) => filter.phone === undefined || phone === filter.phone)
          .filter(({ status }) => filter.status === undefined || status === filter.status)
          .toSorted(newestFirst)
        return { total: all.length, calls: pageOf(all, page) }
      }),
    attempts: (workspaceId, id) =>
      Effect.sync(() =>
        [...tables.tenants.get(workspaceId)?.attempts.values() ?? []]
          .filter(({ callId }) => callId === id)
          .toSorted((a, b) => a.claimedAt - b.claimedAt || (a.id < b.id ? -1 : 1))
      ),
    decisions: (workspaceId, id) =>
      Effect.sync(() => tables.tenants.get(workspaceId)?.decisions.filter(({ callId }) => callId === id) ?? []),
    circumstances: (workspaceId, id, carrier, now) =>
      step(() =>
        Result.gen(function*() {
          const tenant = yield* tenantOf(tables, workspaceId)
          const call = yield* found(tenant.calls.get(id), "call", id)
          const live = [...tenant.live.values()]
          return {
            ...groundsOf(tables, tenant, carrier, now),
            candidate: candidateOf(tenant, call),
            campaign: tenant.campaignOf(call),
            live: live.length,
            campaignLive: live.filter(({ campaignId }) => campaignId === call.campaignId).length
          }
        })
      ),
    terminateCalls: (workspaceId, ids, now) =>
      Effect.sync(() => {
        const tenant = tables.tenants.get(workspaceId)
        let count = 0
        for (const id of new Set(ids)) {
          const call = tenant?.calls.get(id)
          if (tenant === undefined || call === undefined || !isWaiting(call.status)) continue
          const closed = { ...call, ...terminated, updatedAt: now }
          tenant.putCall(closed)
          tables.put(named(ofClosing(call, closed, tenant.callbackOf(call), now)))
          count++
        }
        return count
      })
  }) satisfies Partial<StoreShape>
