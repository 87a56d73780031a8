import type {
  Attempt,
  AttemptId,
  CallingPolicy,
  Campaign,
  NodeId,
  NumberId,
  Placed,
  Placement,
  PlaceRequest,
  Turn,
  ZoneSet
} from "@campanile/core"
import type { MemoryTables, MemoryTenant } from "@campanile/core/testing"
import type { Taken } from "./carrier.ts"
import { endOf } from "./carrier.ts"
import { mayRing } from "./check-hours.ts"
import { must } from "./violation.ts"
import type { World } from "./world.ts"

/** What was true of an attempt when it was committed that it may be dialed. */
interface Committed {
  readonly policy: CallingPolicy
  readonly zones: ZoneSet
  readonly campaign: Campaign | null
}

/** Dials of a caller number, counted as tokens of a bucket. */
interface Bucket {
  tokens: number
  at: number
}

const short = (id: string) => id.slice(-6)

/** I1, I3 and I4: what is claimed, what is committed, what leaves, and what the carrier takes. */
export class DialCheck {
  readonly #world: World
  readonly #tables: MemoryTables
  readonly #committed = new Map<AttemptId, Committed>()
  readonly #caps = new Map<AttemptId, MemoryTenant["workspace"]["frequencyCap"]>()
  readonly #sent = new Set<AttemptId>()
  readonly #buckets = new Map<NumberId, Bucket>()
  /** Nodes whose lease ran out, and when (ms UTC) that was noticed last. */
  readonly #lapsed = new Map<NodeId, number>()
  /** Calls that the carrier took after their attempt was given up: nobody can know of them in time. */
  readonly strays = new Set<AttemptId>()

  constructor(world: World) {
    this.#world = world
    this.#tables = world.tables
  }

  /** A lease before it is renewed. */
  renewing(nodeId: NodeId): void {
    const lease = this.#tables.leases.get(nodeId)
    if (lease !== undefined && lease.until < this.#world.timeline.now) {
      this.#lapsed.set(nodeId, this.#world.timeline.now)
    }
  }

  /** A turn has claimed: capacity, maximum and pace. */
  claimed({ nodeId, now, workspaceId }: Turn, placements: ReadonlyArray<Placement>): void {
    if (placements.length === 0) return
    const tenant = this.#tables.tenants.get(workspaceId)!
    const live = [...tenant.attempts.values()].filter(({ state }) => state !== "ended")
    const { capacity, frequencyCap } = tenant.workspace
    // One that stops gives its lease back as of a millisecond ago, while its last claim may be on its way.
    const until = this.#tables.leases.get(nodeId)!.until + 1
    must(until >= now, "I1", () => `a node claims ${now - until} ms after its lease ran out`)
    must(live.length <= capacity, "I3", () => `${live.length} attempts live, the workspace has ${capacity} slots`)
    for (const { attempt } of placements) {
      must(
        attempt.epoch === this.#tables.leases.get(attempt.nodeId)?.epoch,
        "I1",
        () => `attempt ${short(attempt.id)} is claimed in epoch ${attempt.epoch}, which is over for its node`
      )
      this.#caps.set(attempt.id, frequencyCap)
      this.#pace(tenant, attempt.numberId, now)
      const campaign = attempt.campaignId === null ? undefined : tenant.campaigns.get(attempt.campaignId)
      if (campaign === undefined) continue
      const its = live.filter(({ campaignId }) => campaignId === campaign.id).length
      const { concurrencyPercentage, maxConcurrent } = campaign.policy
      const share = concurrencyPercentage === null ? Infinity : Math.max(1, capacity * concurrencyPercentage / 100)
      must(
        its <= Math.min(maxConcurrent ?? Infinity, share),
        "I3",
        () => `${its} attempts of campaign ${short(campaign.id)} live, it may have ${maxConcurrent}, ${share}`
      )
    }
  }

