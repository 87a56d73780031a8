import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { type Campaign, type CampaignCommand, CampaignStatus, decide, isOver } from "../../src/domain/campaign.ts"
import { ofCampaign } from "../../src/domain/message.ts"
import { isDraining } from "../../src/domain/progress.ts"
import { transition } from "../../src/domain/transition.ts"
import { alter, type Column, columns, inColumn, table } from "./campaign-table.ts"
import { campaign, day, hour, id, minute, now, policy } from "./given.ts"

/** What a command makes of a campaign, in one line: its events, and the state after them with the reasons for it. */
const said = (before: Campaign, command: CampaignCommand, at = now) => {
  const result = alter(before, command, at)
  if (Result.isFailure(result)) {
    const { failure } = result
    return failure._tag === "IllegalCommand" ? "409" : `${failure._tag} ${failure.field}`
  }
  const { campaign, events } = result.success
  const why = [campaign.cause, campaign.endReason].filter((reason) => reason !== null)
  return `${events.map(({ _tag }) => _tag).join(", ")}: ${[campaign.status, ...why].join(" ")}`
}

const plain = (status: CampaignStatus, fields: Partial<Campaign> = {}): Campaign => ({
  ...campaign,
  status,
  startsAt: now - hour,
  updatedAt: now - minute,
  ...fields
})

describe("every command in every state", () => {
  for (const { cells, command, name } of table) {
    for (const [index, column] of columns.entries()) {
      it(`${column}: ${name}: ${cells[index]}`, () => {
        expect(cells.length).toBe(columns.length)
        expect(said(inColumn(column), command)).toBe(cells[index])
      })
    }
  }

  it("has every state, every command and every field that can be changed in it", () => {
    expect(new Set(columns.map((column) => inColumn(column).status))).toEqual(new Set(CampaignStatus.literals))
    expect(new Set(table.map(({ command }) => command._tag))).toEqual(
      new Set(["Edit", "Schedule", "Pause", "Resume", "Stop", "Fail", "Advance"])
    )
    const fields = table.flatMap(({ command }) => command._tag === "Edit" ? Object.keys(command.change) : [])
    expect(new Set(fields)).toEqual(
      new Set([
        "name",
        "assistantId",
        "variables",
        "policy",
        "timezone",
        "startsAt",
        "endsAt",
        "numbers",
        "notify",
        "callbackUrl"
      ])
    )
  })

  it("that is refused names the state and the command, or the field", () => {
    for (const { command } of table) {
      for (const column of columns) {
        const result = decide(inColumn(column), command, now)
        if (Result.isSuccess(result) || result.failure._tag === "IllegalSchedule") continue
        const { status } = inColumn(column)
        expect(result.failure).toMatchObject({ campaignId: campaign.id, status })
        expect(result.failure.message).toContain(`the campaign is ${status}`)
        if (result.failure._tag === "IllegalCommand") {
          expect(result.failure.command).toBe(command._tag.toLowerCase())
        }
      }
    }
  })

  it("leaves one that is over as it is", () => {
    for (const column of columns.filter((column) => isOver(inColumn(column).status))) {
      for (const { command } of table) {
        const result = alter(inColumn(column), command, now)
        if (Result.isSuccess(result)) expect(result.success.campaign).toEqual(inColumn(column))
      }
    }
  })
})

