import { Result } from "effect"
import { describe, expect, it } from "vitest"
import {
  type Campaign,
  type CampaignCommand,
  CampaignStatus,
  decide,
  evolve,
  isOver,
  redraft
} from "../../src/domain/campaign.ts"
import { campaign, day, hour, id, now, number } from "./given.ts"

const reasons = { completed: "end_time", canceled: "stopped" } as const

/** A campaign of which only the state matters: its start has passed, its end has not. */
const inState = (status: CampaignStatus, fields: Partial<Campaign> = {}): Campaign => ({
  ...campaign,
  status,
  startsAt: status === "draft" ? null : now - hour,
  endsAt: status === "draft" ? null : now + day,
  cause: status === "paused" || status === "failed" ? "requested" : null,
  endReason: status === "completed" || status === "canceled" ? reasons[status] : null,
  ...fields
})

const commands = {
  "schedule for later": { _tag: "Schedule", numbers: [number.id], startsAt: now + hour, endsAt: now + day },
  "schedule for now": { _tag: "Schedule", numbers: [number.id], startsAt: now, endsAt: now + day },
  pause: { _tag: "Pause", cause: "out_of_credits" },
  resume: { _tag: "Resume" },
  stop: { _tag: "Stop" },
  fail: { _tag: "Fail", cause: "carrier_refused" },
  advance: { _tag: "Advance", exhausted: false },
  "advance, exhausted": { _tag: "Advance", exhausted: true }
} as const satisfies Record<string, CampaignCommand>

const refused = "refused"

/** What each command makes of each state: the events and the state after them. */
const table: Record<keyof typeof commands, Record<CampaignStatus, string>> = {
  "schedule for later": {
    draft: "Scheduled: scheduled",
    scheduled: refused,
    ongoing: refused,
    paused: refused,
    completed: refused,
    failed: refused,
    canceled: refused
  },
  "schedule for now": {
    draft: "Scheduled, Started: ongoing",
    scheduled: refused,
    ongoing: refused,
    paused: refused,
    completed: refused,
    failed: refused,
    canceled: refused
  },
  pause: {
    draft: refused,
    scheduled: "Paused: paused out_of_credits",
    ongoing: "Paused: paused out_of_credits",
    paused: refused,
    completed: refused,
    failed: refused,
    canceled: refused
  },
  resume: {
    draft: refused,
    scheduled: refused,
    ongoing: refused,
    paused: "Resumed: ongoing",
    completed: refused,
    failed: refused,
    canceled: refused
  },
  stop: {
    draft: "Canceled: canceled stopped",
    scheduled: "Canceled: canceled stopped",
    ongoing: "Canceled: canceled stopped",
    paused: "Canceled: canceled stopped",
    completed: refused,
    failed: refused,
    canceled: refused
  },
  fail: {
    draft: "Failed: failed carrier_refused",
    scheduled: "Failed: failed carrier_refused",
    ongoing: "Failed: failed carrier_refused",
    paused: "Failed: failed carrier_refused",
    completed: refused,
    failed: refused,
    canceled: refused
  },
  advance: {
    draft: ": draft",
    scheduled: "Started: ongoing",
    ongoing: ": ongoing",
    paused: ": paused requested",
    completed: ": completed end_time",
    failed: ": failed requested",
    canceled: ": canceled stopped"
  },
  "advance, exhausted": {
    draft: ": draft",
    scheduled: "Started, Completed: completed list_exhausted",
    ongoing: "Completed: completed list_exhausted",
    paused: ": paused requested",
    completed: ": completed end_time",
    failed: ": failed requested",
    canceled: ": canceled stopped"
  }
}

const after = (before: Campaign, command: CampaignCommand, at = now) =>
  Result.map(decide(before, command, at), (events) => ({
    events: events.map(({ _tag }) => _tag),
    campaign: events.reduce((campaign, event) => evolve(campaign, event, at), before)
  }))

