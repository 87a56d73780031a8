import { type Campaign, Campaigns, IllegalCommand, invalidInput, type WorkspaceId } from "@campanile/core"
import { Effect } from "effect"
import { workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { type NamedNumbers, namedNumbers } from "../caller-numbers.ts"
import { type Endpoint, endpoint, json } from "../endpoint.ts"
import { commandFails } from "../failure.ts"
import { scheduleOf } from "../schedule.ts"
import { inWireWords } from "../validation.ts"
import { policyOf } from "../wire/call-config.ts"
import { percentageOf } from "../wire/edit-campaign.ts"
import { CallsMade, CampaignStarted, type Changes, MakeCalls, StartCampaign } from "../wire/start-campaign.ts"
import { campaignStatuses } from "../wire/statuses.ts"
import { campaignOfList } from "./lists.ts"

/** What a request changes of a draft. */
const changeOf = Effect.fnUntraced(function*(draft: Campaign, changes: Changes) {
  const { agent_id, call_config = {}, callback_url, concurrency_percentage, email_completion_user_ids } = changes
  const timezone = call_config.call_time?.timezone ?? draft.timezone
  const policy = {
    ...policyOf(call_config, draft.policy),
    ...(concurrency_percentage === undefined ? {} : { concurrencyPercentage: percentageOf(concurrency_percentage) })
  }
  return {
    timezone,
    policy,
    ...(yield* scheduleOf(changes, timezone)),
    ...(agent_id === undefined ? {} : { assistantId: agent_id }),
    ...(callback_url === undefined ? {} : { callbackUrl: callback_url }),
    ...(email_completion_user_ids === undefined ? {} : { notify: email_completion_user_ids ?? [] })
  }
})

/** Change a draft as a request says, and start it from the numbers that the request names. */
const startDraft = Effect.fnUntraced(
  function*(workspaceId: WorkspaceId, draft: Campaign, changes: Changes, named: NamedNumbers) {
    const { field, numbers } = yield* namedNumbers(named, ["from_numbers", "from_number_ids"])
    if (draft.status !== "draft") {
      return yield* new IllegalCommand({ command: "start", campaignId: draft.id, status: draft.status })
    }
    return yield* Effect.gen(function*() {
      return yield* Campaigns.start(workspaceId, draft.id, numbers, yield* changeOf(draft, changes))
    }).pipe(inWireWords({ numbers: field }))
  }
)

const fails = ["InvalidInput", ...commandFails, "ColumnsMissing", "NoPrice", "InsufficientCredits"] as const

const find = (workspaceId: WorkspaceId, { campaign_id, list_id }: typeof StartCampaign.Type) =>
  campaign_id !== undefined && list_id !== undefined
    ? Effect.fail(invalidInput("list_id", "only one of campaign_id, list_id may be given"))
    : campaign_id !== undefined
    ? Campaigns.get(workspaceId, campaign_id)
    : list_id !== undefined
    ? campaignOfList(workspaceId, list_id)
    : Effect.fail(invalidInput("list_id", "is required (or campaign_id)"))

const start = (path: string) =>
  endpoint({
    method: "post",
    path,
    tag: "Campaigns",
    summary: "Start a campaign that was saved",
    description:
      "Checks its columns, prices and credits, fixes its schedule, and makes a call of each contact. A campaign " +
      "starts once: a second request is answered with 409 and its state.",
    access: workspaceKey,
    body: jsonBody(StartCampaign),
    answer: json(CampaignStarted, "It is scheduled, or dials already."),
    fails,
    handle: function*({ body, caller }) {
      const campaign = yield* startDraft(caller, yield* find(caller, body), body, body)
      const { live } = yield* Campaigns.progress(caller, campaign.id)
      return {
        status: "campaign registered successfully!",
        has_ongoing_calls: live > 0,
        campaign_id: campaign.id,
        campaign_status: campaignStatuses[campaign.status]
      }
    }
  })

/** Starts of campaigns that were saved with their lists. */
export const starts: ReadonlyArray<Endpoint> = [
  start("/campaign/start"),
  start("/campaign/v2/start"),
  endpoint({
    method: "post",
    path: "/campaign/make-call-async",
    tag: "Large campaigns",
    summary: "Start the campaign of a large list",
    description:
      "A list's campaign starts once: a second request is answered with 409 and its state, so that a request " +
      "whose answer was lost can safely be made again.",
    access: workspaceKey,
    body: jsonBody(MakeCalls),
    answer: json(CallsMade, "It is scheduled, or dials already."),
    fails,
    handle: function*({ body, caller }) {
      const draft = yield* campaignOfList(caller, body.bulk_list_id)
      const campaign = yield* startDraft(caller, draft, body, body)
      return {
        message: "Campaign calls scheduled",
        bulk_list_id: body.bulk_list_id,
        status: campaignStatuses[campaign.status],
        campaign_id: campaign.id
      }
    }
  })
]
