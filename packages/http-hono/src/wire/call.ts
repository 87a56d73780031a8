import {
  AssistantId,
  type Attempt,
  AttemptState,
  type Call,
  type CallerNumber,
  CallId,
  CampaignId,
  Disposition,
  ListId
} from "@campanile/core"
import { Schema } from "effect"
import { SingleCallConfig } from "./call-config.ts"
import {
  creditsOf,
  HookUrl,
  Instant,
  iso,
  isoOrNull,
  NullableInstant,
  optional,
  required,
  text,
  whole
} from "./fields.ts"
import { callStatuses, subStatuses, WireCallStatus, WireSubStatus } from "./statuses.ts"
import { unusedInSingleCall } from "./unused.ts"

/** The request for a single call. */
export const SingleCall = Schema.Struct({
  name: optional(text(200), "What the person is called."),
  mobile_number: required(text(64), "The number to call, with its country code.", "+919876543210"),
  agent_id: required(AssistantId, "The assistant."),
  from_number: optional(Schema.NullOr(text(64)), "The caller number, in E.164. Either this or from_number_id."),
  from_number_id: optional(Schema.NullOr(text(64)), "The caller number, by id. Either this or from_number."),
  number_pool_id: optional(
    Schema.NullOr(Schema.String),
    "Not supported: there are no number pools. A request that names one is refused."
  ),
  custom_args_values: optional(
    Schema.Record(text(200), Schema.Union([text(10_000), Schema.Finite, Schema.Boolean])),
    "The values of the prompt's variables.",
    { callee_name: "Asha" }
  ),
  call_config: optional(SingleCallConfig, "How the call is made."),
  callback_url: optional(Schema.NullOr(HookUrl), "Where other systems hear of the call."),
  ...unusedInSingleCall
}).annotate({ identifier: "SingleCall" })

/** What is answered to the request for a single call. */
export const CallRegistered = Schema.Struct({
  status: required(Schema.String, "That it worked.", "success"),
  data: Schema.Struct({
    call_id: CallId,
    call_direction: Schema.Literal("outbound"),
    call_status: WireCallStatus,
    initiated_at: Instant,
    agent_id: AssistantId,
    custom_args_values: Schema.Record(Schema.String, Schema.String)
  }),
  message: required(Schema.String, "That it worked.", "Call initiated successfully")
}).annotate({ identifier: "CallRegistered" })

const unsupported = Schema.optionalKey(Schema.String).pipe(
  Schema.annotateKey({ description: "Not supported: a request that names it is refused." })
)

/** Which calls to list. */
export const HistoryQuery = Schema.Struct({
  limit: optional(whole(1, 1000), "Calls in the answer at the most. Default: 10.", 10),
  offset: optional(whole(0, 1_000_000_000), "Calls to leave out at the beginning. Default: 0.", 0),
  status: optional(WireCallStatus, "Only calls in this status."),
  campaign_id: optional(CampaignId, "Only calls of this campaign."),
  bulk_list_id: optional(ListId, "Only calls of the latest campaign of this list."),
  phone: optional(
    text(64),
    "Only calls to this number, with its country code. In an URL a plus sign is written %2B. Not in the documented API.",
    "+919876543210"
  ),
  agent_id: unsupported,
  start_date: unsupported,
  end_date: unsupported,
  download: unsupported
})

const call = {
  id: CallId,
  to_number: required(Schema.String, "E.164."),
  name: required(Schema.NullOr(Schema.String), "Not kept with the call: null."),
  status: WireCallStatus,
  sub_status: required(WireSubStatus, "Why it is in its status."),
  disposition: required(Schema.NullOr(Disposition), "How its last attempt ended; null before the first end."),
  campaign_id: required(Schema.NullOr(CampaignId), "Null for a single call."),
  agent: required(
    Schema.NullOr(Schema.Struct({ id: AssistantId, name: Schema.String })),
    "The assistant of its campaign; null for a single call."
  ),
  transcript: required(Schema.NullOr(Schema.String), "What was said stays with the assistant: null."),
  audio_recording: required(Schema.NullOr(Schema.String), "Calls are not recorded: null."),
  created_at: Instant,
  updated_at: Instant,
  call_attempt_time: required(NullableInstant, "When it was last dialed."),
  next_attempt_time: required(NullableInstant, "When it is dialed next at the earliest; null where it is not."),
  call_duration: required(Schema.Int, "Seconds that the line was connected, over all attempts."),
  call_cost: required(Schema.Finite, "Credits."),
  credits_processed: required(Schema.Boolean, "Whether nothing is reserved for it any more."),
  call_type: required(Schema.Literal("outbound"), "All calls are outbound."),
  inbound_from: required(Schema.NullOr(Schema.String), "All calls are outbound: null."),
  from_numbers: required(Schema.Array(Schema.String), "The caller numbers that it was dialed from, in E.164."),
  voicemail_detected: Schema.Boolean,
  retry_count: required(Schema.Int, "How often it was dialed again.")
}

