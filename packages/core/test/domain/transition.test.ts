import { Result } from "effect"
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