describe("time", () => {
  const advance = (exhausted: boolean) => ({ _tag: "Advance", exhausted }) as const

  it("begins a campaign at its start, and not before", () => {
    expect(said(plain("scheduled", { startsAt: now + 1 }), advance(false))).toBe(": scheduled")
    expect(said(plain("scheduled", { startsAt: now }), advance(false))).toBe("Started: ongoing")
  })

  it("ends it at its end, from every state in which it could go on, and not before", () => {
    for (const status of ["scheduled", "ongoing", "paused"] as const) {
      const later = { startsAt: now + 1, endsAt: now + 2 }
      expect(said(plain(status, { endsAt: now }), advance(true))).toBe("Completed: completed end_time")
      expect(said(plain(status, later), advance(false))).toBe(`: ${status}`)
    }
  })

  it("ends it when its list is exhausted, unless it is always on", () => {
    expect(said(plain("ongoing"), advance(true))).toBe("Completed: completed list_exhausted")
    const alwaysOn = { policy: { ...policy, alwaysOn: true } }
    expect(said(plain("ongoing", alwaysOn), advance(true))).toBe(": ongoing")
    expect(said(plain("scheduled", alwaysOn), advance(true))).toBe("Started: ongoing")
    expect(said(plain("ongoing", { ...alwaysOn, endsAt: now }), advance(true))).toBe("Completed: completed end_time")
  })

  it("keeps why it was paused, where it ends as it stands", () => {
    const paused = plain("paused", { cause: "over_budget", endsAt: now })
    expect(said(paused, advance(false))).toBe("Completed: completed over_budget end_time")
    expect(said(paused, { _tag: "Resume" })).toBe("Resumed, Completed: completed end_time")
    expect(said(paused, { _tag: "Stop" })).toBe("Canceled: canceled stopped")
  })

  it("does not wake one that is paused, whatever its list has", () => {
    for (const exhausted of [false, true]) expect(said(plain("paused"), advance(exhausted))).toBe(": paused")
  })
})

describe("the start of a campaign", () => {
  /** Give some commands at some instants, and count what is told. */
  const tell = (steps: ReadonlyArray<readonly [at: number, command: CampaignCommand]>) => {
    let current: Campaign = { ...campaign, status: "draft", startsAt: null, endsAt: null }
    const told: Array<string> = []
    for (const [at, command] of steps) {
      const next = Result.getOrThrow(transition(current, command, at))
      told.push(
        ...next.drafts.map(({ payload: { status }, type }) => `${type} ${typeof status === "string" ? status : ""}`)
      )
      current = next.campaign
    }
    return told
  }
  const schedule: CampaignCommand = { _tag: "Schedule", numbers: [id(2)], startsAt: now + hour, endsAt: now + day }
  const pause: CampaignCommand = { _tag: "Pause", cause: "requested" }
  const resume: CampaignCommand = { _tag: "Resume" }
  const advance: CampaignCommand = { _tag: "Advance", exhausted: false }

  it("is announced once where it was paused before it and resumed after it", () => {
    expect(tell([[now, schedule], [now + 1, pause], [now + 2 * hour, resume], [now + 3 * hour, advance]])).toEqual([
      "campaign.scheduled scheduled",
      "campaign.paused paused",
      "campaign.resumed scheduled",
      "campaign.started ongoing"
    ])
  })

  it("is announced once where it was paused and resumed before it", () => {
    expect(tell([[now, schedule], [now + 1, pause], [now + 2, resume], [now + hour, advance]]).slice(2)).toEqual([
      "campaign.resumed scheduled",
      "campaign.started ongoing"
    ])
  })

  it("is announced once where a pause came between the start and its announcement", () => {
    expect(tell([[now, schedule], [now + hour, pause], [now + 2 * hour, resume]]).slice(1)).toEqual([
      "campaign.started ongoing",
      "campaign.paused paused",
      "campaign.resumed ongoing"
    ])
  })

  it("is announced once where another node, whose clock is behind, pauses it right after", () => {
    const steps = [[now, schedule], [now + hour, advance], [now + hour - 5, pause], [now + 2 * hour, resume]] as const
    expect(tell(steps).filter((line) => line.startsWith("campaign.started"))).toHaveLength(1)
  })

  it("is not announced where the end came first", () => {
    expect(tell([[now, schedule], [now + 1, pause], [now + day, resume]]).slice(2)).toEqual([
      "campaign.resumed scheduled",
      "campaign.completed completed"
    ])
  })
})

