import { describe, expect, it } from "vitest"
import type { CampaignStatus } from "../../src/domain/campaign.ts"
import { mayDial, openZones } from "../../src/domain/idle.ts"
import { everyDay } from "../../src/domain/window.ts"
import { Zone, zoneSet } from "../../src/domain/zone.ts"
import { campaign, day, now, policy, utc } from "./given.ts"

describe("a campaign may dial", () => {
  it("while it is ongoing, from its start to its end", () => {
    const statuses: ReadonlyArray<CampaignStatus> = ["draft", "scheduled", "paused", "completed", "failed", "canceled"]
    for (const status of statuses) expect(mayDial({ ...campaign, status }, now)).toBe(false)
    const at = [now - 1, now, now + day - 1, now + day]
    expect(at.map((at) => mayDial(campaign, at))).toEqual([false, true, true, false])
  })

  it("in the zones in which its window is open", () => {
    const indian = zoneSet([Zone.make("Asia/Kolkata")])
    const hours = { ...campaign, policy: { ...policy, window: everyDay("10:00", "15:00") } }
    expect(openZones(hours, [utc, indian], now)).toEqual([indian])
    expect(openZones({ ...hours, status: "paused" }, [utc, indian], now)).toEqual([])
  })
})
