import {
  Assistants,
  type Call,
  CallId,
  Calls,
  type CampaignId,
  Campaigns,
  invalidInput,
  Lists,
  Numbers,
  type WorkspaceId
} from "@campanile/core"
import { Effect } from "effect"
import { workspaceKey } from "../auth.ts"
import { type Endpoint, endpoint, json, pathId, query } from "../endpoint.ts"
import { readPhone, withPlus } from "../phones.ts"
import { CallInfo, callInfo, callItem, CallPage, HistoryQuery } from "../wire/call.ts"
import { callStatusOf } from "../wire/statuses.ts"

const callId = pathId("call_id", "call", CallId)

const unsupported = ["agent_id", "start_date", "end_date", "download"] as const

/** The campaign whose calls are asked for: `undefined` for those of all, null where a list has none. */
const campaignAskedFor = Effect.fnUntraced(
  function*(workspaceId: WorkspaceId, { bulk_list_id, campaign_id }: typeof HistoryQuery.Type) {
    if (campaign_id !== undefined && bulk_list_id !== undefined) {
      return yield* invalidInput("bulk_list_id", "only one of campaign_id, bulk_list_id may be given")
    }
    if (campaign_id !== undefined) return (yield* Campaigns.get(workspaceId, campaign_id)).id
    if (bulk_list_id === undefined) return undefined
    yield* Lists.get(workspaceId, bulk_list_id)
    return (yield* Campaigns.ofList(workspaceId, bulk_list_id))?.id ?? null
  }
)

const agentsOf = Effect.fnUntraced(function*(workspaceId: WorkspaceId, calls: ReadonlyArray<Call>) {
  const ids = new Set(calls.flatMap(({ campaignId }) => campaignId ?? []))
  const pairs = yield* Effect.forEach(ids, (id) =>
    Effect.gen(function*() {
      const campaign = yield* Campaigns.get(workspaceId, id)
      const assistant = yield* Assistants.get(workspaceId, campaign.assistantId)
      return [id, { id: assistant.id, name: assistant.name }] as const
    }), { concurrency: 4 })
  return new Map<CampaignId, (typeof pairs)[number][1]>(pairs)
})

/** Some calls with all that their answers are put together from. */
export const partsOf = Effect.fnUntraced(function*(workspaceId: WorkspaceId, calls: ReadonlyArray<Call>) {
  const agents = yield* agentsOf(workspaceId, calls)
  const numbers = new Map((yield* Numbers.all(workspaceId)).map((number) => [number.id as string, number]))
  return yield* Effect.forEach(calls, (call) =>
    Effect.map(Calls.attempts(workspaceId, call.id), (attempts) => ({
      call,
      attempts,
      agent: call.campaignId === null ? null : agents.get(call.campaignId) ?? null,
      numbers
    })), { concurrency: 4 })
})

/** What can be asked of calls. */
export const calls: ReadonlyArray<Endpoint> = [
  endpoint({
    method: "get",
    path: "/calling/history",
    tag: "Calls",
    summary: "Calls, the newest first",
    access: workspaceKey,
    query: query(HistoryQuery),
    answer: json(CallPage, "Some of them."),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ caller, query }) {
      for (const field of unsupported) {
        if (query[field] !== undefined) return yield* invalidInput(field, "is not supported")
      }
      const { limit = 10, offset = 0, status } = query
      const campaignId = yield* campaignAskedFor(caller, query)
      if (campaignId === null) return { calls: [], limit, offset, count: 0, total: 0 }
      const phone = query.phone === undefined ? undefined : yield* readPhone(withPlus(query.phone), "phone")
      const filter = { campaignId, status: status === undefined ? undefined : callStatusOf(status), phone }
      const { calls, total } = yield* Calls.all(caller, filter, { limit, offset })
      const items = (yield* partsOf(caller, calls)).map(callItem)
      return { calls: items, limit, offset, count: items.length, total }
    }
  }),
  endpoint({
    method: "get",
    path: "/calling/{call_id}",
    tag: "Calls",
    summary: "A call with its attempts",
    access: workspaceKey,
    id: callId,
    answer: json(CallInfo, "The call."),
    fails: ["NotFound"],
    handle: function*({ caller, id }) {
      const call = yield* Calls.get(caller, id)
      const [parts] = yield* partsOf(caller, [call])
      return callInfo(parts ?? { call, attempts: [], agent: null, numbers: new Map() })
    }
  })
]
