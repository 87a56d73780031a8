import {
  type CallId,
  Calls,
  type Campaign,
  type CampaignId,
  Campaigns,
  invalidInput,
  type WorkspaceId
} from "@campanile/core"
import { Effect } from "effect"
import { workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { type Endpoint, endpoint, json, query } from "../endpoint.ts"
import { commandFails, NothingToTerminate } from "../failure.ts"
import { campaignStatuses } from "../wire/statuses.ts"
import { CampaignCommanded, Terminate, Terminated, TerminateQuery } from "../wire/terminate.ts"
import { campaignId } from "./campaigns.ts"

const commanded = (message: string, campaign: Campaign): typeof CampaignCommanded.Type => ({
  message,
  campaign_id: campaign.id,
  campaign_status: campaignStatuses[campaign.status]
})

interface Command {
  readonly name: "pause" | "resume" | "terminate"
  readonly summary: string
  readonly description: string
  readonly give: typeof Campaigns.pause
  readonly message: string
}

const route = ({ description, give, message, name, summary }: Command, method: "post" | "patch") =>
  endpoint({
    method,
    path: `/campaign/${name}/{campaign_id}`,
    tag: "Campaigns",
    summary,
    description,
    access: workspaceKey,
    id: campaignId,
    answer: json(CampaignCommanded, "It is done."),
    fails: commandFails,
    handle: function*({ caller, id }) {
      return commanded(message, yield* give(caller, id))
    }
  })

const pause: Command = {
  name: "pause",
  summary: "Dial nothing new until resumed",
  description: "Calls in progress go on.",
  give: Campaigns.pause,
  message: "Campaign paused successfully!"
}

const resume: Command = {
  name: "resume",
  summary: "Go on after a pause",
  description: "Also after one that the engine made itself, as when the credits ran out.",
  give: Campaigns.resume,
  message: "Campaign resumed successfully!"
}

const terminate: Command = {
  name: "terminate",
  summary: "Dial nothing new ever again",
  description: "Calls in progress go on; those that wait are closed. It cannot be taken back.",
  give: Campaigns.stop,
  message: "Campaign terminated successfully!"
}

const terminateCampaign = Effect.fnUntraced(function*(workspaceId: WorkspaceId, id: CampaignId) {
  return commanded("Calls terminated successfully!", yield* Campaigns.stop(workspaceId, id))
})

const terminateCalls = Effect.fnUntraced(function*(workspaceId: WorkspaceId, ids: ReadonlyArray<CallId>) {
  yield* Effect.forEach(ids, (id) => Calls.get(workspaceId, id), { discard: true })
  const terminated_calls = yield* Calls.terminate(workspaceId, ids)
  if (terminated_calls === 0) return yield* new NothingToTerminate({})
  return { message: "Calls terminated successfully!", terminated_calls }
})

/** What a person asks of a campaign that was started, and of calls that wait. */
export const commands: ReadonlyArray<Endpoint> = [
  ...[pause, resume].flatMap((command) => [route(command, "post"), route(command, "patch")]),
  route(terminate, "post"),
  endpoint({
    method: "patch",
    path: "/campaign/terminate",
    tag: "Campaigns",
    summary: "Terminate a campaign, or calls that wait",
    description: "Calls in progress go on.",
    access: workspaceKey,
    query: query(TerminateQuery),
    body: jsonBody(Terminate),
    answer: json(Terminated, "It is done."),
    fails: ["InvalidInput", ...commandFails, "NothingToTerminate"],
    handle: function*({ body, caller }) {
      const { agent_id, call_ids, campaign_id, mobile_numbers } = body
      if (agent_id !== undefined) {
        return yield* invalidInput("agent_id", "is not supported: terminate its campaigns one by one")
      }
      if (mobile_numbers !== undefined) {
        return yield* invalidInput("mobile_numbers", "is not supported: name the calls in call_ids")
      }
      if (campaign_id !== undefined && call_ids !== undefined) {
        return yield* invalidInput("call_ids", "only one of campaign_id, call_ids may be given")
      }
      if (campaign_id !== undefined) return yield* terminateCampaign(caller, campaign_id)
      if (call_ids !== undefined) return yield* terminateCalls(caller, call_ids)
      return yield* invalidInput("campaign_id", "is required (or call_ids)")
    }
  })
]
