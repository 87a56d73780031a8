import { Result } from "effect"
import {
  type Campaign,
  type CampaignChange,
  type CampaignCommand,
  type CampaignStatus,
  decide,
  evolve
} from "../../src/domain/campaign.ts"
import type { NumberId } from "../../src/domain/id.ts"
import { everyDay } from "../../src/domain/window.ts"
import { Zone } from "../../src/domain/zone.ts"
import { campaign, day, hour, id, minute, now, policy } from "./given.ts"

/** The states of a campaign; those in which time has more to say come more than once. */
export const columns = [
  "draft",
  "scheduled",
  "scheduled, start reached",
  "ongoing",
  "paused",
  "paused before its start",
  "paused before its start, start reached",
  "completed",
  "failed",
  "canceled"
] as const
export type Column = (typeof columns)[number]

const past = { startsAt: now - hour, endsAt: now + day, updatedAt: now - minute }
const ahead = { startsAt: now + hour, endsAt: now + day, updatedAt: now - minute }
const missed = { startsAt: now - hour, endsAt: now + day, updatedAt: now - 2 * hour }

const states: Record<Column, Partial<Campaign> & { readonly status: CampaignStatus }> = {
  draft: { status: "draft", startsAt: null, endsAt: null },
  scheduled: { status: "scheduled", ...ahead },
  "scheduled, start reached": { status: "scheduled", ...past },
  ongoing: { status: "ongoing", ...past },
  paused: { status: "paused", cause: "requested", ...past },
  "paused before its start": { status: "paused", cause: "requested", ...ahead },
  "paused before its start, start reached": { status: "paused", cause: "requested", ...missed },
  completed: { status: "completed", endReason: "end_time", ...past },
  failed: { status: "failed", cause: "carrier_refused", ...past },
  canceled: { status: "canceled", endReason: "stopped", ...past }
}

/** A campaign in a state. */
export const inColumn = (column: Column): Campaign => ({ ...campaign, ...states[column] })

/** What a command makes of a campaign. */
export const alter = (before: Campaign, command: CampaignCommand, at: number) =>
  Result.map(decide(before, command, at), (events) => ({
    events,
    campaign: events.reduce((campaign, event) => evolve(campaign, event, at), before)
  }))

interface Row {
  readonly name: string
  readonly command: CampaignCommand
  /** What comes of it in each column. */
  readonly cells: ReadonlyArray<string>
}

const over = ["409", "409", "409"]
const schedule = { _tag: "Schedule", numbers: [id<NumberId>(2)], endsAt: now + day } as const

const edit = (name: string, change: CampaignChange, cells: ReadonlyArray<string>): Row => ({
  name: `edit ${name}`,
  command: { _tag: "Edit", change },
  cells: [...cells, ...over]
})

/** It may be changed until the campaign is over. */
const atAnyTime = [
  "Edited: draft",
  "Edited: scheduled",
  "Edited: scheduled",
  "Edited: ongoing",
  "Edited: paused requested",
  "Edited: paused requested",
  "Edited: paused requested"
]

/** Once it is scheduled, this change is refused. */
const refusedAs = (problem: string) => ["Edited: draft", ...Array.from({ length: 6 }, () => problem)]

/** What each command makes of each state. */
export const table: ReadonlyArray<Row> = [
  {
    name: "schedule for later",
    command: { ...schedule, startsAt: now + hour },
    cells: ["Scheduled: scheduled", "409", "409", "409", "409", "409", "409", ...over]
  },
  {
    name: "schedule for now",
    command: { ...schedule, startsAt: now },
    cells: ["Scheduled, Started: ongoing", "409", "409", "409", "409", "409", "409", ...over]
  },
  {
    name: "schedule with an end that has passed",
    command: { ...schedule, startsAt: now - hour, endsAt: now },
    cells: ["IllegalSchedule endsAt", "409", "409", "409", "409", "409", "409", ...over]
  },
  {
    name: "pause",
    command: { _tag: "Pause", cause: "out_of_credits" },
    cells: [
      "409",
      "Paused: paused out_of_credits",
      "Started, Paused: paused out_of_credits",
      "Paused: paused out_of_credits",
      "409",
      "409",
      "409",
      ...over
    ]
  },
  {
    name: "resume",
    command: { _tag: "Resume" },
    cells: [
      "409",
      "409",
      "409",
      "409",
      "Resumed: ongoing",
      "Resumed: scheduled",
      "Resumed, Started: ongoing",
      ...over
    ]
  },
  {
    name: "stop",
    command: { _tag: "Stop" },
    cells: [...Array.from({ length: 7 }, () => "Canceled: canceled stopped"), ...over]
  },
  {
    name: "fail",
    command: { _tag: "Fail", cause: "carrier_refused" },
    cells: [...Array.from({ length: 7 }, () => "Failed: failed carrier_refused"), ...over]
  },
  {
    name: "advance",
    command: { _tag: "Advance", exhausted: false },
    cells: [
      ": draft",
      ": scheduled",
      "Started: ongoing",
      ": ongoing",
      ": paused requested",
      ": paused requested",
      ": paused requested",
      ": completed end_time",
      ": failed carrier_refused",
      ": canceled stopped"
    ]
  },
  {
    name: "advance, the list exhausted",
    command: { _tag: "Advance", exhausted: true },
    cells: [
      ": draft",
      ": scheduled",
      "Started, Completed: completed list_exhausted",
      "Completed: completed list_exhausted",
      ": paused requested",
      ": paused requested",
      ": paused requested",
      ": completed end_time",
      ": failed carrier_refused",
      ": canceled stopped"
    ]
  },
  edit("nothing", {}, atAnyTime),
  edit("the name", { name: "Other" }, atAnyTime),
  edit("the window", { policy: { ...policy, window: everyDay("10:00", "11:00") } }, atAnyTime),
  edit("the retry policy", { policy: { ...policy, retry: { attempts: 2, delays: { busy: 60 } } } }, atAnyTime),
  edit("the concurrency", { policy: { ...policy, maxConcurrent: 1 } }, atAnyTime),
  edit("the numbers", { numbers: [id(20)] }, atAnyTime),
  edit("the mail addresses", { notify: ["a@example.com"] }, atAnyTime),
  edit("the callback URL", { callbackUrl: "https://example.com" }, atAnyTime),
  edit("the end", { endsAt: now + 2 * day }, atAnyTime),
  edit("the end, to one that has passed", { endsAt: now }, [
    "IllegalSchedule endsAt",
    ...Array.from({ length: 6 }, () => "IllegalSchedule endsAt")
  ]),
  edit("the end, to none", { endsAt: null }, refusedAs("IllegalEdit endsAt")),
  edit("the numbers, to none", { numbers: [] }, refusedAs("IllegalEdit numbers")),
  edit("the assistant", { assistantId: id(50) }, refusedAs("IllegalEdit assistantId")),
  edit("the variables", { variables: { name: "Name" } }, refusedAs("IllegalEdit variables")),
  edit("the zone", { timezone: Zone.make("Asia/Kolkata") }, refusedAs("IllegalEdit timezone")),
  edit("the start", { startsAt: now + minute }, refusedAs("IllegalEdit startsAt"))
]
