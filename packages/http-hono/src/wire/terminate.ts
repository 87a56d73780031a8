import { AssistantId, CallId, CampaignId } from "@campanile/core"
import { Schema } from "effect"
import { optional, required, text } from "./fields.ts"
import { WireCampaignStatus } from "./statuses.ts"
import { unusedInTerminate } from "./unused.ts"

const unsupported = "Not supported: a request that names it is refused."

/** What is to be terminated; exactly one of these is given. */
export const Terminate = Schema.Struct({
  campaign_id: optional(CampaignId, "The campaign: it ends for good, and its calls that wait are closed."),
  call_ids: optional(
    Schema.NonEmptyArray(CallId).pipe(Schema.check(Schema.isMaxLength(100))),
    "Calls: those that wait are closed."
  ),
  agent_id: optional(AssistantId, unsupported),
  mobile_numbers: optional(Schema.Array(text(64)), unsupported)
}).annotate({ identifier: "Terminate" })

/** The query of a termination. */
export const TerminateQuery = Schema.Struct(unusedInTerminate)

/** What is answered to a termination. */
export const Terminated = Schema.Struct({
  message: required(Schema.String, "That it worked.", "Calls terminated successfully!"),
  terminated_calls: optional(Schema.Int, "With call_ids: how many calls were closed."),
  campaign_id: optional(CampaignId, "With a campaign: which one."),
  campaign_status: optional(WireCampaignStatus, "With a campaign: its status from now on.")
}).annotate({ identifier: "Terminated" })

/** What is answered to a pause or a resumption. */
export const CampaignCommanded = Schema.Struct({
  message: required(Schema.String, "That it worked.", "Campaign paused successfully!"),
  campaign_id: CampaignId,
  campaign_status: WireCampaignStatus
}).annotate({ identifier: "CampaignCommanded" })
