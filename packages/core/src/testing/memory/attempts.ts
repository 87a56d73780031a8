import { Effect } from "effect"
import type { Attempt, CarrierEvent } from "../../domain/attempt.ts"
import { after } from "../../domain/breaker.ts"
import { erasedPhone } from "../../domain/erasure.ts"
import type { AttemptId, CallId, NodeId } from "../../domain/id.ts"
import { lastLook } from "../../domain/last-look.ts"
import { forgottenAfter, need, renewed } from "../../domain/lease.ts"
import { type Draft, named, ofClosing } from "../../domain/message.ts"
import {
  abandoned,
  canTakeBack,
  type Course,
  follow,
  isFailure,
  type Outcome,
  takeBack,
  type Withdrawal
} from "../../domain/outcome.ts"
import { markOf } from "../../domain/suppression.ts"
import type { CostSum } from "../../ports/store-terms.ts"
import type { StoreShape } from "../../ports/store.ts"
import { lastEnds } from "./aim.ts"
import { placementOf } from "./placements.ts"
import { keep } from "./suppressions.ts"
import { type Tables, type Tenant, unused } from "./tables.ts"

/** An attempt with what decides what becomes of its call. */
export const courseOf = (tenant: Tenant, attempt: Attempt): Course => {
  const call = tenant.calls.get(attempt.callId)!
  const campaign = tenant.campaignOf(attempt)
  const { callbackUrl, policy } = campaign ?? tenant.apiCalls.get(call.id)!
  return { attempt, call, policy, campaign, callbackUrl }
}

/** What stands at an instant against dialing an attempt. */
export const lookAgain = (tenant: Tenant, attempt: Attempt, now: number): Withdrawal | undefined => {
  const course = courseOf(tenant, attempt)
  const paused = new Set([...tenant.numbers].flatMap(([id, { number }]) => number.paused ? [id] : []))
  const ends: ReadonlyMap<CallId, number> = course.call.disposition === null ? new Map() : lastEnds(tenant)
  return lastLook(course, { suppressions: [...tenant.suppressions.values()], paused, ends, now })
}

const putOutcome = (tenant: Tenant, { attempt, call, postings }: Outcome): void => {
  tenant.putAttempt(attempt)
  tenant.putCall(call)
  tenant.post(postings)
}

/** Take an attempt back, keep why, and tell where that closes its call. */
export const release = (
  tables: Tables,
  tenant: Tenant,
  attempt: Attempt,
  withdrawal: Withdrawal,
  now: number
): void => {
  const { call, callbackUrl, campaign } = courseOf(tenant, attempt)
  const outcome = takeBack(attempt, call, campaign, withdrawal, now)
  putOutcome(tenant, outcome)
  tenant.decisions.push(outcome.decision)
  tables.put(named(ofClosing(call, outcome.call, callbackUrl, now)))
}

/** What an end says of the number and the carrier that dialed. */
const noteHealth = (tables: Tables, tenant: Tenant, attempt: Attempt, now: number): void => {
  const failed = isFailure(attempt)
  const number = tenant.numbers.get(attempt.numberId)!
  tenant.numbers.set(attempt.numberId, { ...number, health: after(number.health, failed, now) })
  const carrier = tables.carriers.get(attempt.carrier) ?? unused
  tables.carriers.set(attempt.carrier, { ...carrier, health: after(carrier.health, failed, now) })
}

/** What becomes of attempts: taken back, told of by the carrier, or orphaned. */
export const attempts = (tables: Tables) =>
  ({
    release: (given, now) =>
      Effect.sync(() => {
        for (const { id, ...withdrawal } of given) {
          const tenant = tables.owners.get(id)
          const attempt = tenant?.attempts.get(id)
          if (tenant !== undefined && attempt !== undefined && canTakeBack(attempt)) {
            release(tables, tenant, attempt, withdrawal, now)
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
          if (!wasLive || tenant.live.has(id)) continue
          ended++
          const invalid = markOf(outcome.attempt, now)
          if (invalid !== undefined) keep(tenant, invalid)
          noteHealth(tables, tenant, outcome.attempt, now)
        }
        return { messages: tables.tell(drafts, block), ended }
      }),
    placement: (id) =>
      Effect.sync(() => {
        const tenant = tables.owners.get(id)
        const attempt = tenant?.live.get(id)
        return tenant === undefined || attempt === undefined ? undefined : placementOf(tenant, attempt)
      }),
    queuedAttempts: (carrier, now, after, limit) =>
      Effect.sync(() =>
        [...tables.tenants.values()]
          .flatMap((tenant) =>
            [...tenant.live.values()]
              .filter(({ carrier: its, id, state }) =>
                its === carrier && state === "queued" && (after === null || id > after)
              )
              .map((attempt) => ({
                attempt,
                from: tenant.numbers.get(attempt.numberId)!.number.phone,
                withdrawal: lookAgain(tenant, attempt, now)
              }))
          )
          .toSorted(({ attempt: a }, { attempt: b }) => a.id < b.id ? -1 : 1)
          .slice(0, limit)
      ),
    unpricedAttempts: (carrier, after, until, limit) =>
      Effect.sync(() =>
        [...tables.tenants.values()]
          .flatMap(({ attempts: all }) => [...all.values()])
          .filter((attempt) =>
            attempt.carrier === carrier && attempt.cost === null && attempt.talkSeconds > 0 &&
            attempt.phone !== erasedPhone &&
            attempt.endedAt !== null && attempt.endedAt > after && attempt.endedAt <= until
          )
          .toSorted((a, b) => a.endedAt! - b.endedAt! || (a.id < b.id ? -1 : 1))
          .slice(0, limit)
      ),
    carrierCosts: (workspaceId, campaignId) =>
      Effect.sync(() => {
        const sums = new Map<string, CostSum>()
        const tenant = tables.tenants.get(workspaceId)
        for (const attempt of [...tenant?.attempts.values() ?? [], ...tenant?.pruned.attempts.values() ?? []]) {
          const { cost, spent } = attempt
          if (cost === null || (campaignId !== null && attempt.campaignId !== campaignId)) continue
          const { currency } = cost
          const sum = sums.get(currency) ?? { currency, amount: 0, spent: 0, attempts: 0 }
          sums.set(currency, {
            currency,
            amount: sum.amount + cost.amount,
            spent: sum.spent + spent,
            attempts: sum.attempts + 1
          })
        }
        return [...sums.values()].toSorted((a, b) => a.currency < b.currency ? -1 : 1)
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
            else release(tables, tenant, attempt, abandoned(now), now)
          }
        }
        for (const nodeId of taken) {
          const lease = tables.leases.get(nodeId)!
          tables.leases.set(nodeId, { ...lease, epoch: lease.epoch + 1 })
        }
        const busy = new Set(
          [...tables.tenants.values()].flatMap(({ live }) => [...live.values()].map((it) => it.nodeId))
        )
        for (const [id, { until }] of tables.leases) {
          if (until < now - forgottenAfter && !busy.has(id)) tables.leases.delete(id)
        }
        return asked.toSorted((a, b) => a.deadlineAt - b.deadlineAt || (a.id < b.id ? -1 : 1)).slice(0, limit)
      })
  }) satisfies Partial<StoreShape>
