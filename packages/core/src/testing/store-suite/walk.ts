import { Effect } from "effect"
import { type Attempt, hasEnded } from "../../domain/attempt.ts"
import { type Call, isFinal, isWaiting } from "../../domain/call.ts"
import { slotLimit } from "../../domain/calling-policy.ts"
import { type Campaign, isOver } from "../../domain/campaign.ts"
import { emptyBalance, grant, post } from "../../domain/credit.ts"
import type { Disposition } from "../../domain/disposition.ts"
import type { AttemptId, NodeId } from "../../domain/id.ts"
import { type Check, holds, same } from "../check.ts"
import { credits, days, phone, policy, seconds, start, told } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import type { World } from "./world.ts"

/** Numbers in [0, 1) that look like chance and are the same for the same seed (mulberry32). */
const chance = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const dispositions: ReadonlyArray<Disposition> = [
  "answered",
  "voicemail",
  "busy",
  "no_answer",
  "carrier_error",
  "unknown"
]

const sum = (numbers: ReadonlyArray<number>) => numbers.reduce((all, n) => all + n, 0)

const count = <A>(things: ReadonlyArray<A>) => {
  const counts = new Map<A, number>()
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1)
  return counts
}

/**
 * What must hold after every step: I1, I2, I3 and I5 of the design, by number. To ask for the attempts of every call costs
 * most of a walk; those that no turn has had yet, and that are as they were made, may be left out.
 */
const check = (
  world: World,
  campaigns: ReadonlyArray<Campaign>,
  after: string,
  mayHaveAttempts: (call: Call) => boolean = () => true
): Check =>
  Effect.gen(function*() {
    const { store, workspaceId } = world
    const calls = yield* world.calls()
    const attempts = yield* world.attempts(calls.filter(mayHaveAttempts))
    const ledger = yield* store.ledger(workspaceId)
    const balance = yield* world.balance
    const live = attempts.filter((attempt) => !hasEnded(attempt))

    yield* holds(`${after}: live attempts within the capacity`, live.length <= world.workspace.capacity, live.length)
    for (const [what, key] of [["phone", "phone"], ["call", "callId"]] as const) {
      const most = Math.max(0, ...count(live.map((attempt) => attempt[key])).values())
      yield* holds(`${after}: at most one live attempt per ${what}`, most <= 1, most)
    }
    const ongoing = calls.filter(({ status }) => status === "ongoing").map(({ id }) => id).toSorted()
    yield* same(
      `${after}: the calls that are ongoing are those with a live attempt`,
      ongoing,
      live.map(({ callId }) => callId).toSorted()
    )

    yield* same(`${after}: the balance is the sum of the ledger`, balance, post(emptyBalance, ledger))
    yield* holds(`${after}: no credits below zero`, balance.available >= 0 && balance.held >= 0, balance)
    yield* same(`${after}: what is held is held for live attempts`, balance.held, sum(live.map(({ held }) => held)))
    yield* same(`${after}: what is spent was spent by attempts`, balance.spent, sum(attempts.map(({ spent }) => spent)))
    for (const attempt of attempts) {
      const lines = ledger.filter(({ attemptId }) => attemptId === attempt.id)
      const closed = sum(lines.filter(({ kind }) => kind === "settle" || kind === "void").map(({ amount }) => amount))
      yield* same(
        `${after}: a hold is closed once, when its attempt ends`,
        closed,
        hasEnded(attempt) ? attempt.held : 0
      )
    }

    for (const { id } of campaigns) {
      const campaign = yield* store.campaign(workspaceId, id)
      const progress = yield* store.progress(workspaceId, id)
      const its = calls.filter(({ campaignId }) => campaignId === id)
      const limit = slotLimit(campaign.policy, world.workspace.capacity)
      yield* holds(`${after}: a campaign within its slots`, progress.live <= limit, { live: progress.live, limit })
      yield* same(`${after}: the counts add up to the list`, sum(Object.values(progress.byStatus)), 6)
      yield* same(`${after}: each contact has one call`, new Set(its.map(({ contact }) => contact)).size, 6)
      if (!isOver(campaign.status)) continue
      const waiting = its.filter(({ status }) => isWaiting(status))
      yield* same(`${after}: nothing waits for a campaign that is over`, waiting, [])
    }
  })

