import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import type { CampaignEvent } from "../../src/domain/campaign.ts"
import { Message, named, ofAttempt, ofCampaign, ofClosing, ofOptOut, stamp } from "../../src/domain/message.ts"
import { attempt, block, call, campaign, day, id, now } from "./given.ts"

const url = "https://example.com/hook"
const completed: CampaignEvent = { _tag: "Completed", reason: "list_exhausted" }

describe("what is told of a campaign", () => {
  it("goes to its callback and to each address that is to be notified", () => {
    const told = ofCampaign(
      { ...campaign, callbackUrl: url, notify: ["a@example.com", "b@example.com"] },
      completed,
      now
    )
    expect(told.targets).toEqual([
      { channel: "webhook", address: url },
      { channel: "mail", address: "a@example.com" },
      { channel: "mail", address: "b@example.com" }
    ])
    expect(ofCampaign(campaign, completed, now).targets).toEqual([])
  })

  it("says where it stands, and why", () => {
    const after = { ...campaign, status: "completed", endReason: "list_exhausted" } as const
    expect(ofCampaign(after, completed, now)).toMatchObject({
      type: "campaign.completed",
      campaignId: campaign.id,
      callId: null,
      at: now,
      payload: { campaign_id: campaign.id, status: "completed", end_reason: "list_exhausted", cause: null }
    })
  })
})

describe("what is told of an attempt", () => {
  const answered = { ...attempt, state: "answered", answeredAt: now } as const
  const ended = { ...answered, state: "ended", disposition: "answered", talkSeconds: 30, spent: 1_500_000 } as const
  const types = (before: typeof attempt, after: typeof attempt) =>
    ofAttempt(before, after, call, url, now).map(({ type }) => type)

  it("is that a conversation began, and how it ended, each when it is first known", () => {
    expect(types(attempt, answered)).toEqual(["call_started"])
    expect(types(answered, ended)).toEqual(["call_completed"])
    expect(types(attempt, ended)).toEqual(["call_started", "call_completed"])
    expect(types(ended, ended)).toEqual([])
    for (const disposition of ["voicemail", "fax"] as const) {
      expect(types(attempt, { ...attempt, state: "ended", disposition })).toEqual(["call_started", "call_completed"])
    }
    expect(types(attempt, { ...attempt, state: "ended", disposition: "busy" })).toEqual(["call_completed"])
    expect(types(attempt, { ...attempt, state: "ringing", ringingAt: now })).toEqual([])
  })

  it("says what it cost, and when it is tried again", () => {
    const retry = { ...call, status: "retry", attempts: 2, dueAt: now + 5 } as const
    const [told] = ofAttempt(answered, ended, retry, null, now)
    expect(told).toMatchObject({
      targets: [],
      payload: {
        to_number: call.phone,
        call_duration: 30,
        call_cost: 1.5,
        retry_count: 1,
        next_attempt_time: now + 5,
        status: "retry"
      }
    })
    const [final] = ofAttempt(answered, ended, call, null, now)
    expect(final?.payload).toMatchObject({ next_attempt_time: null, retry_count: 0 })
  })
})

describe("what is told of a contact", () => {
  const open = { ...call, status: "retry", subStatus: "retry_scheduled" } as const
  const typeOf = (status: typeof call.status, subStatus: typeof call.subStatus) =>
    ofClosing(open, { ...call, status, subStatus }, url, now).map(({ type }) => type)

  it("is the last word on it, once", () => {
    expect(typeOf("completed", "answered")).toEqual(["contact.completed"])
    expect(typeOf("completed", "voicemail")).toEqual(["contact.completed"])
    for (
      const [status, subStatus] of [
        ["failed", "retry_limit_reached"],
        ["failed", "invalid_number"],
        ["error", "carrier_error"],
        ["error", "outcome_unknown"]
      ] as const
    ) expect(typeOf(status, subStatus)).toEqual(["contact.exhausted"])
    expect(typeOf("canceled", "suppressed")).toEqual(["contact.suppressed"])
    expect(typeOf("canceled", "skipped")).toEqual(["contact.suppressed"])
    expect(typeOf("canceled", "terminated")).toEqual(["contact.canceled"])
    expect(typeOf("failed", "campaign_ended")).toEqual(["contact.canceled"])
    expect(typeOf("retry", "retry_scheduled")).toEqual([])
    const closed = { ...call, status: "completed", subStatus: "answered" } as const
    expect(ofClosing(closed, closed, url, now)).toEqual([])
    expect(ofClosing(open, closed, url, now)[0]?.id).toBe(call.id)
  })

  it("comes after what is told of its attempts, by its sequence", () => {
    const ended = { ...attempt, state: "ended", disposition: "answered", answeredAt: now } as const
    const closed = { ...call, status: "completed", subStatus: "answered" } as const
    const drafts = [...ofAttempt(attempt, ended, closed, url, now), ...ofClosing(open, closed, url, now, ended)]
    const sequences = drafts.map(({ payload }) => Number(payload["sequence"]))
    expect(drafts.map(({ type }) => type)).toEqual(["call_started", "call_completed", "contact.completed"])
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b))
    expect(new Set(sequences).size).toBe(3)
    expect(new Set(drafts.map(({ id }) => id)).size).toBe(3)
    const told = ofAttempt(attempt, ended, closed, url, now + day)
    expect(told.map(({ id, payload }) => [id, payload["sequence"]])).toEqual(
      drafts.slice(0, 2).map(({ id, payload }) => [id, payload["sequence"]])
    )
    const later = ofOptOut(call, url, { kind: "workspace" }, now + 1)
    expect(Number(later.payload["sequence"])).toBeGreaterThan(sequences.at(-1)!)
    for (const { message } of named(drafts)) expect(Schema.is(Message)(message)).toBe(true)
  })
})

describe("messages", () => {
  it("have the ids of their block in order, and their targets beside them", () => {
    const draft = ofCampaign({ ...campaign, callbackUrl: url }, completed, now)
    const stamped = stamp([draft, draft], block, 5)
    expect(stamped.map(({ message }) => message.id)).toEqual([id(5), id(6)])
    for (const { message, targets } of stamped) {
      expect(Schema.is(Message)(message)).toBe(true)
      expect(Object.keys(message)).not.toContain("targets")
      expect(targets).toEqual(draft.targets)
    }
    expect(stamp([draft], block)[0]?.message.id).toBe(id(0))
  })
})
