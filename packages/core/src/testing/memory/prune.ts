import { Result } from "effect"
import { type Call, isFinal } from "../../domain/call.ts"
import { isOver } from "../../domain/campaign.ts"
import { prunedList } from "../../domain/contact-list.ts"
import { type CallId, idFloor, type ListId } from "../../domain/id.ts"
import { holdsCall, isMessagePast, noneRemoved, pruneBefore, type Removed, type Stand } from "../../domain/retention.ts"
import type { Pruned, Pruning } from "../../ports/store-terms.ts"
import type { StoreShape } from "../../ports/store.ts"
import { type QueuedDelivery, step, type Tables, type Tenant, tenantOf } from "./tables.ts"

const through: Pruned = { removed: noneRemoved, next: undefined }

const standOf = ({ dead, dueAt }: QueuedDelivery): Stand => ({ status: dead ? "dead" : "due", at: dueAt })

/** The calls of which something is still to be told, or was given up lately. */
const untoldOf = (tables: Tables, now: number): ReadonlySet<CallId | null> =>
  new Set(
    [...tables.deliveries.values()].flatMap((delivery) =>
      holdsCall(standOf(delivery), now) ? [delivery.message.callId] : []
    )
  )

const isPast = (tenant: Tenant, { campaignId, status, updatedAt }: Call, before: number) => {
  if (!isFinal(status)) return false
  if (campaignId === null) return updatedAt <= before
  const campaign = tenant.campaigns.get(campaignId)!
  return isOver(campaign.status) && campaign.updatedAt <= before
}

const pruneCalls = (
  tables: Tables,
  tenant: Tenant,
  { after, dryRun, limit, now, retention, what }: Pruning,
  before: number
): Pruned => {
  const told = [...tables.deliveries].filter(([, { message }]) => message.callId !== null)
  const untold = untoldOf(tables, now)
  const page = [...tenant.calls.values()]
    .filter((call) => call.id > after && (call.campaignId === null) === (what === "api_calls"))
    .filter((call) => isPast(tenant, call, before) && !untold.has(call.id))
    .toSorted((a, b) => a.id < b.id ? -1 : 1).slice(0, limit)
  const ids = new Set(page.map(({ id }) => id))
  const attempts = [...tenant.attempts.values()].filter(({ callId }) => ids.has(callId))
  const decisions = tenant.decisions.filter(({ callId }) => ids.has(callId)).length
  const its = told.filter(([, { message }]) => message.callId !== null && ids.has(message.callId))
  if (!dryRun) {
    for (const [key] of its) tables.deliveries.delete(key)
    for (const call of page) {
      tenant.pruned.calls.set(call.id, call)
      tenant.calls.delete(call.id)
      tenant.apiCalls.delete(call.id)
    }
    for (const attempt of attempts) {
      tenant.pruned.attempts.set(attempt.id, attempt)
      tenant.attempts.delete(attempt.id)
      tables.owners.delete(attempt.id)
    }
    tenant.decisions.splice(0, Infinity, ...tenant.decisions.filter(({ callId }) => !ids.has(callId)))
  }
  return {
    removed: {
      ...noneRemoved,
      calls: page.length,
      attempts: attempts.length,
      decisions,
      messages: new Set(
        its.flatMap(([, { message }]) => {
          const stands = its.filter(([, one]) => one.message.id === message.id).map(([, one]) => standOf(one))
          // What goes by its own time would be counted twice, for it is still there when its turn comes.
          return dryRun && isMessagePast(message.at, stands, retention, now) ? [] : message.id
        })
      ).size
    },
    next: page.length < limit ? undefined : page.at(-1)?.id
  }
}