describe("a campaign", () => {
  for (const [name, states] of Object.entries(table)) {
    const command = commands[name as keyof typeof commands]
    for (const status of CampaignStatus.literals) {
      it(`${status}, told to ${name}: ${states[status]}`, () => {
        const result = after(inState(status), command)
        if (Result.isFailure(result)) {
          expect(states[status]).toBe(refused)
          expect(result.failure).toMatchObject({
            _tag: "IllegalCommand",
            command: command._tag.toLowerCase(),
            campaignId: campaign.id,
            status,
            message: `${command._tag.toLowerCase()} is not possible: the campaign is ${status}`
          })
        } else {
          const { campaign, events } = result.success
          const why = [campaign.cause, campaign.endReason].filter((reason) => reason !== null)
          expect(`${events.join(", ")}: ${[campaign.status, ...why].join(" ")}`).toBe(states[status])
          if (events.length > 0) expect(campaign.updatedAt).toBe(now)
        }
      })
    }
  }

  it("that is over has no way back", () => {
    for (const status of CampaignStatus.literals.filter(isOver)) {
      for (const command of Object.values(commands)) {
        const result = after(inState(status), command)
        if (Result.isSuccess(result)) expect(result.success.campaign).toEqual(inState(status))
      }
    }
  })

  it("ends at its end time, from every state in which it could go on", () => {
    for (const status of ["scheduled", "ongoing", "paused"] as const) {
      const before = inState(status, { endsAt: now })
      const { campaign, events } = Result.getOrThrow(after(before, { _tag: "Advance", exhausted: true }))
      expect(events).toEqual(["Completed"])
      expect(campaign).toMatchObject({ status: "completed", endReason: "end_time", cause: null })
      const sooner = { ...before, endsAt: now + 1, startsAt: now + 1 }
      expect(Result.getOrThrow(after(sooner, { _tag: "Advance", exhausted: false })).events).toEqual([])
    }
  })

  it("that is resumed after its end ends at once", () => {
    const result = Result.getOrThrow(after(inState("paused", { endsAt: now }), { _tag: "Resume" }))
    expect(result.events).toEqual(["Resumed", "Completed"])
    expect(result.campaign.status).toBe("completed")
  })

  it("begins at its start, and not before", () => {
    const advance = (startsAt: number) =>
      Result.getOrThrow(after(inState("scheduled", { startsAt }), { _tag: "Advance", exhausted: false })).campaign
        .status
    expect([advance(now + 1), advance(now)]).toEqual(["scheduled", "ongoing"])
  })

  it("that is resumed before its start waits for it", () => {
    const resume = (startsAt: number) =>
      Result.getOrThrow(after(inState("paused", { startsAt }), { _tag: "Resume" })).campaign
    expect(resume(now + 1)).toMatchObject({ status: "scheduled", cause: null })
    expect(resume(now)).toMatchObject({ status: "ongoing", cause: null })
  })

  it("takes its schedule from the command, and refuses one that cannot be kept", () => {
    const schedule = (startsAt: number, endsAt: number) =>
      after(inState("draft"), { _tag: "Schedule", numbers: [id(77)], startsAt, endsAt })
    const { campaign } = Result.getOrThrow(schedule(now + 1, now + 2))
    expect(campaign).toMatchObject({ numbers: [id(77)], startsAt: now + 1, endsAt: now + 2, status: "scheduled" })
    for (
      const [startsAt, endsAt] of [[now + 2, now + 2], [now + 2, now + 1], [now - 2, now], [now - 2, now - 1]] as const
    ) {
      expect(schedule(startsAt, endsAt)).toMatchObject({ failure: { _tag: "IllegalSchedule", field: "endsAt" } })
    }
  })

  it("may be changed as a draft, but for what is not its owner's to change", () => {
    const draft = inState("draft")
    const changed: Campaign = {
      ...inState("ongoing"),
      name: "Other",
      id: id(90),
      listId: id(91),
      workspaceId: id(92),
      createdAt: 1,
      updatedAt: 2
    }
    expect(Result.getOrThrow(redraft(draft, changed))).toEqual({
      ...draft,
      name: "Other",
      startsAt: changed.startsAt,
      endsAt: changed.endsAt
    })
    for (const status of CampaignStatus.literals.filter((status) => status !== "draft")) {
      expect(redraft(inState(status), changed)).toMatchObject({ failure: { _tag: "IllegalCommand", status } })
    }
  })
})
