import { Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Campaign, CampaignChange, CampaignCommand } from "../../src/domain/campaign.ts"
import { transition } from "../../src/domain/transition.ts"
import { campaign, day, now, number } from "./given.ts"

const draft = {
  ...campaign,
  status: "draft",
  startsAt: null,
  endsAt: null,
  callbackUrl: "https://example.com"
} as const

const given = (before: Campaign, command: CampaignCommand, at = now) =>
  Result.getOrThrow(transition(before, command, at))

const instant = fc.integer({ min: now - 3, max: now + 12 })

const command: fc.Arbitrary<CampaignCommand> = fc.oneof(
  { arbitrary: fc.constant({ _tag: "Edit", change: { name: "Other" } } as const), weight: 4 },
  {
    arbitrary: fc.constant({ _tag: "Edit", change: { policy: { budget: 9, resumeAfterGrant: true } } } as const),
    weight: 2
  },
  {
    arbitrary: fc.record({
      _tag: fc.constant("Schedule" as const),
      change: fc.constantFrom({}, { name: "Other" }),
      numbers: fc.constant([number.id]),
      startsAt: instant,
      endsAt: fc.constantFrom(now + 10, now + day)
    }),
    weight: 4
  },
  {
    arbitrary: fc.record({
      _tag: fc.constant("Pause" as const),
      cause: fc.constantFrom("requested" as const, "over_budget" as const)
    }),
    weight: 4
  },
  { arbitrary: fc.constant({ _tag: "Resume" } as const), weight: 4 },
  { arbitrary: fc.record({ _tag: fc.constant("Advance" as const), exhausted: fc.boolean() }), weight: 2 },
  fc.constant({ _tag: "Stop" } as const),
  fc.constant({ _tag: "Fail", cause: "carrier_refused" } as const)
)

/** The numbers in what is told of a campaign, in the order in which it happened; commands that are illegal tell nothing. */
const sequences = (before: Campaign, commands: ReadonlyArray<readonly [at: number, command: CampaignCommand]>) => {
  let current = before
  return commands.flatMap(([at, one]) => {
    const made = transition(current, one, at)
    if (Result.isFailure(made)) return []
    current = made.success.campaign
    return made.success.drafts.map(({ payload }) => Number(payload["sequence"]))
  })
}

describe("what is told of a campaign has a number", () => {
  const pause = { _tag: "Pause", cause: "requested" } as const

  it("that grows with each event, whatever instants the commands bring", () => {
    const budget = { ...draft, policy: { ...draft.policy, budget: 5 } }
    let longest = 0
    fc.assert(
      fc.property(fc.array(fc.tuple(instant, command), { minLength: 1, maxLength: 40, size: "max" }), (commands) => {
        const told = sequences(budget, commands)
        longest = Math.max(longest, told.length)
        expect(told.filter((n, index) => index > 0 && n <= told[index - 1]!)).toEqual([])
      })
    )
    expect(longest).toBeGreaterThan(9)
  })

  it("that is higher of a command that had waited, and of two within a millisecond", () => {
    const [paused, resumed, again] = sequences(campaign, [[2000, pause], [1500, { _tag: "Resume" }], [1500, pause]])
    expect(resumed).toBeGreaterThan(paused!)
    expect(again).toBeGreaterThan(resumed!)
  })

  it("that follows the clock, so that a database of yesterday goes on above what it had told until today", () => {
    const [yesterday] = sequences(campaign, [[now, pause]])
    const [today] = sequences(campaign, [[now + 1, pause]])
    expect(today).toBeGreaterThan(yesterday!)
  })
})

describe("a transition", () => {
  it("of a draft that is started makes calls, and tells of each event in its state", () => {
    const schedule = { _tag: "Schedule", numbers: [number.id], startsAt: now, endsAt: now + day } as const
    const { campaign, closing, drafts, makesCalls } = given(draft, schedule)
    expect(campaign.status).toBe("ongoing")
    expect(makesCalls).toBe(true)
    expect(closing).toBeUndefined()
    expect(drafts.map(({ payload, type }) => [type, payload["status"]])).toEqual([
      ["campaign.scheduled", "scheduled"],
      ["campaign.started", "ongoing"]
    ])
  })

  it("that ends a campaign closes the calls that wait", () => {
    expect(given(campaign, { _tag: "Stop" })).toMatchObject({ makesCalls: false, closing: { subStatus: "terminated" } })
    const ended = given(campaign, { _tag: "Advance", exhausted: false }, now + day)
    expect(ended.closing).toEqual({ status: "canceled", subStatus: "campaign_ended" })
  })

  it("that ends nothing closes nothing", () => {
    expect(given(campaign, { _tag: "Pause", cause: "requested" }).closing).toBeUndefined()
  })

  it("of a campaign that stays as it is changes, tells and closes nothing", () => {
    const over = { ...campaign, status: "completed" } as const
    for (const before of [campaign, over]) {
      expect(given(before, { _tag: "Advance", exhausted: false })).toEqual({
        campaign: before,
        drafts: [],
        makesCalls: false,
        closing: undefined,
        rules: new Set()
      })
    }
  })

  it("that edits a rule names the gates that follow it, but of a draft, which has no calls", () => {
    const edit = (
      change: CampaignChange,
      before: Campaign = campaign
    ) => [...given(before, { _tag: "Edit", change }).rules]
    const retry = { attempts: 2, delays: { busy: 60 } }
    expect(edit({ policy: { retry } })).toEqual(["due", "hours"])
    expect(edit({ policy: { closures: [{ date: "2026-03-02" }] } })).toEqual(["due", "hours"])
    expect(edit({ policy: { windowZone: "campaign" } })).toEqual(["due", "hours"])
    expect(edit({ policy: { subject: "dues" } })).toEqual(["frequency"])
    expect(edit({ endsAt: now + 2 * day })).toEqual(["tariff"])
    expect(edit({ name: "Other", policy: { weight: 2, window: structuredClone(campaign.policy.window) } })).toEqual([])
    expect(edit({ policy: { retry } }, { ...campaign, status: "draft" })).toEqual([])
  })

  it("that is illegal says so", () => {
    expect(transition(campaign, { _tag: "Resume" }, now)).toMatchObject({ failure: { _tag: "IllegalCommand" } })
  })
})