/** Where nothing is removed, the calls that would go before their list are still there, and do not count. */
const isPastList = (
  tables: Tables,
  tenant: Tenant,
  id: ListId,
  { dryRun, now }: Pick<Pruning, "dryRun" | "now">,
  before: number
) => {
  const untold = untoldOf(tables, now)
  const stays = (call: Call) => !dryRun || !isFinal(call.status) || untold.has(call.id)
  const its = [...tenant.campaigns.values()].filter(({ listId }) => listId === id)
  const ids = new Set(its.map((campaign) => campaign.id))
  return its.length > 0 && its.every(({ status, updatedAt }) => isOver(status) && updatedAt <= before) &&
    ![...tenant.calls.values()].some((call) => call.campaignId !== null && ids.has(call.campaignId) && stays(call))
}

const pruneRows = (tables: Tables, tenant: Tenant, pruning: Pruning, before: number): Pruned => {
  const { after, dryRun, limit } = pruning
  const [from = "", seen = "0"] = after.split(" ")
  const id = [...tenant.lists.keys()].toSorted().find((id) => {
    const { contacts, list, rejected } = tenant.lists.get(id)!
    return id >= from && id < idFloor(before) && (list.status === "ready" || list.status === "pruned") &&
      contacts.size + rejected.length > 0 && isPastList(tables, tenant, id, pruning, before)
  })
  if (id === undefined) return through
  const rows = tenant.lists.get(id)!
  const skipped = dryRun && id === from ? Number(seen) : 0
  const contacts = [...rows.contacts.values()].toSorted((a, b) => a.number - b.number).slice(skipped, skipped + limit)
  const left = limit - contacts.length
  const beyond = Math.max(0, skipped - rows.contacts.size)
  const rejected = rows.rejected.slice(beyond, beyond + left)
  if (!dryRun) {
    for (const { number, phone } of contacts) {
      rows.contacts.delete(number)
      rows.phones.delete(phone)
    }
    rows.rejected.splice(0, rejected.length)
    tenant.lists.set(id, { ...rows, list: prunedList(rows.list) })
  }
  const removed: Removed = { ...noneRemoved, contacts: contacts.length, rejectedRows: rejected.length }
  const looked = contacts.length + rejected.length
  return { removed, next: looked < limit ? `${id}g` : `${id} ${skipped + looked}` }
}

/** What was delivered is not kept here at all, so that only what was given up can be removed. */
const pruneMessages = (
  tables: Tables,
  { after, dryRun, limit, what, workspaceId }: Pruning,
  before: number
): Pruned => {
  if (what === "delivered") return through
  const all = [...tables.deliveries].filter(([, { message }]) =>
    message.workspaceId === workspaceId && message.id > after && message.id < idFloor(before) && message.at < before
  )
  const ids = [...new Set(all.map(([, { message }]) => message.id))].toSorted().slice(0, limit)
  const isGone = ({ dead, dueAt }: QueuedDelivery) => dead && dueAt < before
  const gone = ids.filter((id) => all.every(([, delivery]) => delivery.message.id !== id || isGone(delivery)))
  for (const [key, delivery] of dryRun ? [] : all) {
    if (isGone(delivery) && ids.includes(delivery.message.id)) tables.deliveries.delete(key)
  }
  return { removed: { ...noneRemoved, messages: gone.length }, next: ids.length < limit ? undefined : ids.at(-1) }
}

/** What is past its time goes. */
export const prunes = (tables: Tables) =>
  ({
    retention: (workspaceId) => step(() => Result.map(tenantOf(tables, workspaceId), ({ retention }) => retention)),
    setRetention: (workspaceId, retention) =>
      step(() =>
        Result.map(tenantOf(tables, workspaceId), (tenant) => {
          tenant.retention = retention
        })
      ),
    prune: (pruning) =>
      step(() =>
        Result.map(tenantOf(tables, pruning.workspaceId), (tenant) => {
          const { now, retention, what } = pruning
          const before = pruneBefore(what, retention, tenant.workspace.frequencyCap, now)
          if (before === undefined) return through
          switch (what) {
            case "calls":
            case "api_calls":
              return pruneCalls(tables, tenant, pruning, before)
            case "rows":
              return pruneRows(tables, tenant, pruning, before)
            case "delivered":
            case "dead":
              return pruneMessages(tables, pruning, before)
          }
        })
      )
  }) satisfies Partial<StoreShape>
