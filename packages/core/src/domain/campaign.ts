import { Result, Schema } from "effect"
import { CallingPolicy } from "./calling-policy.ts"
import { ListStatus } from "./contact-list.ts"
import { AssistantId, CampaignId, ListId, NumberId, WorkspaceId } from "./id.ts"
import { Name } from "./workspace.ts"
import { Zone } from "./zone.ts"

/** `draft → scheduled → ongoing ⇄ paused → completed | failed | canceled`. */
export const CampaignStatus = Schema.Literals([
  "draft",
  "scheduled",
  "ongoing",
  "paused",
  "completed",
  "failed",
  "canceled"
])
export type CampaignStatus = typeof CampaignStatus.Type

/** Why a campaign ended. */
export const EndReason = Schema.Literals(["list_exhausted", "end_time", "stopped"])
export type EndReason = typeof EndReason.Type

/** Why a campaign is paused, was paused until its end, or has failed: something on which a person can act. */
export const Cause = Schema.Literals([
  /** Somebody asked for it. */
  "requested",
  /** There is no credit left to pay for another attempt. */
  "out_of_credits",
  /** Its budget pays for no other attempt. */
  "over_budget",
  /** The carrier refuses all calls of the account. */
  "carrier_refused"
])
export type Cause = typeof Cause.Type

/** List, assistant, numbers, schedule and policies of a group of outbound calls. */
export const Campaign = Schema.Struct({
  workspaceId: WorkspaceId,
  id: CampaignId,
  name: Name,
  listId: ListId,
  assistantId: AssistantId,
  /** The caller numbers to dial from; empty only in a draft. */
  numbers: Schema.Array(NumberId),
  /** Which column each variable of the prompt is read from, where the names differ. */
  variables: Schema.Record(Schema.String, Schema.String),
  policy: CallingPolicy,
  /** The zone of the schedule, and of contacts of which no other is known. */
  timezone: Zone,
  /** No dial before (ms UTC); null until it is scheduled. */
  startsAt: Schema.NullOr(Schema.Int),
  /** No dial at or after (ms UTC); null until it is scheduled. */
  endsAt: Schema.NullOr(Schema.Int),
  /** Addresses of people who get mail about it. */
  notify: Schema.Array(Schema.String),
  /** Where other systems hear of it; null for nowhere. */
  callbackUrl: Schema.NullOr(Schema.String),
  status: CampaignStatus,
  /**
   * Why it is paused or has failed. One that its end found paused keeps it, so that somebody who asks later why people
   * were not called finds an answer; null otherwise.
   */
  cause: Schema.NullOr(Cause),
  endReason: Schema.NullOr(EndReason),
  /** Instant, ms UTC. */
  createdAt: Schema.Int,
  /** The instant (ms UTC) of the last change of status; it never goes back, whatever the clocks of several nodes say. */
  updatedAt: Schema.Int,
  /**
   * The `sequence` of what was last told of it; 0 before anything was. It is the campaign's own, and grows with each event,
   * an edit included: clocks cannot number events, for a command that waited for its step comes after one that is younger.
   */
  sequence: Schema.Int
}).annotate({ identifier: "Campaign" })
export interface Campaign extends Schema.Schema.Type<typeof Campaign> {}

/**
 * What may be changed of a campaign; of its policy, those parts that are named. After it was started the prompt's side of
 * it and its start stay as they are.
 */
export type CampaignChange =
  & Partial<
    Pick<
      Campaign,
      "name" | "assistantId" | "variables" | "timezone" | "startsAt" | "endsAt" | "numbers" | "notify" | "callbackUrl"
    >
  >
  & { readonly policy?: Partial<CallingPolicy> }

/** The campaign with a change: what others changed of its policy meanwhile stays. */
export const changed = (campaign: Campaign, change: CampaignChange): Campaign => ({
  ...campaign,
  ...change,
  policy: { ...campaign.policy, ...change.policy }
})

const onlyInDraft = ["assistantId", "variables", "timezone", "startsAt"] as const

