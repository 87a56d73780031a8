import { AssistantId, CampaignId, ListId } from "@campanile/core"
import { Schema } from "effect"
import { CallConfig, Time } from "./call-config.ts"
import { ConcurrencyPercentage } from "./edit-campaign.ts"
import { HookUrl, MailAddress, optional, required, text } from "./fields.ts"
import { WireCampaignStatus } from "./statuses.ts"
import { unusedInMakeCalls } from "./unused.ts"

const Numbers = Schema.Array(text(64)).pipe(Schema.check(Schema.isMaxLength(1000)))

/** The caller numbers of a request; exactly one of these is given. */
export const numberFields = {
  from_numbers: optional(Schema.NullOr(Numbers), "Caller numbers to dial from, by E.164 or id.", ["+911409990001"]),
  from_number_ids: optional(Schema.NullOr(Numbers), "The same, by id."),
  number_pool_id: optional(
    Schema.NullOr(Schema.String),
    "Not supported: there are no number pools. A request that names one is refused."
  )
}

const told = {
  callback_url: optional(Schema.NullOr(HookUrl), "Where other systems hear of the campaign and its calls."),
  email_completion_user_ids: optional(
    Schema.NullOr(Schema.Array(MailAddress).pipe(Schema.check(Schema.isMaxLength(100)))),
    "Mail addresses of people who hear of the campaign."
  )
}

const schedule = {
  campaign_start_time: optional(Time, "When calling begins; at once where nothing is said.", "24/11/2026, 09:00"),
  campaign_end_time: optional(
    Time,
    "When calling must stop. It is needed before a campaign can start.",
    "28/11/2026, 18:00"
  )
}

/** The request that starts a campaign which was saved. */
export const StartCampaign = Schema.Struct({
  campaign_id: optional(CampaignId, "The campaign. Either this or list_id is needed."),
  list_id: optional(ListId, "Its list. Either this or campaign_id is needed."),
  agent_id: optional(AssistantId, "The assistant, where it is not to be the one with which the campaign was saved."),
  ...numberFields,
  ...schedule,
  ...told
}).annotate({ identifier: "StartCampaign" })

/** The request that starts the campaign of a large list. */
export const MakeCalls = Schema.Struct({
  bulk_list_id: required(ListId, "The list that was uploaded."),
  agent_id: optional(AssistantId, "The assistant, where it is not to be the one with which the list was uploaded."),
  ...schedule,
  call_config: optional(CallConfig, "How its calls are made; what is not mentioned stays as it was uploaded."),
  ...numberFields,
  concurrency_percentage: optional(
    ConcurrencyPercentage,
    "The most simultaneous calls as a percentage of the workspace's; with 0 they are shared among campaigns that run. " +
      "Between 0 and 1 it is refused.",
    50
  ),
  ...told,
  ...unusedInMakeCalls
}).annotate({ identifier: "MakeCalls" })

/** The schedule and the rest that both requests can change of a draft. */
export type Changes = Pick<
  typeof MakeCalls.Type,
  | "agent_id"
  | "campaign_start_time"
  | "campaign_end_time"
  | "call_config"
  | "concurrency_percentage"
  | "callback_url"
  | "email_completion_user_ids"
>

/** What is answered to a start. */
export const CampaignStarted = Schema.Struct({
  status: required(Schema.String, "That it worked.", "campaign registered successfully!"),
  has_ongoing_calls: required(Schema.Boolean, "Whether calls of it are in progress already."),
  campaign_id: CampaignId,
  campaign_status: required(WireCampaignStatus, "`scheduled` before its start, `ongoing` from then on.")
}).annotate({ identifier: "CampaignStarted" })

/** What is answered to the start of a large campaign. */
export const CallsMade = Schema.Struct({
  message: required(Schema.String, "That it worked.", "Campaign calls scheduled"),
  bulk_list_id: ListId,
  status: required(WireCampaignStatus, "`scheduled` before its start, `ongoing` from then on."),
  campaign_id: CampaignId
}).annotate({ identifier: "CallsMade" })
