import { Effect } from "effect"
import type { Attempt, CarrierEvent } from "../../domain/attempt.ts"
import type { AttemptId, NodeId } from "../../domain/id.ts"
import { need, renewed } from "../../domain/lease.ts"
import type { Draft } from "../../domain/message.ts"
import { canTakeBack, type Course, follow, type Outcome, takeBack } from "../../domain/outcome.ts"
import type { StoreShape } from "../../ports/store.ts"
import type { Tables, Tenant } from "./tables.ts"

const courseOf = (tenant: Tenant, attempt: Attempt): Course => {
  const call = tenant.calls.get(attempt.callId)!
  const campaign = tenant.campaignOf(attempt)
  const { callbackUrl, policy } = campaign ?? tenant.apiCalls.get(call.id)!
  return { attempt, call, policy, campaign, callbackUrl }
}

const putOutcome = (tenant: Tenant, { attempt, call, postings }: Outcome): void => {
  tenant.putAttempt(attempt)
  tenant.putCall(call)
  tenant.post(postings)
}

const release = (tenant: Tenant, attempt: Attempt, dueAt: number, code: string, now: number): void => {
  const { call, campaign } = courseOf(tenant, attempt)
  putOutcome(tenant, takeBack(attempt, call, campaign, dueAt, code, now))
}

/** What becomes of attempts: taken back, told of by the carrier, or orphaned. */
export const attempts = (tables: Tables) =>
  ({
    release: (given, now) =>
      Effect.sync(() => {
        for (const { code, dueAt, id } of given) {
          const tenant = tables.owners.get(id)
          const attempt = tenant?.attempts.get(id)
          if (tenant !== undefined && attempt !== undefined && canTakeBack(attempt)) {
            release(tenant, attempt, dueAt, code, now)
          }
        }
      }),
    record: (events, block, now) =>
      Effect.sync(() => {
        const byAttempt = new Map<AttemptId, Array<CarrierEvent>>()
        for (const event of events) byAttempt.set(event.attemptId, [...byAttempt.get(event.attemptId) ?? [], event])
        const drafts: Array<Draft> = []
        let ended = 0
        for (const [id, its] of byAttempt) {
          const tenant = tables.owners.get(id)
          if (tenant === undefined) continue
          const wasLive = tenant.live.has(id)
          const outcome = follow(courseOf(tenant, tenant.attempts.get(id)!), its, now)
          putOutcome(tenant, outcome)
          drafts.push(...outcome.drafts)
          if (wasLive && !tenant.live.has(id)) ended++
        }
        return { messages: tables.tell(drafts, block), ended }
      }),
    renewLease: (nodeId, until) =>
      Effect.sync(() => {
        const lease = renewed(tables.leases.get(nodeId), nodeId, until)
        tables.leases.set(nodeId, lease)
        return lease.epoch
      }),
    orphans: (now, limit) =>
      Effect.sync(() => {
        const asked: Array<Attempt> = []
        const taken = new Set<NodeId>()
        for (const tenant of tables.tenants.values()) {
          for (const attempt of [...tenant.live.values()]) {
            const lease = tables.leases.get(attempt.nodeId)
            const needed = need(attempt, lease, now)
            if (needed === "nothing") continue
            if (lease !== undefined && lease.until < now && lease.epoch === attempt.epoch) taken.add(attempt.nodeId)
            if (needed === "ask") asked.push(attempt)
            else release(tenant, attempt, now, "orphaned", now)
          }
        }
        for (const nodeId of taken) {
          const lease = tables.leases.get(nodeId)!
          tables.leases.set(nodeId, { ...lease, epoch: lease.epoch + 1 })
        }
        return asked.toSorted((a, b) => a.deadlineAt - b.deadlineAt || (a.id < b.id ? -1 : 1)).slice(0, limit)
      })
  }) satisfies Partial<StoreShape>
