import type { CallingPolicy, EngineOptions, NodeId, Zone, ZoneSet } from "@campanile/core"
import { mayRing } from "./check-hours.ts"
import type { Cluster } from "./cluster.ts"
import type { World } from "./world.ts"

/** Windows, and the changes of clocks, are at whole five minutes. */
const grain = 300_000

/** The next opening as it was found before, by policy and zones: it holds until it has passed. */
const found = new WeakMap<CallingPolicy, Map<string, { readonly from: number; readonly at: number | undefined }>>()

/** When (ms UTC) hours are open next, now included and before a limit; undefined where that is far away. */
const nextOpening = (
  policy: CallingPolicy,
  zones: ZoneSet,
  campaign: Zone | null,
  now: number,
  limit: number
): number | undefined => {
  const places = found.get(policy) ?? new Map<string, { readonly from: number; readonly at: number | undefined }>()
  found.set(policy, places)
  const place = `${zones} ${campaign} ${limit}`
  const before = places.get(place)
  if (before !== undefined && before.from <= now && (before.at === undefined || now < before.at)) return before.at
  const at = lookForOpening(policy, zones, campaign, now, limit)
  places.set(place, { from: now, at })
  return at
}

const lookForOpening = (
  policy: CallingPolicy,
  zones: ZoneSet,
  campaign: Zone | null,
  now: number,
  limit: number
): number | undefined => {
  for (let at = now, looks = 0; at < limit && looks < 600; looks++) {
    if (mayRing(policy, zones, campaign, at)) return at
    at = (Math.floor(at / grain) + 1) * grain
  }
  return undefined
}

/** The first instant (ms UTC) after now at which something becomes due by what the store keeps. */
const nextDue = ({ tables, timeline: { now } }: World, awake: ReadonlySet<NodeId>): number => {
  let next = Infinity
  const at = (instant: number | null | undefined) => {
    if (instant !== null && instant !== undefined && instant < next) next = instant > now ? instant : now
  }
  for (const { dueAt } of tables.deliveries.values()) at(dueAt)
  for (const tenant of tables.tenants.values()) {
    for (const { deadlineAt, nodeId } of tenant.live.values()) {
      at(deadlineAt)
      if (!awake.has(nodeId)) at(tables.leases.get(nodeId)?.until)
    }
    for (const { endsAt, startsAt, status } of tenant.campaigns.values()) {
      if (status === "scheduled" || status === "paused") at(startsAt! > now ? startsAt : undefined)
      if (status === "scheduled" || status === "paused" || status === "ongoing") at(endsAt)
    }
    for (const [source, calls] of tenant.open) {
      const campaign = source === "api" ? null : tenant.campaigns.get(source)!
      for (const { dueAt, id, status, zones } of calls.values()) {
        if (status === "ongoing") continue
        if (dueAt > now) at(dueAt)
        else if (campaign === null) at(nextOpening(tenant.apiCalls.get(id)!.policy, zones, null, now, Infinity))
        else if (campaign.status === "ongoing") {
          at(nextOpening(campaign.policy, zones, campaign.timezone, now, campaign.endsAt!))
        }
      }
    }
  }
  return next
}

/** Time (ms) in which all leases are renewed after a skip. */
const renewing = 1000

/** How often all nodes look soon after something became due, and not one of them alone. */
const together = 0.5

/** How often all look for work once more right before something becomes due. */
const looksBefore = 0.2

/** Time (ms) that is worth being skipped: less costs more than it saves. */
const worthIt = 20_000

/**
 * Jump over time in which nodes would only look for work and find none, and renew their leases: up to the next
 * thing that can happen, or shortly before it. It saves nine tenths of a run, and what is left out changes nothing.
 */
export const skipIdleTime = (world: World, cluster: Cluster, { lease, poll, reconcile }: EngineOptions): void => {
  const { chance, tables, timeline } = world
  const { now } = timeline
  if (!timeline.isIdle || timeline.next < world.looksAgainAt) return
  // Within this time all loops look once more, for they do after a twentieth of their pauses.
  const margin = Math.max(lease / 3, poll, reconcile) / 20 + 1000
  if (timeline.nextOutside - now < worthIt + margin) return
  const awake = cluster.awake
  const nextDueAt = nextDue(world, awake)
  const next = Math.min(nextDueAt, timeline.nextOutside)
  // What is due and not done waits for something else, such as the rest of a carrier: look at it from time to time.
  const isStuck = next <= now
  world.looksAgainAt = now + 1000
  if (isStuck && now - world.changedAt < 2 * margin) return
  const patience = Math.max(60_000, Math.min(1_800_000, now - world.changedAt))
  const until = isStuck ? Math.min(now + patience, timeline.nextOutside) : next
  if (until === Infinity || until - now - margin < worthIt) return
  // What becomes due is mostly looked for after it has: who looks before must only not do it too early. What happens
  // outside is of no work that waits, so nobody looks for any because of it; but leases are renewed before.
  const isOutside = !isStuck && until < nextDueAt
  const before = isOutside ? renewing : until === timeline.nextOutside || chance.is(looksBefore) ? margin : 0
  const by = until - now - before
  for (const [id, its] of tables.leases) {
    if (awake.has(id) && its.until >= now) tables.leases.set(id, { ...its, until: its.until + by })
  }
  // Mostly all nodes find what is due at about the same time, and else one of them first.
  const first = isOutside || chance.is(together) ? undefined : chance.below(cluster.nodes.length)
  timeline.skip(by, Math.ceil(lease / 3), (life) => !isOutside && (first === undefined || life?.node === first))
  world.looksAgainAt = timeline.now + margin
  world.trace.note(timeline.now, "world", `${Math.round(by / 1000)} s later`)
}
