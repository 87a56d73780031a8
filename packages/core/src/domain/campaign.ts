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

/** Why a campaign is paused or has failed: something on which a person can act. */
export const Cause = Schema.Literals([
  /** Somebody asked for it. */
  "requested",
  /** There is no credit left to pay for another attempt. */
  "out_of_credits",
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
  cause: Schema.NullOr(Cause),
  endReason: Schema.NullOr(EndReason),
  createdAt: Schema.Int,
  /** The instant of the last change of status. */
  updatedAt: Schema.Int
}).annotate({ identifier: "Campaign" })
export interface Campaign extends Schema.Schema.Type<typeof Campaign> {}

/** What a person, the engine or time itself asks of a campaign. */
export type CampaignCommand =
  /** Fix the schedule. Begins at once where the start is reached. */
  | {
    readonly _tag: "Schedule"
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

/** The schedule cannot be kept: an end that is not after its start, or has passed. */
export class IllegalSchedule extends Schema.TaggedError<IllegalSchedule>()("IllegalSchedule", {
  field: Schema.Literals(["startsAt", "endsAt"]),
  reason: Schema.String
}) {
  override get message(): string {
    return this.reason
  }
}

/** There is nothing to dial yet: the list is still being imported, or could not be read. */
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

type Decision = Result.Result<ReadonlyArray<CampaignEvent>, IllegalCommand | IllegalSchedule>

/** What follows from a command at an instant (ms UTC). `Advance` is legal in every state, and often changes nothing. */
export const decide = (campaign: Campaign, command: CampaignCommand, now: number): Decision => {
  const { status } = campaign
  const illegal = Result.fail(
    new IllegalCommand({ command: command._tag.toLowerCase(), campaignId: campaign.id, status })
  )
  switch (command._tag) {
    case "Schedule": {
      if (status !== "draft") return illegal
      if (command.endsAt <= command.startsAt) {
        return Result.fail(new IllegalSchedule({ field: "endsAt", reason: "the end must be after the start" }))
      }
      if (command.endsAt <= now) {
        return Result.fail(new IllegalSchedule({ field: "endsAt", reason: "the end has already passed" }))
      }
      const { endsAt, numbers, startsAt } = command
      const scheduled: CampaignEvent = { _tag: "Scheduled", numbers, startsAt, endsAt }
      return Result.succeed(startsAt <= now ? [scheduled, { _tag: "Started" }] : [scheduled])
    }
    case "Pause":
      return status === "scheduled" || status === "ongoing"
        ? Result.succeed([{ _tag: "Paused", cause: command.cause }])
        : illegal
    case "Resume":
      return status === "paused" ? Result.succeed([{ _tag: "Resumed" }, ...advance(campaign, false, now)]) : illegal
    case "Stop":
      return isOver(status) ? illegal : Result.succeed([{ _tag: "Canceled" }])
    case "Fail":
      return isOver(status) ? illegal : Result.succeed([{ _tag: "Failed", cause: command.cause }])
    case "Advance":
      return Result.succeed(
        status === "paused" || status === "scheduled" || status === "ongoing"
          ? advance(campaign, command.exhausted, now)
          : []
      )
  }
}

const advance = (campaign: Campaign, exhausted: boolean, now: number): ReadonlyArray<CampaignEvent> => {
  if (campaign.endsAt !== null && campaign.endsAt <= now) return [{ _tag: "Completed", reason: "end_time" }]
  const begins = campaign.status === "scheduled" && campaign.startsAt !== null && campaign.startsAt <= now
  const events: ReadonlyArray<CampaignEvent> = begins ? [{ _tag: "Started" }] : []
  return exhausted && (begins || campaign.status === "ongoing")
    ? [...events, { _tag: "Completed", reason: "list_exhausted" }]
    : events
}

/** A draft as its owner changed it. Its id, list, age and status are not its owner's to change. */
export const redraft = (draft: Campaign, changed: Campaign): Result.Result<Campaign, IllegalCommand> => {
  const { cause, createdAt, endReason, id, listId, status, updatedAt, workspaceId } = draft
  return status === "draft"
    ? Result.succeed({ ...changed, workspaceId, id, listId, status, cause, endReason, createdAt, updatedAt })
    : Result.fail(new IllegalCommand({ command: "update", campaignId: id, status }))
}

/** The campaign after an event. */
export const evolve = (campaign: Campaign, event: CampaignEvent, now: number): Campaign => {
  const next = { ...campaign, updatedAt: now }
  switch (event._tag) {
    case "Scheduled": {
      const { endsAt, numbers, startsAt } = event
      return { ...next, status: "scheduled", numbers, startsAt, endsAt }
    }
    case "Started":
      return { ...next, status: "ongoing" }
    case "Paused":
      return { ...next, status: "paused", cause: event.cause }
    case "Resumed":
      return {
        ...next,
        status: campaign.startsAt !== null && campaign.startsAt > now ? "scheduled" : "ongoing",
        cause: null
      }
    case "Completed":
      return { ...next, status: "completed", endReason: event.reason, cause: null }
    case "Failed":
      return { ...next, status: "failed", cause: event.cause }
    case "Canceled":
      return { ...next, status: "canceled", endReason: "stopped", cause: null }
  }
}
