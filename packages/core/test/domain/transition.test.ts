import { Result } from "effect"
import { describe, expect, it } from "vitest"
import type { CampaignCommand } from "../../src/domain/campaign.ts"
import { transition } from "../../src/domain/transition.ts"
import { campaign, day, now, number } from "./given.ts"

const draft = {
  ...campaign,
  status: "draft",
  startsAt: null,
  endsAt: null,
  callbackUrl: "https://example.com"
} as const

const given = (before: typeof campaign, command: CampaignCommand, at = now) =>
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
        closing: undefined
      })
    }
  })

  it("that is illegal says so", () => {
    expect(transition(campaign, { _tag: "Resume" }, now)).toMatchObject({ failure: { _tag: "IllegalCommand" } })
  })
})
