import { Effect, Result } from "effect"
import { isWaiting } from "../../domain/call.ts"
import { suppressedBy, turnAway } from "../../domain/gate.ts"
import { named, ofClosing, ofOptOut } from "../../domain/message.ts"
import { outlasts, type Suppression, suppressionOf } from "../../domain/suppression.ts"
import type { StoreShape } from "../../ports/store.ts"
import { found, pageOf, step, type Tables, type Tenant, tenantOf } from "./tables.ts"

/** A workspace has one suppression of a pattern in a scope. */
const keyOf = ({ pattern, scope }: Pick<Suppression, "pattern" | "scope">): string => {
  const of = scope.kind === "workspace" ? "" : scope.kind === "campaign" ? scope.campaignId : scope.subject
  return [pattern, scope.kind, of].join(" ")
}

const closeWaiting = (tables: Tables, tenant: Tenant, suppression: Suppression, now: number): number => {
  let closed = 0
  for (const call of [...tenant.open.values()].flatMap((calls) => [...calls.values()])) {
    const { campaignId, phone, status } = call
    if (!isWaiting(status) || phone !== suppression.pattern) continue
    const { subject } = tenant.dialingOf(call).policy
    if (suppressionOf([suppression], { phone, campaignId, subject }, now) === undefined) continue
    const away = turnAway(call, "suppression", suppressedBy(suppression), now)
    tenant.putCall(away.call)
    tables.put(named(ofClosing(call, away.call, tenant.callbackOf(call), now)))
    tenant.decisions.push(away.decision)
    closed++
  }
  return closed
}

/** Keep a suppression, but where the one that is there lasts longer. */
export const keep = (tenant: Tenant, given: Suppression): void => {
  const known = tenant.suppressions.get(keyOf(given))
  if (known === undefined || !outlasts(known, given)) tenant.suppressions.set(keyOf(given), given)
}

/** Numbers that must not be called. */
export const suppressions = (tables: Tables) =>
  ({
    suppress: (given, now, optOut) =>
      step(() =>
        Result.gen(function*() {
          for (const { scope, workspaceId } of given) {
            const tenant = yield* tenantOf(tables, workspaceId)
            if (scope.kind === "campaign") {
              yield* found(tenant.campaigns.get(scope.campaignId), "campaign", scope.campaignId)
            }
          }
          const person = optOut === undefined
            ? undefined
            : yield* found(tables.tenants.get(optOut.workspaceId)?.calls.get(optOut.callId), "call", optOut.callId)
          let closed = 0
          for (const suppression of given) {
            const tenant = tables.tenants.get(suppression.workspaceId)!
            keep(tenant, suppression)
            closed += closeWaiting(tables, tenant, suppression, now)
          }
          const [asked] = given
          if (optOut !== undefined && person !== undefined && asked !== undefined) {
            const tenant = tables.tenants.get(optOut.workspaceId)!
            const call = tenant.calls.get(person.id)!
            const live = [...tenant.attempts.values()].find(({ callId, endedAt }) =>
              callId === call.id && endedAt === null
            )
            tables.put(named([ofOptOut(call, tenant.callbackOf(call), asked.scope, now, live)]))
          }
          return closed
        })
      ),
    unsuppress: (workspaceId, pattern, scope) =>
      Effect.sync(() => tables.tenants.get(workspaceId)?.suppressions.delete(keyOf({ pattern, scope })) ?? false),
    suppressions: (workspaceId, page) =>
      Effect.sync(() => {
        const all = [...tables.tenants.get(workspaceId)?.suppressions ?? []].toSorted(([a], [b]) => a < b ? -1 : 1)
        return pageOf(all.map(([, suppression]) => suppression), page)
      })
  }) satisfies Partial<StoreShape>
