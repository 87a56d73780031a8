import {
  type Campaign,
  Campaigns,
  InvalidInput,
  isOver,
  type Workspace,
  type WorkspaceId,
  Workspaces
} from "@campanile/core"
import { Effect } from "effect"
import { workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { type Endpoint, endpoint, json } from "../endpoint.ts"
import { commandFails } from "../failure.ts"
import { inWireWords } from "../validation.ts"
import { campaignShare, Concurrency, EditConcurrency } from "../wire/concurrency.ts"
import { percentageOf } from "../wire/edit-campaign.ts"

const pageSize = 1000

const started = Effect.fnUntraced(function*(workspaceId: WorkspaceId) {
  const found: Array<Campaign> = []
  for (let offset = 0;; offset += pageSize) {
    const { campaigns } = yield* Campaigns.all(workspaceId, { limit: pageSize, offset })
    found.push(...campaigns.filter(({ status }) => status !== "draft" && !isOver(status)))
    if (campaigns.length < pageSize) return found
  }
})

const splitOf = Effect.fnUntraced(function*({ apiReserve, capacity, id }: Workspace) {
  return {
    concurrency: capacity,
    api_concurrency_pct: Math.round(apiReserve / capacity * 10_000) / 100,
    api_reserve: apiReserve,
    campaigns: (yield* started(id)).map(campaignShare)
  }
})

/** A percentage such as 32.3 has no exact number in the machine: 323 of 1000 must not become 322. */
const rounding = 1e-9

const change = Effect.fnUntraced(function*(workspaceId: WorkspaceId, edit: typeof EditConcurrency.Type) {
  const { api_concurrency_pct, campaigns = [] } = edit
  const twice = campaigns.flatMap(({ campaign_id }, index) =>
    campaigns.findIndex((other) => other.campaign_id === campaign_id) === index
      ? []
      : [{ field: `campaigns.${index}.campaign_id`, message: "is given more than once" }]
  )
  if (twice.length > 0) return yield* new InvalidInput({ problems: twice })
  const { apiReserve: before, capacity } = yield* Workspaces.get(workspaceId)
  const apiReserve = api_concurrency_pct === undefined
    ? before
    : Math.floor(capacity * api_concurrency_pct / 100 + rounding)
  const edits = campaigns.map(({ campaign_id, concurrency_percentage }) =>
    [campaign_id, { policy: { concurrencyPercentage: percentageOf(concurrency_percentage) } }] as const
  )
  // All of it is checked before anything is written.
  for (const [index, [id, edit]] of edits.entries()) {
    yield* Campaigns.checkEdit(workspaceId, id, edit, { apiReserve, capacity }).pipe(
      inWireWords({ "policy.minConcurrent": `campaigns.${index}.concurrency_percentage` })
    )
  }
  if (api_concurrency_pct !== undefined) {
    yield* Workspaces.update(workspaceId, { apiReserve }).pipe(inWireWords({ apiReserve: "api_concurrency_pct" }))
  }
  for (const [id, edit] of edits) yield* Campaigns.edit(workspaceId, id, edit)
  return yield* splitOf(yield* Workspaces.get(workspaceId))
})

const routes = (path: string): ReadonlyArray<Endpoint> => [
  endpoint({
    method: "get",
    path,
    tag: "Calling rules",
    summary: "How the slots are split",
    access: workspaceKey,
    answer: json(Concurrency, "The split between single calls and campaigns."),
    fails: ["NotFound"],
    handle: function*({ caller }) {
      return yield* splitOf(yield* Workspaces.get(caller))
    }
  }),
  endpoint({
    method: "patch",
    path,
    tag: "Calling rules",
    summary: "Split the slots",
    description:
      "The share of single calls is kept for them only as long as they can use it. All of it is checked before " +
      "anything is changed.",
    access: workspaceKey,
    body: jsonBody(EditConcurrency),
    answer: json(Concurrency, "The split as it is now."),
    fails: ["InvalidInput", ...commandFails, "ColumnsMissing"],
    handle: function*({ body, caller }) {
      return yield* change(caller, body)
    }
  })
]

/** How slots are split between single calls and campaigns. */
export const concurrency: ReadonlyArray<Endpoint> = [
  ...routes("/workspace/concurrency"),
  ...routes("/campaign/concurrency")
]
