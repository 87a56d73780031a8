import { Effect } from "effect"
import {
  type DeadFilter,
  givenUpBefore,
  isSounded,
  longestPause,
  mostGivenUp,
  pausedReason,
  type Tried,
  troubleAfter
} from "../../domain/delivery.ts"
import { isErasedAddress } from "../../domain/erased-address.ts"
import type { WorkspaceId } from "../../domain/id.ts"
import type { Target } from "../../domain/message.ts"
import { secretsAt } from "../../domain/webhook.ts"
import type { StoreShape } from "../../ports/store.ts"
import { deliveryKey, pageOf, type QueuedDelivery, type Tables, type Tenant } from "./tables.ts"

/** What is kept of a target that fails. */
export const troubleKey = ({ address, channel }: Target): string => `${channel} ${address}`

const webhookOf = (tenant: Tenant, { address }: Target) =>
  [...tenant.webhooks.values()].find(({ webhook }) => webhook.id === address)

/** Deliveries by target, in the order in which the targets have waited. */
const linesOf = (due: ReadonlyArray<QueuedDelivery>): ReadonlyArray<ReadonlyArray<QueuedDelivery>> => {
  const lines = new Map<string, Array<QueuedDelivery>>()
  for (const delivery of due) {
    const key = `${delivery.message.workspaceId} ${delivery.target.address}`
    lines.set(key, [...lines.get(key) ?? [], delivery])
  }
  return [...lines.values()]
}

const placeOf = ({ message, target }: QueuedDelivery) => `${message.id} ${target.address}`

const inTurn = (a: QueuedDelivery, b: QueuedDelivery) => a.dueAt - b.dueAt || (placeOf(a) < placeOf(b) ? -1 : 1)

const isMeant = (
  { dead, dueAt, message, target }: QueuedDelivery,
  workspaceId: WorkspaceId,
  { address, from = -Infinity, messages, until = Infinity }: DeadFilter
): boolean =>
  dead && message.workspaceId === workspaceId && target.channel === "webhook" &&
  (messages === undefined || messages.includes(message.id)) &&
  (address === undefined || target.address === address) && dueAt >= from && dueAt < until

