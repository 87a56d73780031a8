import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { admit } from "../../src/domain/admit.ts"
import { after, type Health, healthy } from "../../src/domain/breaker.ts"
import type { CallStatus } from "../../src/domain/call.ts"
import type { Campaign } from "../../src/domain/campaign.ts"
import { explain, type Facts } from "../../src/domain/explain.ts"
import { Gate, turnAway } from "../../src/domain/gate.ts"
import { mayDial } from "../../src/domain/idle.ts"
import { judge } from "../../src/domain/judge.ts"
import type { Suppression } from "../../src/domain/suppression.ts"
import { everyDay } from "../../src/domain/window.ts"
import {
  attempt,
  block,
  call,
  campaign,
  day,
  hour,
  id,
  minute,
  now,
  number,
  phone,
  policy,
  workspace
} from "./given.ts"
import { byId, candidate, resting, slow, turn } from "./turn-given.ts"

const { block: _block, candidates: _candidates, epoch: _epoch, nodeId: _nodeId, ...rest } = turn

/** A call against which nothing stands. */
const clear: Facts = { ...rest, candidate: candidate(1), campaign, live: 0, campaignLive: 0 }

const suppression: Suppression = {
  workspaceId: workspace.id,
  pattern: phone(1),
  scope: { kind: "workspace" },
  source: "register",
  reason: "opted out",
  expiresAt: null,
  createdAt: now
}

const cap = { attempts: 1, spanSeconds: 3600, gapSeconds: 0, bySubject: false }
const broken = Array.from({ length: 10 }).reduce<Health>((health) => after(health, true, now), healthy)

const own = (facts: Facts, fields: Partial<typeof policy>): Facts => ({
  ...facts,
  candidate: { ...facts.candidate, policy: { ...facts.candidate.policy, ...fields } },
  campaign: facts.campaign && { ...facts.campaign, policy: { ...facts.campaign.policy, ...fields } }
})

/** What stands against a call at each gate, in the order of the issue, and what is said of it. */
const obstacles: ReadonlyArray<{
  readonly gate: Gate
  readonly put: (facts: Facts) => Facts
  readonly reason: string
  readonly until?: number
}> = [
  {
    gate: "campaign",
    put: (facts) => ({ ...facts, campaign: { ...campaign, status: "paused", cause: "out_of_credits" } }),
    reason: "the campaign is paused: out_of_credits"
  },
  {
    gate: "due",
    put: (facts) => ({
      ...facts,
      candidate: { ...facts.candidate, call: { ...facts.candidate.call, dueAt: now + 5 } }
    }),
    reason: "it is due later: waiting",
    until: now + 5
  },
  {
    gate: "hours",
    put: (facts) => own(facts, { window: everyDay("10:00", "11:00") }),
    reason: "the window is closed in UTC",
    until: now + hour
  },
  {
    gate: "suppression",
    put: (facts) => ({ ...facts, suppressions: [suppression] }),
    reason: `${phone(1)} is suppressed for the workspace: opted out`
  },
  {
    gate: "frequency",
    put: (facts) => ({
      ...facts,
      workspace: { ...facts.workspace, frequencyCap: cap },
      dials: new Map([[phone(1), [{ at: now - minute, subject: null }]]])
    }),
    reason: `${phone(1)} has had 1 dial; allowed are 1 in 3600 s, 0 s apart`,
    until: now + 59 * minute
  },
  {
    gate: "live_call",
    put: (facts) => ({ ...facts, livePhones: new Set([phone(1)]) }),
    reason: `another attempt to ${phone(1)} is in progress`
  },
  {
    gate: "tariff",
    put: (facts) => ({
      ...facts,
      workspace: { ...facts.workspace, prices: [{ ...workspace.prices[0], prefix: "+44" }] }
    }),
    reason: `no tariff is in force for ${phone(1)}`,
    until: campaign.endsAt!
  },
  {
    gate: "budget",
    put: (facts) => own(facts, { budget: 5 }),
    reason: "the campaign's budget pays for no other attempt"
  },
  {
    gate: "credit",
    put: (facts) => ({ ...facts, balance: { granted: 9, available: 5, held: 4, spent: 0 } }),
    reason: "the credits pay for no other attempt until one in progress ends"
  },
  {
    gate: "slot",
    put: (facts) => ({ ...facts, live: 10 }),
    reason: "all 10 slots of the workspace are in use"
  },
  {
    gate: "pace",
    put: (facts) => ({ ...facts, carrier: { ...facts.carrier, health: broken } }),
    reason: "too many calls through simulated failed: it rests, and is then tried with one call",
    until: now + minute
  }
]