/** One way through the steps of a store, as chance has it. The same seed takes the same way. */
const walk = (seed: number): StoreTest =>
  promise(`any order of steps, as seed ${seed} has it`, { capacity: 4, credits: credits(3) }, function*(world) {
    const { store, workspaceId } = world
    const next = chance(seed)
    const below = (n: number) => Math.floor(next() * n)
    const some = <A>(things: ReadonlyArray<A>) => things.filter(() => next() < 0.6)

    const subject = "dues"
    const calling = {
      ...policy,
      retry: { attempts: 2, delays: { busy: 30, carrier_error: 10 } },
      maxConcurrent: 3,
      subject,
      resumeAfterGrant: true
    }
    const campaigns = [
      yield* world.campaign([1, 2, 3, 4, 5, 6].map((n) => ({ phone: phone(n) })), { policy: calling }),
      yield* world.campaign([4, 5, 6, 7, 8, 9].map((n) => ({ phone: phone(n) })), { policy: { ...calling, weight: 2 } })
    ]
    const epochs = new Map<NodeId, number>()
    const nodes = [world.id<NodeId>(), world.id<NodeId>()]
    const dialed = new Map<AttemptId, number>()
    let now = start
    let taken: ReadonlyArray<Attempt> = []

    const steps: Record<string, () => Effect.Effect<unknown, Error>> = {
      "a turn": () => {
        const nodeId = nodes[below(2)]!
        const turn = { nodeId, epoch: epochs.get(nodeId) ?? 1, now, limit: 1 + below(4) }
        return Effect.map(world.claim(turn), ({ placements }) => {
          taken = [...taken, ...placements.map(({ attempt }) => attempt)]
        })
      },
      "a placement": () => {
        const nodeId = nodes[below(2)]!
        const ids = some(taken).map(({ id }) => id)
        return Effect.map(store.place(nodeId, epochs.get(nodeId) ?? 1, ids, now), (placed) => {
          for (const { id } of placed) dialed.set(id, (dialed.get(id) ?? 0) + 1)
        })
      },
      "a release": () =>
        world.release(some(taken).filter(({ id }) => !dialed.has(id) || next() < 0.2), now, now + seconds(below(20))),
      "events": () =>
        world.record(
          some(taken).filter(({ id }) => dialed.has(id)).flatMap(({ id }) => {
            const ended = told(id, "ended", { disposition: dispositions[below(6)]!, talkSeconds: below(90), at: now })
            const events = [told(id, "queued"), told(id, "ringing"), told(id, "answered"), ended]
            return some([...events, ...events]).toSorted(() => next() - 0.5)
          }),
          now
        ),
      "a lease": () => {
        const nodeId = nodes[below(2)]!
        return Effect.map(store.renewLease(nodeId, now + seconds(30)), (epoch) => epochs.set(nodeId, epoch))
      },
      "orphans": () => store.orphans(now, 10),
      "an advance": () => store.advanceCampaigns(world.block(now), now),
      "a pause": () =>
        Effect.ignore(world.command(campaigns[below(2)]!.id, { _tag: "Pause", cause: "requested" }, now)),
      "a resume": () => Effect.ignore(world.command(campaigns[below(2)]!.id, { _tag: "Resume" }, now)),
      "a call": () => world.apiCall({ phone: phone(1 + below(9)), at: now }),
      "a grant": () => store.grant(grant(workspaceId, credits(1 + below(3)), "", now), world.block(now)),
      "a refund": () =>
        Effect.forEach(
          some(taken),
          ({ id }) => Effect.ignore(store.refund(workspaceId, id, 1 + below(credits(1)), "", now))
        ),
      "a suppression": () =>
        world.suppress(phone(1 + below(9)), {
          scope: { kind: "subject", subject },
          expiresAt: now + seconds(below(90))
        }, now),
      "an edit": () => {
        const budget = next() < 0.5 ? null : credits(below(4))
        const change = { policy: { ...calling, budget, minConcurrent: below(3), weight: 1 + below(3) } }
        return Effect.ignore(world.command(campaigns[below(2)]!.id, { _tag: "Edit", change }, now))
      },
      "a stop": () =>
        next() < 0.2 ? Effect.ignore(world.command(campaigns[below(2)]!.id, { _tag: "Stop" }, now)) : Effect.void
    }
    const often = ["a turn", "a turn", "a placement", "events", "events", "a lease", "a resume"]
    const names = [...Object.keys(steps), ...often]

    for (let n = 0; n < 120; n++) {
      const name = names[below(names.length)]!
      yield* steps[name]!()
      const had = new Set(taken.map(({ callId }) => callId))
      yield* check(world, campaigns, `step ${n}, ${name}`, ({ id, status }) => had.has(id) || status !== "registered")
      now += seconds(below(15))
    }

    const end = start + days(1)
    yield* store.advanceCampaigns(world.block(end), end)
    yield* store.orphans(end, 1000)
    const orphans = yield* store.orphans(end, 1000)
    yield* world.end(orphans, "unknown", end)
    yield* check(world, campaigns, "after the end")
    const open = (yield* world.calls()).filter(({ campaignId, status }) => campaignId !== null && !isFinal(status))
    yield* same("calls of campaigns that are not closed after the end", open, [])
    yield* same("attempts that were dialed twice", [...dialed.values()].filter((n) => n > 1), [])
    const { live } = yield* store.progress(workspaceId, campaigns[0]!.id)
    yield* same("attempts that live after the end", live, 0)
  })

/** The invariants, on ways that nobody thought of. */
export const walks: ReadonlyArray<StoreTest> = [1, 2, 3, 4, 5, 6, 7, 8].map(walk)