/** The outbox. */
export const deliveries = (tables: Tables) => {
  const put = (delivery: QueuedDelivery) =>
    tables.deliveries.set(deliveryKey(delivery.message.workspaceId, delivery.message.id, delivery.target), delivery)

  const mayBeTaken = ({ message, target }: QueuedDelivery, now: number): boolean => {
    const tenant = tables.tenants.get(message.workspaceId)!
    if (webhookOf(tenant, target)?.webhook.paused === true) return false
    return (tenant.troubles.get(troubleKey(target))?.restsUntil ?? 0) <= now
  }

  const due = (channel: Target["channel"], now: number) =>
    [...tables.deliveries.values()]
      .filter(({ dead, dueAt, target }) => target.channel === channel && !dead && dueAt <= now)
      .toSorted(inTurn)

  const note = ({ id, result, target, workspaceId }: Tried, now: number): boolean => {
    const key = deliveryKey(workspaceId, id, target)
    const delivery = tables.deliveries.get(key)
    if (delivery === undefined) return false
    if (result._tag === "Delivered") {
      tables.deliveries.delete(key)
      return true
    }
    const { reason } = result
    const failed = { ...delivery, tries: delivery.tries + 1, reason }
    const retryAt = result._tag === "Failed" ? result.retryAt : gone(workspaceId, target, result.to, now)
    put(retryAt === undefined ? { ...failed, dead: true, dueAt: now } : { ...failed, dead: false, dueAt: retryAt })
    return true
  }

  /** Give up what was to be told by an instant, as much as one step may; answers whether that is all. */
  const giveUp = (workspaceId: WorkspaceId, target: Target, by: number, now: number, reason: string): boolean => {
    const { address, channel } = target
    const waiting = [...tables.deliveries.values()].filter(({ dead, message, since, target }) =>
      message.workspaceId === workspaceId && target.channel === channel && target.address === address && !dead &&
      since <= by
    ).toSorted(inTurn)
    for (const delivery of waiting.slice(0, mostGivenUp)) put({ ...delivery, dead: true, dueAt: now, reason })
    return waiting.length < mostGivenUp
  }

  /** A webhook is paused, and what waits for it waits; a callback URL is given up. */
  const gone = (workspaceId: WorkspaceId, target: Target, to: string, now: number): number | undefined => {
    const tenant = tables.tenants.get(workspaceId)!
    const found = webhookOf(tenant, target)
    if (found === undefined) return undefined
    const webhook = { ...found.webhook, paused: true, cause: "gone" as const }
    if (webhook.url === to) tenant.webhooks.set(webhook.id, { ...found, webhook })
    return now
  }

  return {
    takeDeliveries: (channel, now, until, limit, share) =>
      Effect.sync(() => {
        const isBusy = ({ message, target }: QueuedDelivery) =>
          share?.busy.some(({ address, workspaceId }) =>
            workspaceId === message.workspaceId && address === target.address
          ) === true
        const lines = linesOf(due(channel, now).filter((one) => !isBusy(one) && mayBeTaken(one, now))).slice(0, limit)
        const each = Math.min(share?.most ?? limit, Math.max(1, Math.floor(limit / lines.length)))
        const taken = lines.flatMap((line) => {
          const { message, target } = line[0]!
          const trouble = tables.tenants.get(message.workspaceId)!.troubles.get(troubleKey(target))
          return line.slice(0, isSounded(trouble) ? 1 : each)
        })
        return taken.toSorted(inTurn).map((delivery) => {
          const { message, target, tries } = delivery
          const tenant = tables.tenants.get(message.workspaceId)!
          const found = webhookOf(tenant, target)
          put({ ...delivery, dueAt: until })
          return {
            message,
            target,
            tries,
            to: found?.webhook.url ?? target.address,
            secrets: channel === "mail" ? [] : secretsAt(found?.signing ?? tenant.callbackSigning, now)
          }
        })
      }),
    noteDeliveries: (tried, now) =>
      Effect.sync(() => {
        const byTarget = new Map<string, Array<Tried>>()
        for (const one of tried) {
          if (!note(one, now)) continue
          const key = `${one.workspaceId} ${troubleKey(one.target)}`
          byTarget.set(key, [...byTarget.get(key) ?? [], one])
        }
        for (const its of byTarget.values()) {
          const { target, workspaceId } = its[0]!
          const tenant = tables.tenants.get(workspaceId)!
          const { troubles } = tenant
          const results = its.map(({ result }) => result)
          const trouble = troubleAfter(troubles.get(troubleKey(target)), results, now)
          if (trouble === undefined) {
            troubles.delete(troubleKey(target))
            continue
          }
          const by = results.some(({ _tag }) => _tag === "Gone") && webhookOf(tenant, target) === undefined
            ? now
            : givenUpBefore(trouble, now)
          const reason = results.flatMap((result) => result._tag === "Delivered" ? [] : [result.reason]).at(-1) ?? ""
          const isAll = by === undefined || giveUp(workspaceId, target, by, now, reason)
          troubles.set(troubleKey(target), isAll ? trouble : { ...trouble, restsUntil: now })
        }
      }),
    giveUpPaused: (workspaceId, now, limit) =>
      Effect.sync(() => {
        const tenant = tables.tenants.get(workspaceId)
        const isForgotten = ({ dead, dueAt, message, target }: QueuedDelivery) =>
          tenant !== undefined && message.workspaceId === workspaceId && !dead && dueAt <= now - longestPause &&
          webhookOf(tenant, target)?.webhook.paused === true
        const forgotten = [...tables.deliveries.values()].filter(isForgotten).toSorted(inTurn).slice(0, limit)
        for (const one of forgotten) put({ ...one, dead: true, dueAt: now, reason: pausedReason })
        return forgotten.length
      }),
    deadDeliveries: (workspaceId, filter, page) =>
      Effect.sync(() => {
        const dead = [...tables.deliveries.values()].filter((one) => isMeant(one, workspaceId, filter)).toSorted(
          inTurn
        )
        return pageOf(dead, page).map(({ dueAt, message, reason, target, tries }) => ({
          message,
          target,
          tries,
          reason,
          at: dueAt
        }))
      }),
    replayDeliveries: (workspaceId, filter, now, limit) =>
      Effect.sync(() => {
        const dead = [...tables.deliveries.values()]
          .filter((one) => isMeant(one, workspaceId, filter) && !isErasedAddress(one.target.address)).slice(0, limit)
        for (const delivery of dead) {
          tables.tenants.get(workspaceId)!.troubles.delete(troubleKey(delivery.target))
          put({ ...delivery, dead: false, dueAt: now, since: now, tries: 0 })
        }
        return dead.length
      })
  } satisfies Partial<StoreShape>
}