  #pace(tenant: MemoryTenant, id: NumberId, now: number): void {
    const { burst, perSecond } = tenant.numbers.get(id)!.number.pace
    const before = this.#buckets.get(id) ?? { tokens: burst, at: now }
    const at = Math.max(now, before.at)
    const tokens = Math.min(burst, before.tokens + (at - before.at) * perSecond / 1000) - 1
    must(tokens > -0.01, "I3", () => `caller number ${short(id)} dials faster than ${perSecond} a second`)
    this.#buckets.set(id, { tokens, at })
  }

  /** Attempts were committed as being placed: everything but the clock must allow them at this instant. */
  committed(placed: ReadonlyArray<Placed>, now: number): void {
    for (const { id } of placed) {
      const tenant = this.#tables.owners.get(id)!
      const attempt = tenant.attempts.get(id)!
      const call = tenant.calls.get(attempt.callId)!
      const campaign = attempt.campaignId === null ? null : tenant.campaigns.get(attempt.campaignId)!
      const policy = campaign?.policy ?? tenant.apiCalls.get(call.id)!.policy
      const what = `attempt ${short(id)} to ${attempt.phone}`
      must(!this.#committed.has(id), "I1", () => `${what} was committed twice`)
      this.#committed.set(id, { policy, zones: call.zones, campaign })
      if (campaign !== null) {
        must(campaign.status === "ongoing", "I4", () => `${what}: its campaign is ${campaign.status}`)
      }
      must(!tenant.numbers.get(attempt.numberId)!.number.paused, "I4", () => `${what}: its caller number is paused`)
      for (const { expiresAt, pattern, scope } of tenant.suppressions.values()) {
        const covered = pattern.endsWith("*")
          ? attempt.phone.startsWith(pattern.slice(0, -1))
          : attempt.phone === pattern
        const holds = scope.kind === "workspace" ||
          (scope.kind === "campaign" ? scope.campaignId === campaign?.id : scope.subject === policy.subject)
        const lasts = expiresAt === null || now < expiresAt
        must(!(covered && holds && lasts), "I4", () => `${what}: ${pattern} is suppressed`)
      }
      this.#frequency(tenant, attempt, policy.subject, now)
    }
  }

  #frequency(tenant: MemoryTenant, { id, phone }: Attempt, subject: string | null, now: number): void {
    const cap = this.#caps.get(id) ?? null
    if (cap === null) return
    const before = [...tenant.attempts.values()].filter((one) =>
      one.id !== id && one.phone === phone && one.placedAt !== null &&
      (!cap.bySubject || this.#committed.get(one.id)?.policy.subject === subject)
    )
    const recent = before.filter(({ placedAt }) => placedAt! > now - cap.spanSeconds * 1000)
    must(
      recent.length < cap.attempts && before.every(({ placedAt }) => placedAt! <= now - cap.gapSeconds * 1000),
      "I4",
      () => `${phone} is dialed too often: ${before.length} dials before, allowed are ${JSON.stringify(cap)}`
    )
  }

  /** A request leaves a node. */
  sent(request: PlaceRequest): void {
    const { now } = this.#world.timeline
    const { attemptId: id, from, to } = request
    const tenant = this.#tables.owners.get(id)
    const attempt = tenant?.attempts.get(id)
    const what = `the request of attempt ${short(id)} to ${to}`
    must(!this.#sent.has(id), "I1", () => `${what} leaves a second time`)
    this.#sent.add(id)
    if (tenant === undefined || attempt === undefined) return must(false, "I1", () => `${what} is of no attempt`)
    const committed = this.#committed.get(id)
    if (committed === undefined) return must(false, "I1", () => `${what} leaves before it is committed as being placed`)
    must(attempt.state !== "ended", "I1", () => `${what} leaves after its attempt ended: ${attempt.code}`)
    const { campaign, policy, zones } = committed
    must(mayRing(policy, zones, campaign?.timezone ?? null, now), "I4", () => `${what} leaves outside its hours`)
    must(
      campaign === null || (campaign.startsAt! <= now && now < campaign.endsAt!),
      "I4",
      () => `${what} leaves before the start or after the end of its campaign`
    )
    const own = tenant.numbers.get(attempt.numberId)!.number.phone
    must(own === from && attempt.phone === to, "I8", () => `${what} is not what the attempt says: from ${from}`)
    must(
      request.text === `Hello ${tenant.workspace.id}`,
      "I8",
      () => `${what} says what another workspace wrote: ${request.text}`
    )
  }

  /** The carrier takes a request: no other call to that person lives, of which the engine knows. */
  taken(taken: Taken, record: ReadonlyArray<Taken>): void {
    const { attemptId: id, to } = taken.request
    const tenant = this.#tables.owners.get(id)!
    const attempt = tenant.attempts.get(id)!
    if (attempt.state === "ended") {
      must(
        attempt.disposition === "unknown",
        "I1",
        () => `attempt ${short(id)} to ${to} is taken by the carrier, and has ended as ${attempt.code}`
      )
      this.strays.add(id)
      return
    }
    for (const other of record) {
      if (other === taken || other.request.to !== to || endOf(other) <= taken.at) continue
      if (this.#tables.owners.get(other.request.attemptId) !== tenant || this.strays.has(other.request.attemptId)) {
        continue
      }
      if (this.#cameAfterTheQuestion(tenant, other)) continue
      must(false, "I1", () => `${to} is rung by attempt ${short(id)} while ${short(other.request.attemptId)} lives`)
    }
  }

  /** The carrier took it after it was asked for it, and before the answer, that it does not know it, was written down. */
  #cameAfterTheQuestion(tenant: MemoryTenant, { at, request: { attemptId } }: Taken): boolean {
    const attempt = tenant.attempts.get(attemptId)
    if (attempt?.code !== "not_known_to_carrier" || attempt.endedAt === null || at < attempt.endedAt) return false
    this.strays.add(attemptId)
    return true
  }

  /** One live attempt to a phone, and of a call. */
  look(tenant: MemoryTenant): void {
    const phones = new Set<string>()
    const calls = new Set<string>()
    for (const { callId, id, phone, state } of tenant.attempts.values()) {
      if (state === "ended") continue
      must(!phones.has(phone), "I1", () => `two attempts to ${phone} live`)
      must(!calls.has(callId), "I1", () => `two attempts of call ${short(callId)} live`)
      must(tenant.live.has(id), "I3", () => `attempt ${short(id)} lives and is no slot in use`)
      phones.add(phone)
      calls.add(callId)
    }
    must(
      phones.size === tenant.live.size,
      "I3",
      () => `${tenant.live.size} slots are in use by ${phones.size} attempts`
    )
  }

  /** An attempt just ended: as the carrier says, or for a reason that excuses not knowing. */
  ended(attempt: Attempt, taken: Taken | undefined, refused: boolean): void {
    const { now } = this.#world.timeline
    const { claimedAt, code, deadlineAt, disposition, endedAt, id, nodeId, talkSeconds } = attempt
    if (code.startsWith("gate:")) {
      return must(taken === undefined, "I1", () => `attempt ${short(id)} was taken back, and the carrier has it`)
    }
    if (disposition === "unknown") {
      const lease = this.#tables.leases.get(nodeId)
      const orphaned = lease === undefined || lease.until < now || (this.#lapsed.get(nodeId) ?? 0) >= claimedAt
      must(
        orphaned || (this.#sent.has(id) && !refused),
        "I2",
        () => `attempt ${short(id)} is given up (${code}), and its node knows that no request of it was taken`
      )
      return must(
        now >= deadlineAt || orphaned,
        "I6",
        () => `attempt ${short(id)} is given up (${code}) while its node answers for it`
      )
    }
    if (taken === undefined) {
      return must(refused, "I6", () => `attempt ${short(id)} ended as ${disposition}, and the carrier never had it`)
    }
    const end = taken.events.at(-1)!
    must(
      end.disposition === disposition && end.talkSeconds === talkSeconds && end.at === endedAt,
      "I6",
      () =>
        `attempt ${short(id)} ended as ${disposition} after ${talkSeconds} s, the carrier says ${JSON.stringify(end)}`
    )
  }
}