/** A call in a listing. */
export const CallItem = Schema.Struct(call).annotate({ identifier: "CallItem" })

/** Calls of a workspace, the newest first. */
export const CallPage = Schema.Struct({
  calls: Schema.Array(CallItem),
  limit: Schema.Int,
  offset: Schema.Int,
  count: required(Schema.Int, "Calls in this answer."),
  total: required(Schema.Int, "Calls that there are.")
}).annotate({ identifier: "CallPage" })

/** One dial of a call. */
const CallAttempt = Schema.Struct({
  id: Schema.String,
  state: AttemptState,
  disposition: Schema.NullOr(Disposition),
  from_number: Schema.NullOr(Schema.String),
  from_number_id: Schema.String,
  carrier_call_id: Schema.NullOr(Schema.String),
  claimed_at: Instant,
  placed_at: NullableInstant,
  ringing_at: NullableInstant,
  answered_at: NullableInstant,
  ended_at: NullableInstant,
  call_duration: required(Schema.Int, "Seconds that the line was connected."),
  call_cost: required(Schema.Finite, "Credits."),
  code: required(Schema.String, "The carrier's or the engine's own word for the end.")
}).annotate({ identifier: "CallAttempt" })

/** A call with its attempts. */
export const CallInfo = Schema.Struct({
  ...call,
  attempts: required(Schema.Array(CallAttempt), "The first one first.")
}).annotate({ identifier: "CallInfo" })

/** What a call's answer is put together from. */
export interface CallParts {
  readonly call: Call
  readonly attempts: ReadonlyArray<Attempt>
  /** The assistant of its campaign. */
  readonly agent: { readonly id: AssistantId; readonly name: string } | null
  /** The caller numbers of the workspace. */
  readonly numbers: ReadonlyMap<string, CallerNumber>
}

const sum = (values: ReadonlyArray<number>) => values.reduce((total, value) => total + value, 0)

/** A call as it is listed. */
export const callItem = ({ agent, attempts, call, numbers }: CallParts): typeof CallItem.Type => ({
  id: call.id,
  to_number: call.phone,
  name: null,
  status: callStatuses[call.status],
  sub_status: subStatuses[call.subStatus],
  disposition: call.disposition,
  campaign_id: call.campaignId,
  agent,
  transcript: null,
  audio_recording: null,
  created_at: iso(call.createdAt),
  updated_at: iso(call.updatedAt),
  call_attempt_time: isoOrNull(attempts.at(-1)?.placedAt ?? null),
  next_attempt_time: call.status === "registered" || call.status === "retry" ? iso(call.dueAt) : null,
  call_duration: sum(attempts.map(({ talkSeconds }) => talkSeconds)),
  call_cost: creditsOf(sum(attempts.map(({ spent }) => spent))),
  credits_processed: attempts.every(({ state }) => state === "ended"),
  call_type: "outbound",
  inbound_from: null,
  from_numbers: [...new Set(attempts.flatMap(({ numberId }) => numbers.get(numberId)?.phone ?? []))],
  voicemail_detected: attempts.some(({ disposition }) => disposition === "voicemail"),
  retry_count: Math.max(0, sum(Object.values(call.outcomes)) - 1)
})

/** A call as it is shown. */
export const callInfo = (parts: CallParts): typeof CallInfo.Type => ({
  ...callItem(parts),
  attempts: parts.attempts.map((attempt) => ({
    id: attempt.id,
    state: attempt.state,
    disposition: attempt.disposition,
    from_number: parts.numbers.get(attempt.numberId)?.phone ?? null,
    from_number_id: attempt.numberId,
    carrier_call_id: attempt.carrierCallId,
    claimed_at: iso(attempt.claimedAt),
    placed_at: isoOrNull(attempt.placedAt),
    ringing_at: isoOrNull(attempt.ringingAt),
    answered_at: isoOrNull(attempt.answeredAt),
    ended_at: isoOrNull(attempt.endedAt),
    call_duration: attempt.talkSeconds,
    call_cost: creditsOf(attempt.spent),
    code: attempt.code
  }))
})