/** What a person, the engine or time itself asks of a campaign. */
export type CampaignCommand =
  /** Change it; the next dial obeys. */
  | { readonly _tag: "Edit"; readonly change: CampaignChange }
  /** Change it in the same breath, if so asked, and fix the schedule. Begins at once where the start is reached. */
  | {
    readonly _tag: "Schedule"
    readonly change?: CampaignChange
    readonly numbers: ReadonlyArray<NumberId>
    readonly startsAt: number
    readonly endsAt: number
  }
  /** Dial nothing new until resumed. */
  | { readonly _tag: "Pause"; readonly cause: Cause }
  | { readonly _tag: "Resume" }
  /** Dial nothing new ever again. */
  | { readonly _tag: "Stop" }
  | { readonly _tag: "Fail"; readonly cause: Cause }
  /** Time has passed: begin at the start, end at the end, or when no call is left. */
  | { readonly _tag: "Advance"; readonly exhausted: boolean }

/** What has become of it. */
export type CampaignEvent =
  | { readonly _tag: "Edited"; readonly change: CampaignChange }
  | {
    readonly _tag: "Scheduled"
    readonly numbers: ReadonlyArray<NumberId>
    readonly startsAt: number
    readonly endsAt: number
  }
  | { readonly _tag: "Started" }
  | { readonly _tag: "Paused"; readonly cause: Cause }
  | { readonly _tag: "Resumed" }
  | { readonly _tag: "Completed"; readonly reason: EndReason }
  | { readonly _tag: "Failed"; readonly cause: Cause }
  | { readonly _tag: "Canceled" }

/** The command does not fit the state: HTTP 409. */
export class IllegalCommand extends Schema.TaggedError<IllegalCommand>()("IllegalCommand", {
  command: Schema.String,
  campaignId: CampaignId,
  status: CampaignStatus
}) {
  override get message(): string {
    return `${this.command} is not possible: the campaign is ${this.status}`
  }
}

/** The schedule cannot be kept: an end that is not after its start, or has passed. HTTP 422. */
export class IllegalSchedule extends Schema.TaggedError<IllegalSchedule>()("IllegalSchedule", {
  field: Schema.Literals(["startsAt", "endsAt"]),
  reason: Schema.String
}) {
  override get message(): string {
    return this.reason
  }
}

/** It cannot be changed any more: HTTP 409. */
export class IllegalEdit extends Schema.TaggedError<IllegalEdit>()("IllegalEdit", {
  field: Schema.String,
  campaignId: CampaignId,
  status: CampaignStatus
}) {
  override get message(): string {
    return `${this.field} cannot be changed any more: the campaign is ${this.status}`
  }
}

/** There is nothing to dial yet: the list is still being imported, or could not be read. HTTP 409. */
export class ListNotReady extends Schema.TaggedError<ListNotReady>()("ListNotReady", {
  listId: ListId,
  status: ListStatus
}) {
  override get message(): string {
    return `the list cannot be called: it is ${this.status}`
  }
}

/** Whether the campaign can never dial again. */
export const isOver = (status: CampaignStatus): boolean =>
  status === "completed" || status === "failed" || status === "canceled"

type Decision = Result.Result<ReadonlyArray<CampaignEvent>, IllegalCommand | IllegalEdit | IllegalSchedule>

/**
 * What follows from a command at an instant (ms UTC). `Advance` is legal in every state, and often changes nothing. A
 * pause whose start is reached but not announced yet announces it first, so that each campaign begins once.
 */
export const decide = (campaign: Campaign, command: CampaignCommand, now: number): Decision => {
  const { status } = campaign
  const illegal = () =>
    Result.fail(
      new IllegalCommand({ command: command._tag.toLowerCase(), campaignId: campaign.id, status })
    )
  switch (command._tag) {
    case "Edit": {
      const { change } = command
      if (isOver(status)) return illegal()
      const fixed = status === "draft" ? undefined : onlyInDraft.find((field) => change[field] !== undefined)
      if (fixed !== undefined) return Result.fail(new IllegalEdit({ field: fixed, campaignId: campaign.id, status }))
      const edited = changed(campaign, change)
      const { endsAt, numbers, startsAt } = edited
      if (status !== "draft" && (endsAt === null || numbers.length === 0)) {
        const field = endsAt === null ? "endsAt" : "numbers"
        return Result.fail(new IllegalEdit({ field, campaignId: campaign.id, status }))
      }
      if (change.endsAt !== undefined && endsAt !== null) {
        const wrong = wrongEnd(startsAt ?? -Infinity, endsAt, now)
        if (wrong !== undefined) return Result.fail(wrong)
      }
      return Result.succeed([
        { _tag: "Edited", change },
        ...(paysAgain(campaign, edited) ? resume(edited, now) : [])
      ])
    }
    case "Schedule": {
      if (status !== "draft") return illegal()
      const wrong = wrongEnd(command.startsAt, command.endsAt, now)
      if (wrong !== undefined) return Result.fail(wrong)
      const { change = {}, endsAt, numbers, startsAt } = command
      const edited: ReadonlyArray<CampaignEvent> = Object.keys(change).length === 0 ? [] : [{ _tag: "Edited", change }]
      const started: ReadonlyArray<CampaignEvent> = startsAt <= now ? [{ _tag: "Started" }] : []
      return Result.succeed([...edited, { _tag: "Scheduled", numbers, startsAt, endsAt }, ...started])
    }
    case "Pause":
      return status === "scheduled" || status === "ongoing"
        ? Result.succeed([...begin(campaign, now), { _tag: "Paused", cause: command.cause }])
        : illegal()
    case "Resume":
      return status === "paused" ? Result.succeed(resume(campaign, now)) : illegal()
    case "Stop":
      return isOver(status) ? illegal() : Result.succeed([{ _tag: "Canceled" }])
    case "Fail":
      return isOver(status) ? illegal() : Result.succeed([{ _tag: "Failed", cause: command.cause }])
    case "Advance":
      return Result.succeed(
        status === "paused" || status === "scheduled" || status === "ongoing"
          ? advance(campaign, command.exhausted, now)
          : []
      )
  }
}