describe("why a call is not dialed", () => {
  it("is said by the first gate that stands against it, in their order", () => {
    for (const [first, { gate, reason, until = null }] of obstacles.entries()) {
      const facts = obstacles.slice(first).reduce((facts, { put }) => put(facts), clear)
      const said = explain(facts)
      expect(said, gate).toEqual({ dialable: false, gate, reason, until })
    }
    expect(explain(clear)).toMatchObject({ dialable: true, gate: null })
  })

  it("is said by each gate alone", () => {
    for (const { gate, put } of obstacles) expect(explain(put(clear)).gate).toBe(gate)
  })

  it("has all gates but the hook's, whose answer nobody knows before it is asked", () => {
    expect([...obstacles.map(({ gate }) => gate), "hook"]).toEqual([...Gate.literals])
  })

  it("is the cap or the missing price, where that is why it is due later", () => {
    const dueAt = now + 59 * minute
    const often = {
      ...clear,
      candidate: candidate(1, { dueAt }),
      dials: new Map([[phone(1), [{ at: now - minute, subject: null }]]])
    }
    const capped = { ...often, workspace: { ...workspace, frequencyCap: cap } }
    expect(explain(capped)).toMatchObject({ gate: "frequency", until: dueAt })
    expect(explain({ ...capped, candidate: candidate(1, { dueAt: dueAt + 1 }) })).toMatchObject({ gate: "due" })
    expect(explain(often)).toMatchObject({ gate: "due", until: dueAt })
    const planned = { ...workspace, prices: [{ ...workspace.prices[0], from: dueAt }] as const }
    expect(explain({ ...often, workspace: planned })).toMatchObject({ gate: "tariff", until: dueAt })
  })

  it("names the state of the campaign", () => {
    const say = (fields: Partial<Campaign>) => explain({ ...clear, campaign: { ...campaign, ...fields } })
    expect(say({ status: "scheduled", startsAt: now + 1 })).toMatchObject({
      reason: "the campaign has not begun",
      until: now + 1
    })
    expect(say({ status: "draft", startsAt: null }).reason).toBe("the campaign is draft")
    expect(say({ endsAt: now }).reason).toBe("the campaign's end has passed")
    expect(say({ status: "failed", cause: "carrier_refused" }).reason).toBe("the campaign is failed: carrier_refused")
  })

  it("is that it is in progress or closed, where it is", () => {
    const statuses: ReadonlyArray<CallStatus> = ["ongoing", "completed", "failed", "error", "canceled"]
    for (const status of statuses) {
      const closed = { ...clear, candidate: candidate(1, { status }) }
      expect(explain(closed)).toEqual({
        dialable: false,
        gate: null,
        reason: `the call is ${status}: waiting`,
        until: null
      })
    }
  })

  it("names the slots of the campaign, and the pace of numbers", () => {
    const bounded = own({ ...clear, campaignLive: 2 }, { maxConcurrent: 2 })
    expect(explain(bounded)).toMatchObject({ gate: "slot", reason: "the campaign uses all 2 slots that it may" })
    const paced = { ...clear, numbers: byId(resting(number, { arrival: now + minute })) }
    expect(explain(paced)).toMatchObject({ gate: "pace", until: now + minute - 999 })
    const paused = { ...clear, numbers: byId(resting({ ...number, paused: true })) }
    expect(explain(paused)).toMatchObject({ gate: "pace", until: null })
  })
})

