import { type Call, CallId, Calls, Campaigns, Suppressions, type WorkspaceId } from "@campanile/core"
import { Clock, Effect } from "effect"
import { workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { type Endpoint, endpoint, json, pathId, query } from "../endpoint.ts"
import { readPhone, withPlus } from "../phones.ts"
import { callInfo } from "../wire/call.ts"
import { CallExplained, CallsExplained, ExplainQuery, shownDecision, shownExplanation } from "../wire/explanation.ts"
import { callStatuses, subStatuses } from "../wire/statuses.ts"
import { OptOut, Suppressed } from "../wire/suppression.ts"
import { partsOf } from "./calls.ts"

const callId = pathId("call_id", "call", CallId)

/** Calls to one phone that are explained at once. */
const shownCalls = 10

const explained = Effect.fnUntraced(function*(workspaceId: WorkspaceId, call: Call) {
  const explanation = yield* Calls.explain(workspaceId, call.id)
  const decisions = yield* Calls.decisions(workspaceId, call.id)
  const [parts] = yield* partsOf(workspaceId, [call])
  return {
    call_id: call.id,
    campaign_id: call.campaignId,
    status: callStatuses[call.status],
    sub_status: subStatuses[call.subStatus],
    explanation: shownExplanation(explanation, yield* Clock.currentTimeMillis),
    decisions: decisions.map(shownDecision),
    attempts: parts === undefined ? [] : callInfo(parts).attempts
  }
})

/** Why a call is or is not dialed, and what a person said in it. */
export const explanations: ReadonlyArray<Endpoint> = [
  endpoint({
    method: "get",
    path: "/calling/{call_id}/explain",
    tag: "Calls",
    summary: "Why a call was, or was not, dialed",
    description:
      "What the gates say of it now, asked in the order in which a dial asks them; what they decided so far, " +
      "each time with the rule, the version of its data and the instant; and its attempts.",
    access: workspaceKey,
    id: callId,
    answer: json(CallExplained, "Why."),
    fails: ["NotFound"],
    handle: function*({ caller, id }) {
      return yield* explained(caller, yield* Calls.get(caller, id))
    }
  }),
  endpoint({
    method: "get",
    path: "/calling/explain",
    tag: "Calls",
    summary: "Why a person was, or was not, called",
    description:
      `The same of the calls to a phone, the newest first, ${shownCalls} at the most. A phone that no call was made for ` +
      "has none: it is in no list of a campaign that was started.",
    access: workspaceKey,
    query: query(ExplainQuery),
    answer: json(CallsExplained, "Why, call by call."),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ caller, query: { campaign_id, phone } }) {
      const to_number = yield* readPhone(withPlus(phone), "phone")
      if (campaign_id !== undefined) yield* Campaigns.get(caller, campaign_id)
      const filter = { campaignId: campaign_id, phone: to_number }
      const { calls, total } = yield* Calls.all(caller, filter, { limit: shownCalls, offset: 0 })
      return { to_number, total, calls: yield* Effect.forEach(calls, (call) => explained(caller, call)) }
    }
  }),
  endpoint({
    method: "post",
    path: "/calling/{call_id}/opt-out",
    tag: "Suppressions",
    summary: "The person does not want to be called any more",
    description: "Their number is suppressed at once, and what waits for it is closed. The call itself goes on.",
    access: workspaceKey,
    id: callId,
    body: jsonBody(OptOut),
    answer: json(Suppressed, "It is done."),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body: { scope = "workspace" }, caller, id }) {
      const cancelled_calls = yield* Suppressions.optOut(caller, id, scope)
      return { message: "Number suppressed successfully!", suppressed: 1, cancelled_calls }
    }
  })
]