describe("a campaign", () => {
  it("takes its schedule from the command, and refuses one that cannot be kept", () => {
    const schedule = (startsAt: number, endsAt: number) =>
      alter(plain("draft"), { _tag: "Schedule", numbers: [id(77)], startsAt, endsAt }, now)
    const { campaign } = Result.getOrThrow(schedule(now + 1, now + 2))
    expect(campaign).toMatchObject({ numbers: [id(77)], startsAt: now + 1, endsAt: now + 2, status: "scheduled" })
    for (
      const [startsAt, endsAt] of [[now + 2, now + 2], [now + 2, now + 1], [now - 2, now], [now - 2, now - 1]] as const
    ) {
      expect(schedule(startsAt, endsAt)).toMatchObject({ failure: { _tag: "IllegalSchedule", field: "endsAt" } })
    }
  })

  it("that is changed is the same but for the change, and what is told says what it is now", () => {
    const edited = alter(plain("ongoing"), { _tag: "Edit", change: { name: "Other", endsAt: now + 5 } }, now + 1)
    const { campaign, events } = Result.getOrThrow(edited)
    expect(campaign).toEqual({ ...plain("ongoing"), name: "Other", endsAt: now + 5, sequence: expect.any(Number) })
    expect(ofCampaign(campaign, events[0]!, now + 1)).toMatchObject({
      type: "campaign.edited",
      payload: { campaign_name: "Other", status: "ongoing" }
    })
  })

  it("keeps those parts of its policy that a change does not name", () => {
    const edit = (change: Partial<typeof policy>) => ({ _tag: "Edit", change: { policy: change } }) as const
    const first = Result.getOrThrow(alter(plain("ongoing"), edit({ weight: 3 }), now)).campaign
    const second = Result.getOrThrow(alter(first, edit({ budget: 7 }), now)).campaign
    expect(second.policy).toEqual({ ...policy, weight: 3, budget: 7 })
  })

  it("that waits for its budget goes on when the budget grows, if that is wanted", () => {
    const raise = (before: Partial<typeof policy>, after: Partial<typeof policy>, cause: Campaign["cause"]) =>
      said(
        plain("paused", { cause, policy: { ...policy, budget: 5, ...before } }),
        { _tag: "Edit", change: { policy: { ...policy, budget: 5, ...before, ...after } } }
      )
    const wanted = { resumeAfterGrant: true }
    expect(raise(wanted, { budget: 6 }, "over_budget")).toBe("Edited, Resumed: ongoing")
    expect(raise(wanted, { budget: null }, "over_budget")).toBe("Edited, Resumed: ongoing")
    expect(raise(wanted, { budget: 5 }, "over_budget")).toBe("Edited: paused over_budget")
    expect(raise({}, { budget: 6 }, "over_budget")).toBe("Edited: paused over_budget")
    expect(raise(wanted, { budget: 6 }, "out_of_credits")).toBe("Edited: paused out_of_credits")
  })

  it("drains while attempts go on that nothing follows", () => {
    for (const status of CampaignStatus.literals) {
      expect(isDraining(status, { live: 1 })).toBe(status !== "ongoing")
      expect(isDraining(status, { live: 0 })).toBe(false)
    }
  })

  it("that is scheduled makes calls, and one that is over closes those that wait", () => {
    const after = (column: Column, command: CampaignCommand) =>
      Result.getOrThrow(transition(inColumn(column), command, now))
    const schedule: CampaignCommand = { _tag: "Schedule", numbers: [id(2)], startsAt: now, endsAt: now + 1 }
    expect(after("draft", schedule)).toMatchObject({ makesCalls: true, closing: undefined })
    expect(after("ongoing", { _tag: "Stop" })).toMatchObject({
      makesCalls: false,
      closing: { subStatus: "terminated" }
    })
    expect(after("ongoing", { _tag: "Fail", cause: "carrier_refused" }).closing?.subStatus).toBe("campaign_ended")
    expect(after("ongoing", { _tag: "Advance", exhausted: false }).closing).toBeUndefined()
  })
})
