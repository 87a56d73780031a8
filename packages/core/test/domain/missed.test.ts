import { describe, expect, it } from "vitest"
import { type Campaign, Cause } from "../../src/domain/campaign.ts"
import { whyMissed } from "../../src/domain/missed.ts"
import { everyDay } from "../../src/domain/window.ts"
import { Zone, zoneSet } from "../../src/domain/zone.ts"
import { call, campaign, day, hour, now, policy } from "./given.ts"

const far = zoneSet([Zone.make("America/New_York"), Zone.make("Asia/Kolkata")])
const ended: Campaign = { ...campaign, status: "completed", endReason: "end_time", updatedAt: now + day + 5 }
const closed = { ...call, status: "canceled", subStatus: "campaign_ended" } as const

describe("a call that its campaign's end closed", () => {
  it("was never dialed because its zones never open together", () => {
    const nine = { ...ended, policy: { ...policy, window: everyDay("09:00", "17:00") } }
    expect(whyMissed({ ...closed, zones: far }, nine)).toEqual({
      gate: "hours",
      reason: `the hours are never open in all of ${far}`
    })
  })

  it("was never dialed because its hours opened too late", () => {
    const early = {
      ...ended,
      endsAt: now + hour,
      updatedAt: now + hour,
      policy: { ...policy, window: everyDay("12:00", "13:00") }
    }
    expect(whyMissed(closed, early)).toEqual({
      gate: "hours",
      reason:
        "the hours opened in all of UTC at 2026-03-02T12:00:00.000Z, and the campaign ended at 2026-03-02T10:00:00.000Z"
    })
  })

  it("was put off past the end, or past the instant at which somebody let it fail", () => {
    const reason = "it was not due before 2026-03-03T10:00:00.000Z, and the campaign ended at 2026-03-03T09:00:00.000Z"
    expect(whyMissed({ ...closed, dueAt: now + 25 * hour }, ended)).toEqual({ gate: "due", reason })
    const failed: Campaign = { ...ended, status: "failed", endReason: null, updatedAt: now + hour }
    expect(whyMissed({ ...closed, dueAt: now + 2 * hour }, failed)?.gate).toBe("due")
    expect(whyMissed({ ...closed, dueAt: now + 2 * hour }, ended)?.gate).toBeNull()
  })

  it("would have been tried again too late", () => {
    const late = { ...closed, status: "failed", attempts: 1, disposition: "busy" } as const
    expect(whyMissed(late, ended)).toEqual({
      gate: "due",
      reason: "its next attempt would not have come before the campaign's end"
    })
  })

  it("waited for a campaign that was paused until its end, whatever it was paused for", () => {
    for (const cause of Cause.literals) {
      expect(whyMissed(closed, { ...ended, cause })).toEqual({
        gate: "campaign",
        reason: `the campaign was paused until its end: ${cause}`
      })
    }
    const late = { ...ended, cause: "requested", policy: { ...policy, window: everyDay("12:00", "13:00") } } as const
    expect(whyMissed(closed, { ...late, endsAt: now + hour, updatedAt: now + hour })?.gate).toBe("hours")
  })

  it("waited for a campaign that failed", () => {
    const failed: Campaign = { ...ended, status: "failed", endReason: null, cause: "carrier_refused" }
    expect(whyMissed(closed, failed)).toEqual({ gate: "campaign", reason: "the campaign failed: carrier_refused" })
  })

  it("was in its hours, and only its turn did not come", () => {
    expect(whyMissed(closed, ended)).toEqual({
      gate: null,
      reason: "it was due and its hours were open, but no slot, caller number or credit was free for it before the end"
    })
  })

  it("is not one that something else closed", () => {
    expect(whyMissed({ ...closed, subStatus: "terminated", zones: far, dueAt: now + 2 * day }, ended)).toBeUndefined()
  })
})
