import { Effect, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { type CampaignPlan, readPlan } from "../../src/client/plan.ts"
import { CallingPolicy, defaultPolicy } from "../../src/domain/calling-policy.ts"
import { usFederal } from "../../src/domain/hours.ts"
import { id } from "../domain/given.ts"

const plain: CampaignPlan = {
  name: "Delivery slots",
  list: id(3),
  assistant: id(5),
  numbers: ["+911409990001"],
  timezone: "Asia/Kolkata",
  starts: "2026-12-01T09:00",
  ends: "2026-12-05T18:00"
}

const read = (more: Partial<CampaignPlan>) => Effect.runSync(readPlan({ ...plain, ...more }))

const policyOf = (more: Partial<CampaignPlan>) => {
  const { policy } = read(more)
  expect(Schema.is(CallingPolicy)({ ...defaultPolicy, ...policy })).toBe(true)
  return policy
}

describe("a plan", () => {
  it("has its schedule in its zone, and the default policy where it says nothing", () => {
    expect(read({})).toMatchObject({
      startsAt: Date.UTC(2026, 11, 1, 3, 30),
      endsAt: Date.UTC(2026, 11, 5, 12, 30),
      policy: {}
    })
    expect(policyOf({})).toEqual({})
  })

  it("says in its own words all that a policy can", () => {
    expect(policyOf({
      windows: [{ days: "mon-fri", from: "10:00", to: "13:00" }, { days: "mon-fri", from: "15:00", to: "19:00" }],
      windowZone: "campaign",
      closed: ["2026-12-25", { date: "2026-12-24", spans: [{ from: "10:00", to: "12:00" }] }],
      legalHours: ["us-federal"],
      numberChoice: { sticky: true },
      subject: "parcels",
      minConcurrent: 1,
      maxConcurrent: 5,
      concurrencyPercentage: 50,
      weight: 2,
      budget: 7_000_000,
      resumeAfterGrant: true,
      alwaysOn: true,
      maxCallLength: "2 minutes"
    })).toEqual({
      window: [
        { days: ["monday", "tuesday", "wednesday", "thursday", "friday"], from: "10:00", to: "13:00" },
        { days: ["monday", "tuesday", "wednesday", "thursday", "friday"], from: "15:00", to: "19:00" }
      ],
      windowZone: "campaign",
      closures: [{ date: "2026-12-25" }, { date: "2026-12-24", spans: [{ from: "10:00", to: "12:00" }] }],
      legalHours: [usFederal],
      numberChoice: { order: "least_recent", sticky: true, local: false },
      subject: "parcels",
      minConcurrent: 1,
      maxConcurrent: 5,
      concurrencyPercentage: 50,
      weight: 2,
      budget: 7_000_000,
      resumeAfterGrant: true,
      alwaysOn: true,
      maxCallSeconds: 120
    })
  })

  it("says of each disposition when and how often it is tried again", () => {
    const retry = { attempts: 4, busy: "30 minutes", noAnswer: { after: "2 hours", times: 2 }, gap: "1 hour" } as const
    expect(policyOf({ retry })?.retry).toEqual({
      attempts: 4,
      delays: { busy: 1800, no_answer: 7200, carrier_error: 60 },
      times: { no_answer: 2 },
      minimumGap: 3600
    })
  })

  it("names what it does not understand", () => {
    const problem = (more: Partial<CampaignPlan>) => Effect.runSync(Effect.flip(readPlan({ ...plain, ...more })))
    expect(problem({ legalHours: ["mars"] }).message).toBe(
      "legalHours: there is no rule set \"mars\": there are us-federal"
    )
    expect(problem({ timezone: "Mars/Olympus" }).message).toContain("timezone")
    expect(problem({ ends: "tomorrow" }).message).toContain("ends")
    expect(problem({ numbers: ["+911409990001", "911409990002"] }).message).toContain("numbers.1")
    expect(problem({ windows: { days: "payday", from: "10:00", to: "11:00" } }).message).toContain("windows.days")
  })

  const retry = (more: object): object => ({ retry: { attempts: 3, ...more } })

  it.each<[wrong: object, field: string]>([
    [retry({ busy: "30 mins" }), "retry.busy"],
    [retry({ noAnswer: { after: "soon", times: 2 } }), "retry.noAnswer.after"],
    [retry({ voicemail: { hour: 2 } }), "retry.voicemail"],
    [retry({ rejected: "Infinity" }), "retry.rejected"],
    [retry({ carrierError: -5 }), "retry.carrierError"],
    [retry({ gap: "" }), "retry.gap"],
    [{ maxCallLength: "2 min" }, "maxCallLength"]
  ])("names the duration that it does not understand in %o", (wrong, field) => {
    const { problems } = Effect.runSync(Effect.flip(readPlan({ ...plain, ...wrong })))
    expect(problems).toEqual([{ field, message: "must be a duration of a second or more, such as \"30 minutes\"" }])
  })

  it.each<[wrong: object, field: string]>([
    [{ budgett: 5 }, "budgett"],
    [retry({ no_answer: "2 hours" }), "retry.no_answer"],
    [retry({ busy: { after: "2 hours", time: 2 } }), "retry.busy.time"],
    [{ windows: { day: "sat", from: "10:00", to: "11:00" } }, "windows.day"],
    [{ windows: [{ from: "10:00", to: "11:00", zone: "UTC" }] }, "windows.0.zone"],
    [{ numberChoice: { stick: true } }, "numberChoice.stick"],
    [{ closed: [{ date: "2026-12-24", hours: [] }] }, "closed.0.hours"]
  ])("refuses what it does not know in %o", (wrong, field) => {
    const { problems } = Effect.runSync(Effect.flip(readPlan({ ...plain, ...wrong })))
    expect(problems).toContainEqual({ field, message: "is not a known field" })
  })

  it("names every field that is of the wrong kind, and takes undefined for nothing said", () => {
    const wrong: object = { name: undefined, numbers: "+911409990001", retry: { attempts: 0 }, weight: "2" }
    const { problems } = Effect.runSync(Effect.flip(readPlan({ ...plain, ...wrong })))
    expect(problems.map(({ field }) => field).toSorted()).toEqual(["name", "numbers", "retry.attempts", "weight"])
    const silent: object = { starts: undefined, windows: undefined, retry: undefined, budget: undefined }
    expect(Effect.runSync(readPlan({ ...plain, ...silent }))).toMatchObject({ startsAt: null, policy: {} })
  })
})
