import { Effect, Result } from "effect"
import { type Call, isWaiting } from "../../domain/call.ts"
import { erasedReason, withoutPersonIn } from "../../domain/erased-address.ts"
import { erasedCall, erasedPhone, mentions, withoutPerson, withoutPhone } from "../../domain/erasure.ts"
import type { CallId, WorkspaceId } from "../../domain/id.ts"
import { named, type NamedDraft, ofClosing } from "../../domain/message.ts"
import type { Phone } from "../../domain/phone.ts"
import { PersonInCall } from "../../ports/store-errors.ts"
import type { StoreShape } from "../../ports/store.ts"
import { troubleKey } from "./deliveries.ts"
import { deliveryKey, step, type Tables, type Tenant, tenantOf } from "./tables.ts"

const blankCalls = (tenant: Tenant, calls: ReadonlyArray<Call>, now: number): ReadonlyArray<NamedDraft> => {
  const told: Array<NamedDraft> = []
  for (const call of calls) {
    const after = withoutPerson(call, isWaiting(call.status) ? { ...erasedCall, updatedAt: now } : {})
    told.push(...ofClosing(call, after, tenant.callbackOf(call), now))
    tenant.putCall(after)
  }
  return told
}

const blankApiCalls = (tenant: Tenant, ids: ReadonlySet<CallId>): void => {
  for (const id of ids) {
    const api = tenant.apiCalls.get(id)
    if (api !== undefined) tenant.apiCalls.set(id, { ...api, name: "", variables: {}, callbackUrl: null })
  }
}

const blankMessages = (tables: Tables, workspaceId: WorkspaceId, ids: ReadonlySet<CallId>, phone: Phone): number => {
  const blanked = new Set<string>()
  for (const [key, delivery] of tables.deliveries) {
    const { message } = delivery
    if (message.workspaceId !== workspaceId || message.callId === null || !ids.has(message.callId)) continue
    const payload = withoutPhone(message.payload, phone)
    tables.deliveries.set(key, { ...delivery, message: { ...message, payload } })
    blanked.add(message.id)
  }
  return blanked.size
}

/** What of callback URLs names the person goes; what waits for such a one is given up. */
const blankAddresses = (
  tables: Tables,
  tenant: Tenant,
  ids: ReadonlySet<CallId>,
  phone: Phone,
  now: number
): void => {
  for (const [key, delivery] of [...tables.deliveries]) {
    const { dead, dueAt, message: { callId, id, workspaceId }, reason, target } = delivery
    if (workspaceId !== tenant.workspace.id || callId === null || !ids.has(callId)) continue
    const api = tenant.apiCalls.get(callId)
    if (api === undefined || api.callbackUrl !== target.address) continue
    const address = withoutPersonIn(target.address, phone, api)
    if (address === target.address) continue
    tenant.troubles.delete(troubleKey(target))
    tables.deliveries.delete(key)
    const blanked = { ...target, address }
    tables.deliveries.set(deliveryKey(workspaceId, id, blanked), {
      ...delivery,
      target: blanked,
      dead: true,
      dueAt: dead ? dueAt : now,
      reason: dead ? reason.replaceAll(target.address, address) : erasedReason
    })
  }
}

const removeContacts = (tenant: Tenant, phone: Phone): number => {
  let removed = 0
  for (const [id, rows] of tenant.lists) {
    const contact = [...rows.contacts.values()].find((one) => one.phone === phone)
    if (contact === undefined) continue
    rows.contacts.delete(contact.number)
    rows.phones.delete(phone)
    const { list } = rows
    if (list.status !== "pruned") tenant.lists.set(id, { ...rows, list: { ...list, accepted: list.accepted - 1 } })
    removed++
  }
  return removed
}

/** People are taken out. */
export const erasures = (tables: Tables) =>
  ({
    erase: (workspaceId, phone, suppressions, now) =>
      step(() =>
        Result.gen(function*() {
          const tenant = yield* tenantOf(tables, workspaceId)
          const live = [...tenant.live.values()].find((attempt) => attempt.phone === phone)
          if (live !== undefined) {
            return yield* Result.fail(new PersonInCall({ callId: live.callId, attemptId: live.id }))
          }
          const calls = [...tenant.calls.values()].filter((call) => call.phone === phone)
          const ids = new Set(calls.map(({ id }) => id))
          const messages = blankMessages(tables, workspaceId, ids, phone)
          const told = blankCalls(tenant, calls, now)
          tables.put(named(told))
          blankAddresses(tables, tenant, ids, phone, now)
          blankApiCalls(tenant, ids)
          const attempts = [...tenant.attempts.values()].filter(({ callId }) => ids.has(callId))
          for (const attempt of attempts) tenant.putAttempt({ ...attempt, phone: erasedPhone, carrierCallId: null })
          const decisions = tenant.decisions.filter(({ callId }) => ids.has(callId)).length
          tenant.decisions.splice(0, Infinity, ...tenant.decisions.filter(({ callId }) => !ids.has(callId)))
          const its = [...tenant.suppressions].filter(([, { pattern }]) => pattern === phone)
          if (suppressions === "lift") { for (const [key] of its) tenant.suppressions.delete(key) }
          return {
            calls: calls.length,
            closed: told.length,
            attempts: attempts.length,
            decisions,
            contacts: removeContacts(tenant, phone),
            rejectedRows: 0,
            messages,
            suppressions: its.length
          }
        })
      ),
    eraseRejectedRows: (workspaceId, phone) =>
      Effect.sync(() => {
        const tenant = tables.tenants.get(workspaceId)
        let removed = 0
        for (const [id, rows] of tenant?.lists ?? []) {
          const rejected = rows.rejected.filter(({ reason, text }) => !mentions(text, phone) && !reason.includes(phone))
          const gone = rows.rejected.length - rejected.length
          if (gone === 0) continue
          const { list } = rows
          const counted = list.status === "pruned" ? list : { ...list, rejected: list.rejected - gone }
          tenant?.lists.set(id, { ...rows, rejected, list: counted })
          removed += gone
        }
        return { removed, next: undefined }
      })
  }) satisfies Partial<StoreShape>