const wrongEnd = (startsAt: number, endsAt: number, now: number): IllegalSchedule | undefined =>
  endsAt <= startsAt
    ? new IllegalSchedule({ field: "endsAt", reason: "the end must be after the start" })
    : endsAt <= now
    ? new IllegalSchedule({ field: "endsAt", reason: "the end has already passed" })
    : undefined

const begin = ({ startsAt, status }: Campaign, now: number): ReadonlyArray<CampaignEvent> =>
  status === "scheduled" && startsAt !== null && startsAt <= now ? [{ _tag: "Started" }] : []

const advance = (campaign: Campaign, exhausted: boolean, now: number): ReadonlyArray<CampaignEvent> => {
  if (campaign.endsAt !== null && campaign.endsAt <= now) return [{ _tag: "Completed", reason: "end_time" }]
  const events = begin(campaign, now)
  return exhausted && !campaign.policy.alwaysOn && (events.length > 0 || campaign.status === "ongoing")
    ? [...events, { _tag: "Completed", reason: "list_exhausted" }]
    : events
}

/** A campaign that was paused before its start still has to begin: no pause after a start is older than the start. */
const resumed = ({ startsAt, updatedAt }: Campaign): CampaignStatus =>
  startsAt !== null && updatedAt < startsAt ? "scheduled" : "ongoing"

const resume = (campaign: Campaign, now: number): ReadonlyArray<CampaignEvent> => [
  { _tag: "Resumed" },
  ...advance({ ...campaign, status: resumed(campaign) }, false, now)
]

/** A higher budget is to a campaign that waits for it what a grant is to one that waits for credits. */
const paysAgain = (before: Campaign, after: Campaign): boolean =>
  before.status === "paused" && before.cause === "over_budget" && after.policy.resumeAfterGrant &&
  (after.policy.budget ?? Infinity) > (before.policy.budget ?? Infinity)

/**
 * The number of the next event, of which there are four to a millisecond where the clock says nothing else. It follows
 * the clock, so that a database that was restored from a backup goes on above what it had told before.
 */
const nextSequence = ({ sequence }: Campaign, now: number): number => Math.max(now * 4, sequence + 1)

/** The campaign after an event. */
export const evolve = (campaign: Campaign, event: CampaignEvent, now: number): Campaign => {
  const told = { ...campaign, sequence: nextSequence(campaign, now) }
  const next = { ...told, updatedAt: Math.max(now, campaign.updatedAt) }
  switch (event._tag) {
    case "Edited":
      return changed(told, event.change)
    case "Scheduled": {
      const { endsAt, numbers, startsAt } = event
      return { ...next, status: "scheduled", numbers, startsAt, endsAt }
    }
    case "Started":
      return { ...next, status: "ongoing" }
    case "Paused":
      return { ...next, status: "paused", cause: event.cause }
    case "Resumed":
      return { ...next, status: resumed(campaign), cause: null }
    case "Completed":
      return { ...next, status: "completed", endReason: event.reason }
    case "Failed":
      return { ...next, status: "failed", cause: event.cause }
    case "Canceled":
      return { ...next, status: "canceled", endReason: "stopped", cause: null }
  }
}
