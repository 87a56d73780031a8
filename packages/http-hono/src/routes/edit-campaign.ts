import { type Campaign, Campaigns, InvalidInput } from "@campanile/core"
import { Effect } from "effect"
import { workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { type Endpoint, endpoint, json } from "../endpoint.ts"
import { commandFails } from "../failure.ts"
import { scheduleOf } from "../schedule.ts"
import { inWireWords } from "../validation.ts"
import { policyOf } from "../wire/call-config.ts"
import { CampaignInfo } from "../wire/campaign.ts"
import { EditCampaign, percentageOf } from "../wire/edit-campaign.ts"
import { campaignId, infoOf } from "./campaigns.ts"

type Edit = typeof EditCampaign.Type

/** What a request changes of a campaign. */
const changeOf = Effect.fnUntraced(function*(campaign: Campaign, edit: Edit) {
  const { agent_id, call_config = {}, callback_url, campaign_name, concurrency_percentage, email_completion_user_ids } =
    edit
  const timezone = call_config.call_time?.timezone
  const numbers = edit.from_numbers ?? edit.from_number_ids
  const policy = {
    ...policyOf(call_config, campaign.policy),
    ...(concurrency_percentage === undefined ? {} : { concurrencyPercentage: percentageOf(concurrency_percentage) })
  }
  return {
    ...(yield* scheduleOf(edit, timezone ?? campaign.timezone)),
    ...(Object.keys(policy).length === 0 ? {} : { policy }),
    ...(timezone === undefined || timezone === campaign.timezone ? {} : { timezone }),
    ...(campaign_name === undefined ? {} : { name: campaign_name }),
    ...(agent_id === undefined || agent_id === campaign.assistantId ? {} : { assistantId: agent_id }),
    ...(edit.variables_map === undefined ? {} : { variables: edit.variables_map }),
    ...(numbers === undefined ? {} : { numbers }),
    ...(callback_url === undefined ? {} : { callbackUrl: callback_url }),
    ...(email_completion_user_ids === undefined ? {} : { notify: email_completion_user_ids ?? [] })
  }
})

/** Changes of campaigns, also of those that run. */
export const edits: ReadonlyArray<Endpoint> = [
  endpoint({
    method: "patch",
    path: "/campaign/{campaign_id}",
    tag: "Campaigns",
    summary: "Change a campaign, also while it runs",
    description:
      "The next dial obeys; calls in progress go on as they are. What is not mentioned stays as it is, also " +
      "within call_config. What cannot be changed any more is refused with 409, the field and the campaign's state.",
    access: workspaceKey,
    id: campaignId,
    body: jsonBody(EditCampaign),
    answer: json(CampaignInfo, "The campaign as it is now."),
    fails: ["InvalidInput", ...commandFails, "ColumnsMissing"],
    handle: function*({ body, caller, id }) {
      if (body.from_numbers !== undefined && body.from_number_ids !== undefined) {
        return yield* new InvalidInput({
          problems: ["from_numbers", "from_number_ids"].map((field) => ({
            field,
            message: "only one of from_numbers, from_number_ids may be given"
          }))
        })
      }
      const field = body.from_number_ids === undefined ? "from_numbers" : "from_number_ids"
      const campaign = yield* Campaigns.get(caller, id)
      const change = yield* changeOf(campaign, body)
      return yield* infoOf(yield* Campaigns.edit(caller, id, change).pipe(inWireWords({ numbers: field })))
    }
  })
]
