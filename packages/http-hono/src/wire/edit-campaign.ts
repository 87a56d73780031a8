import { AssistantId } from "@campanile/core"
import { Schema } from "effect"
import { CallConfig, Time } from "./call-config.ts"
import { HookUrl, MailAddress, optional, text, Title } from "./fields.ts"

const Numbers = Schema.NonEmptyArray(text(64)).pipe(Schema.check(Schema.isMaxLength(1000)))

/** The most simultaneous calls of a campaign as a percentage: less than one is refused, for it is mostly a share such as 0.4 for 40. */
export const ConcurrencyPercentage = Schema.NullOr(
  Schema.Finite.pipe(Schema.check(
    Schema.isBetween({ minimum: 0, maximum: 100 }),
    Schema.makeFilter((share) => share <= 0 || share >= 1 || "must be 0, or from 1 to 100")
  ))
)

/** What may be changed of a campaign. */
export const EditCampaign = Schema.Struct({
  campaign_name: optional(Title, "What people call it."),
  agent_id: optional(AssistantId, "The assistant. Only of a draft."),
  variables_map: optional(
    Schema.Record(text(200), text(200)),
    "Which column each variable of the prompt is read from, where the names differ. Only of a draft."
  ),
  campaign_start_time: optional(Time, "When calling begins. Only of a draft."),
  campaign_end_time: optional(Time, "When calling must stop.", "28/11/2026, 18:00"),
  call_config: optional(
    CallConfig,
    "How calls are made; what is not mentioned stays as it is. The timezone can be changed only of a draft."
  ),
  concurrency_percentage: optional(
    ConcurrencyPercentage,
    "The most simultaneous calls as a percentage of the workspace's; with 0 the slots are shared among campaigns.",
    50
  ),
  from_numbers: optional(Numbers, "Caller numbers to dial from, by E.164 or id.", ["+911409990001"]),
  from_number_ids: optional(Numbers, "The same, by id."),
  callback_url: optional(Schema.NullOr(HookUrl), "Where other systems hear of the campaign and its calls."),
  email_completion_user_ids: optional(
    Schema.NullOr(Schema.Array(MailAddress).pipe(Schema.check(Schema.isMaxLength(100)))),
    "Mail addresses of people who hear of the campaign."
  )
}).annotate({ identifier: "EditCampaign" })

/** A percentage as the engine has it: none for 0. */
export const percentageOf = (percentage: number | null): number | null => percentage === 0 ? null : percentage