const facts = fc.record({
  status: fc.constantFrom<Campaign["status"]>("ongoing", "ongoing", "ongoing", "paused", "scheduled", "completed"),
  startsAt: fc.constantFrom(now - day, now, now + 1),
  endsAt: fc.constantFrom(now, now + day),
  window: fc.constantFrom(policy.window, policy.window, everyDay("10:00", "11:00")),
  dueAt: fc.constantFrom(now - 1, now, now + 1),
  suppressed: fc.constantFrom<ReadonlyArray<Suppression>>([], [], [{ ...suppression, expiresAt: now }], [suppression]),
  frequencyCap: fc.constantFrom(null, cap, { ...cap, bySubject: true }),
  subject: fc.constantFrom(null, "parcels"),
  dials: fc.array(
    fc.record({ at: fc.constantFrom(now - minute, now - day), subject: fc.constantFrom(null, "parcels") }),
    { maxLength: 2 }
  ),
  livePhones: fc.constantFrom(new Set<typeof call.phone>(), new Set<typeof call.phone>(), new Set([phone(1)])),
  prefix: fc.constantFrom("", "+1", "+44"),
  live: fc.constantFrom(0, 9, 10),
  campaignLive: fc.constantFrom(0, 2),
  maxConcurrent: fc.constantFrom(null, 2),
  available: fc.constantFrom(0, 999_999, 1_000_000, 100_000_000),
  budget: fc.constantFrom(null, 1_500_000),
  spent: fc.constantFrom(0, 1_000_000),
  carrierHealth: fc.constantFrom(healthy, healthy, broken, { ...broken, openUntil: now }),
  carrierArrival: fc.constantFrom(0, now + 5000),
  carrierLive: fc.nat({ max: 1 }),
  numbers: fc.subarray([number.id, slow.id], { minLength: 1 }),
  arrival: fc.constantFrom(0, now + 5000),
  paused: fc.boolean(),
  api: fc.boolean()
}).map((given): Facts => {
  const { api, available, budget, campaignLive, live, livePhones, maxConcurrent, spent, subject, window } = given
  const own = { ...policy, window, maxConcurrent, budget, subject }
  return {
    workspace: {
      ...workspace,
      frequencyCap: given.frequencyCap,
      prices: [{ ...workspace.prices[0], prefix: given.prefix }]
    },
    balance: { granted: available, available, held: 0, spent: 0 },
    candidate: {
      ...candidate(1, { dueAt: given.dueAt, campaignId: api ? null : campaign.id }),
      policy: own,
      timezone: api ? null : campaign.timezone,
      endsAt: api ? null : given.endsAt,
      numbers: given.numbers
    },
    campaign: api
      ? null
      : { ...campaign, status: given.status, startsAt: given.startsAt, endsAt: given.endsAt, policy: own },
    numbers: byId(
      resting({ ...number, paused: given.paused }),
      resting(slow, { arrival: given.arrival })
    ),
    carrier: {
      name: "simulated",
      pace: { perSecond: 1, burst: 1 },
      arrival: given.carrierArrival,
      health: given.carrierHealth,
      live: given.carrierLive
    },
    livePhones,
    suppressions: given.suppressed,
    dials: new Map([[phone(1), given.dials]]),
    spending: new Map([[campaign.id, { held: 0, spent }]]),
    live,
    campaignLive: api ? 0 : campaignLive,
    now
  }
})

describe("what is said of a call", () => {
  it("is what a turn does with it, whatever the facts", () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(facts, (facts) => {
        const said = explain(facts)
        seen.add(said.gate ?? "dialed")
        const { campaign: own, campaignLive, candidate, live } = facts
        const looks = candidate.call.dueAt <= now && (own === null || mayDial(own, now)) &&
          live < workspace.capacity && (own?.policy.maxConcurrent ?? Infinity) > campaignLive
        const { attempts, decisions } = admit({
          ...facts,
          candidates: [candidate],
          nodeId: attempt.nodeId,
          epoch: 1,
          block
        })
        expect(said.dialable).toBe(looks && attempts.length === 1)
        if (said.dialable || said.gate === "campaign" || candidate.call.dueAt > now) return
        const [decision] = decisions
        const { gate, verdict } = judge(candidate, facts)
        if (verdict._tag === "Pass") expect(decision).toBeUndefined()
        else expect(said.gate).toBe(gate)
        if (decision !== undefined) {
          expect([said.gate, said.reason, said.until]).toEqual([decision.gate, decision.reason, decision.until])
        }
      }),
      { numRuns: 5000 }
    )
    const expected = Gate.literals.filter((gate) => gate !== "hook")
    expect([...seen].toSorted()).toEqual([...expected, "dialed"].toSorted())
  })
})

describe("a gate that turns a call away", () => {
  it("puts it off or closes it, and keeps rule, data and instant", () => {
    const put = turnAway(
      call,
      "frequency",
      { _tag: "Defer", until: now + 5, reason: "too often", version: "1/60s" },
      now
    )
    expect(put.call).toEqual({ ...call, dueAt: now + 5, updatedAt: now })
    expect(put.decision).toEqual({
      workspaceId: workspace.id,
      callId: call.id,
      at: now,
      gate: "frequency",
      verdict: "defer",
      until: now + 5,
      reason: "too often",
      version: "1/60s"
    })
  })

  it("closes it with the reason that is its own", () => {
    const closed = Gate.literals.map((gate) => {
      const { call: after } = turnAway({ ...call, id: id(6) }, gate, { _tag: "Skip", reason: "", version: "" }, now)
      return `${gate}: ${after.status} ${after.subStatus}`
    })
    expect(closed).toContain("hours: failed window_never_opens")
    expect(closed).toContain("suppression: canceled suppressed")
    expect(closed).toContain("tariff: failed no_tariff")
    expect(closed).toContain("hook: canceled skipped")
  })
})
