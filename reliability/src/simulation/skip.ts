import type { CallingPolicy, EngineOptions, Zone, ZoneSet } from "@campanile/core"
import { mayRing } from "./check-hours.ts"
import type { Cluster } from "./cluster.ts"
import type { World } from "./world.ts"

/** Windows, and the changes of clocks, are at whole five minutes. */
const grain = 300_000

/** When (ms UTC) hours are open next, now included and before a limit; undefined where that is far away. */
const nextOpening = (
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
const nextDue = ({ tables, timeline: { now } }: World): number => {
  let next = Infinity
  const at = (instant: number | null | undefined) => {
    if (instant !== null && instant !== undefined && instant < next) next = instant > now ? instant : now
  }
  for (const { dueAt } of tables.deliveries.values()) at(dueAt)
  for (const tenant of tables.tenants.values()) {
    for (const { deadlineAt } of tenant.live.values()) at(deadlineAt)
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

/**
 * Jump over time in which nodes would only look for work and find none, and renew their leases: up to some time before
 * the next thing can happen. It saves nine tenths of a run, and what is left out changes nothing.
 */
export const skipIdleTime = (world: World, cluster: Cluster, { lease, poll, reconcile }: EngineOptions): void => {
  const { tables, timeline } = world
  const { now } = timeline
  if (!timeline.isIdle || now < world.looksAgainAt) return
  const margin = lease * 0.4
  if (timeline.nextOutside - now < 2 * margin || !cluster.isWell) return
  const next = Math.min(nextDue(world), timeline.nextOutside)
  // What is due and not done waits for something else, such as the rest of a carrier: look at it from time to time.
  const isStuck = next <= now
  world.looksAgainAt = now + 1000
  if (isStuck && now - world.changedAt < 2 * Math.max(poll, reconcile)) return
  const until = isStuck ? Math.min(now + 60_000, timeline.nextOutside) : next
  const by = until - now - margin
  if (by < margin / 2 || until === Infinity) return
  for (const [id, its] of tables.leases) {
    if (its.until >= now) tables.leases.set(id, { ...its, until: its.until + by })
  }
  timeline.skip(by)
  // What was skipped delays what nodes wait for: each of them looks at least once before time is skipped again.
  world.looksAgainAt = timeline.now + Math.max(poll, reconcile)
  world.trace.note(timeline.now, "world", `${Math.round(by / 1000)} s later`)
}
