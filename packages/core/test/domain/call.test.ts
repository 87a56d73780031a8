import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  type Call,
  CallStatus,
  closingOf,
  conclude,
  isFinal,
  isWaiting,
  ofContact,
  terminated
} from "../../src/domain/call.ts"
import type { CallingPolicy } from "../../src/domain/calling-policy.ts"
import { CampaignStatus, isOver } from "../../src/domain/campaign.ts"
import { Disposition } from "../../src/domain/disposition.ts"
import { maxCarrierErrors } from "../../src/domain/retry.ts"
import { everyDay } from "../../src/domain/window.ts"
import { Zone, zoneSet } from "../../src/domain/zone.ts"
import { block, call, campaign, day, hour, id, minute, now, phone, policy, utc } from "./given.ts"

const retried: CallingPolicy = {
  ...policy,
  retry: { attempts: 3, delays: { busy: 600, voicemail: 60, carrier_error: 30 } }
}

const ongoing = { ...call, status: "ongoing", subStatus: "dialing" } as const

describe("a call", () => {
  it("waits, is ongoing, or is final", () => {
    expect(CallStatus.literals.filter(isWaiting)).toEqual(["registered", "retry"])
    expect(CallStatus.literals.filter(isFinal)).toEqual(["completed", "failed", "error", "canceled"])
  })

  it("is made of a contact, due at the start of its campaign", () => {
    const contact = { number: 7, line: 9, phone: phone(7), zones: utc, variables: {} }
    const made = ofContact({ ...campaign, startsAt: now + hour }, contact, block, now)
    expect(made).toEqual({ ...call, id: id(7), contact: 7, phone: phone(7), dueAt: now + hour })
  })

  it("of a contact without a zone is in the campaign's", () => {
    const contact = { number: 7, line: 9, phone: phone(7), zones: zoneSet([]), variables: {} }
    const made = ofContact({ ...campaign, timezone: Zone.make("Asia/Kolkata") }, contact, block, now)
    expect(made.zones).toBe("Asia/Kolkata")
  })

  const ends: Record<Disposition, string> = {
    answered: "completed answered",
    voicemail: "completed voicemail",
    fax: "failed fax",
    busy: "failed not_retried",
    no_answer: "failed not_retried",
    rejected: "failed not_retried",
    invalid_number: "failed invalid_number",
    carrier_error: "error carrier_error",
    canceled: "failed not_retried",
    unknown: "error outcome_unknown"
  }
  for (const [disposition, end] of Object.entries(ends)) {
    it(`that is not retried after ${disposition} is ${end}`, () => {
      const once: CallingPolicy = { ...policy, retry: { attempts: 1, delays: {} } }
      const { status, subStatus } = conclude(ongoing, disposition as Disposition, once, campaign, now)
      expect(`${status} ${subStatus}`).toBe(end)
    })
  }

  it("is dialed again after the delay, in the next window", () => {
    const next = conclude(ongoing, "busy", retried, campaign, now)
    const waits = {
      status: "retry",
      subStatus: "retry_scheduled",
      dueAt: now + 10 * minute,
      attempts: 1,
      disposition: "busy"
    }
    expect(next).toMatchObject(waits)
    const morning = { ...retried, window: everyDay("08:00", "09:05") }
    expect(conclude(ongoing, "busy", morning, null, now).dueAt).toBe(now + 23 * hour)
  })

  it("has reached its limit after as many attempts as its policy allows", () => {
    const last = conclude({ ...ongoing, attempts: 2, outcomes: { busy: 2 } }, "busy", retried, campaign, now)
    expect(last).toMatchObject({ status: "failed", subStatus: "retry_limit_reached", attempts: 3 })
  })

  it("was not retried where the policy has no delay for how it ended", () => {
    const last = conclude({ ...ongoing, attempts: 1, outcomes: { busy: 1 } }, "no_answer", retried, campaign, now)
    expect(last).toMatchObject({ status: "failed", subStatus: "not_retried", attempts: 2 })
  })

  it("does not count an error of the carrier as an attempt, and does not bear them for ever", () => {
    let failing = conclude(ongoing, "carrier_error", retried, campaign, now)
    expect(failing).toMatchObject({ status: "retry", attempts: 0, outcomes: { carrier_error: 1 }, dueAt: now + 30_000 })
    for (let n = 1; n < maxCarrierErrors; n++) failing = conclude(failing, "carrier_error", retried, null, now)
    expect(failing).toMatchObject({
      status: "error",
      subStatus: "carrier_error",
      attempts: 0,
      outcomes: { carrier_error: 5 }
    })
  })

  it("is not retried at or after the end of its campaign", () => {
    const ending = (endsAt: number) => conclude(ongoing, "busy", retried, { ...campaign, endsAt }, now)
    expect(ending(now + 10 * minute)).toMatchObject({ status: "failed", subStatus: "campaign_ended" })
    expect(ending(now + 10 * minute + 1)).toMatchObject({ status: "retry" })
  })

  it("is not retried when its campaign is over, and is when it is paused", () => {
    for (const status of CampaignStatus.literals) {
      const next = conclude(ongoing, "busy", retried, { ...campaign, status }, now)
      expect(next.subStatus).toBe(isOver(status) ? "campaign_ended" : "retry_scheduled")
    }
  })

  it("whose hours never come again is closed", () => {
    const apart = zoneSet([Zone.make("Asia/Kolkata"), Zone.make("America/New_York")])
    const short = { ...retried, window: everyDay("09:00", "10:00") }
    const next = conclude({ ...ongoing, zones: apart }, "busy", short, null, now)
    expect(next).toMatchObject({ status: "failed", subStatus: "window_never_opens" })
  })

  it("after an attempt waits, or is final, and every end is counted once", () => {
    const given = fc.record({
      disposition: fc.constantFrom(...Disposition.literals),
      outcomes: fc.record({ busy: fc.nat({ max: 4 }), carrier_error: fc.nat({ max: 5 }) }, { requiredKeys: [] })
    })
    fc.assert(fc.property(given, ({ disposition, outcomes }) => {
      const next = conclude({ ...ongoing, outcomes }, disposition, retried, campaign, now + day / 2)
      expect(isWaiting(next.status) || isFinal(next.status)).toBe(true)
      const count = (all: Call["outcomes"]) => Object.values(all).reduce((sum, n) => sum + n, 0)
      expect(count(next.outcomes)).toBe(count(outcomes) + 1)
      expect(next.attempts).toBe(count(next.outcomes) - (next.outcomes["carrier_error"] ?? 0))
      expect(next.disposition).toBe(disposition)
      if (isWaiting(next.status)) expect(next.dueAt).toBeGreaterThan(now + day / 2)
    }))
  })
})

describe("calls that wait", () => {
  it("are closed when their campaign is over, with the reason", () => {
    const closings = CampaignStatus.literals.map((status) => [status, closingOf({ ...campaign, status })?.subStatus])
    expect(closings).toEqual([
      ["draft", undefined],
      ["scheduled", undefined],
      ["ongoing", undefined],
      ["paused", undefined],
      ["completed", "campaign_ended"],
      ["failed", "campaign_ended"],
      ["canceled", terminated.subStatus]
    ])
  })
})
