import { describe, expect, it } from "vitest"
import type { Campaign } from "../../src/domain/campaign.ts"
import { lastLook, type Surroundings } from "../../src/domain/last-look.ts"
import type { Course } from "../../src/domain/outcome.ts"
import type { Suppression } from "../../src/domain/suppression.ts"
import { everyDay } from "../../src/domain/window.ts"
import { Zone, zoneSet } from "../../src/domain/zone.ts"
import { attempt, call, campaign, hour, id, now, number, phone, policy, workspace } from "./given.ts"

const course: Course = { attempt, call: { ...call, status: "ongoing" }, policy, campaign, callbackUrl: null }
const clear: Surroundings = { suppressions: [], paused: new Set(), ends: new Map(), now }
const of = (fields: Partial<Campaign>): Course => {
  const changed = { ...campaign, ...fields }
  return { ...course, campaign: changed, policy: changed.policy }
}
const single: Course = { ...course, campaign: null }
const suppression: Suppression = {
  workspaceId: workspace.id,
  pattern: phone(1),
  scope: { kind: "workspace" },
  source: "call",
  reason: "opted out",
  expiresAt: null,
  createdAt: now
}
const closed = { ...policy, window: everyDay("12:00", "13:00") }
const apart = zoneSet([Zone.make("Asia/Tokyo"), Zone.make("UTC")])
const never = { ...policy, window: everyDay("09:00", "10:00") }
const defer = (gate: string, until: number, reason: string) => ({
  gate,
  verdict: { _tag: "Defer", until, reason, version: "" }
})

describe("a last look at a claimed attempt", () => {
  it("finds nothing where nothing changed", () => {
    expect(lastLook(course, clear)).toBeUndefined()
    expect(lastLook(single, clear)).toBeUndefined()
  })

  it("sees a campaign that paused or reached its end", () => {
    const paused = lastLook(of({ status: "paused", cause: "requested" }), clear)
    expect(paused).toEqual(defer("campaign", now, "the campaign is paused: requested"))
    expect(lastLook(of({ endsAt: now }), clear)).toEqual(defer("campaign", now, "the campaign's end has passed"))
  })

  it("sees hours that closed, and holds a campaign's call whose hours never open", () => {
    const later = defer("hours", now + 3 * hour, "the window is closed in UTC")
    expect(lastLook(of({ policy: closed }), clear)).toEqual(later)
    expect(lastLook({ ...single, policy: closed }, clear)).toEqual(later)
    const far = { ...call, zones: apart }
    const held = defer("hours", now, `the hours are never open in all of ${apart}`)
    expect(lastLook({ ...of({ policy: never }), call: far }, clear)).toEqual(held)
    expect(lastLook({ ...single, policy: never, call: far }, clear)).toMatchObject({ verdict: { _tag: "Skip" } })
  })

  it("sees a retry that is not made any more, or later, before the hours", () => {
    const again = (retry: typeof policy.retry, window = policy.window): Course => ({
      ...of({ policy: { ...policy, retry, window } }),
      call: { ...call, status: "ongoing", disposition: "busy", outcomes: { busy: 1 }, attempts: 1 }
    })
    const ended = { ...clear, ends: new Map([[call.id, now - 60_000]]) }
    const minute = { attempts: 2, delays: { busy: 60 } }
    expect(lastLook(again(minute), ended)).toBeUndefined()
    const later = defer("due", now + 1000, "the retry after busy comes later")
    expect(lastLook(again({ attempts: 2, delays: { busy: 61 } }), ended)).toEqual(later)
    const opens = defer("due", now + 3 * hour, "the retry after busy comes later")
    expect(lastLook(again(minute, closed.window), ended)).toEqual(opens)
    const never = { _tag: "Skip", reason: "no retry after busy any more", version: "" }
    const closing = (subStatus: string) => ({ gate: "due", verdict: never, closing: { status: "failed", subStatus } })
    expect(lastLook(again({ attempts: 2, delays: {} }), ended)).toEqual(closing("not_retried"))
    expect(lastLook(again({ ...minute, attempts: 1 }), ended)).toEqual(closing("not_retried"))
    const twice = { ...again(minute), call: { ...again(minute).call, outcomes: { busy: 2 }, attempts: 2 } }
    expect(lastLook(twice, ended)).toEqual(closing("retry_limit_reached"))
    expect(lastLook({ ...again({ ...minute, attempts: 1 }), ...of({ endsAt: now }) }, ended)?.gate).toBe("campaign")
  })

  it("sees a suppression, after the hours, and only one that holds", () => {
    const stopped = { gate: "suppression", verdict: { _tag: "Skip", version: `call@${now}` } }
    const suppressed = { ...clear, suppressions: [suppression] }
    expect(lastLook(course, suppressed)).toMatchObject(stopped)
    expect(lastLook(single, suppressed)).toMatchObject(stopped)
    expect(lastLook(of({ policy: closed }), suppressed)?.gate).toBe("hours")
    expect(lastLook(course, { ...clear, suppressions: [{ ...suppression, expiresAt: now }] })).toBeUndefined()
  })

  it("sees a caller number that was paused or taken from the campaign", () => {
    const paused = defer("pace", now, "the caller number is paused")
    expect(lastLook(course, { ...clear, paused: new Set([number.id]) })).toEqual(paused)
    expect(lastLook(single, { ...clear, paused: new Set([number.id]) })).toEqual(paused)
    expect(lastLook(course, { ...clear, paused: new Set([id<typeof number.id>(99)]) })).toBeUndefined()
    const taken = lastLook(of({ numbers: [id<typeof number.id>(99)] }), clear)
    expect(taken).toEqual(defer("pace", now, "the caller number is not the campaign's any more"))
  })
})
