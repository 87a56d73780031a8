import {
  Campaigns,
  type Estimate,
  ListId,
  ListNotReady,
  Lists,
  NotFound,
  type Store,
  type WorkspaceId
} from "@campanile/core"
import { Effect } from "effect"
import { workspaceKey } from "../auth.ts"
import { bytesOf, csvFile, rejectedRowsCsv } from "../csv.ts"
import { type Endpoint, endpoint, json, pathId } from "../endpoint.ts"
import { rejectedRowsLink } from "../links.ts"
import { BalanceChecked } from "../wire/balance-check.ts"
import { shownEstimate } from "../wire/estimate.ts"
import { creditsOf } from "../wire/fields.ts"
import { campaignStatuses } from "../wire/statuses.ts"
import { UploadStatus, uploadStatus } from "../wire/upload-status.ts"

/** The list that a path names. */
export const listId = pathId("bulk_list_id", "list", ListId)

/** The campaign of a list: its latest. A list has none while it is imported, or if that failed. */
export const campaignOfList = Effect.fnUntraced(function*(workspaceId: WorkspaceId, id: ListId) {
  const campaign = yield* Campaigns.ofList(workspaceId, id)
  if (campaign !== undefined) return campaign
  const { status } = yield* Lists.get(workspaceId, id)
  return yield* status === "ready" ? new NotFound({ what: "campaign", id }) : new ListNotReady({ listId: id, status })
})

const creditsMessage = ({ available, budgetLeft, expected, sufficient }: Estimate, draft: boolean): string => {
  const what = draft ? "to begin" : "for the calls that wait"
  if (sufficient) return `There are enough credits ${what}.`
  return available < expected
    ? `${creditsOf(expected - available)} more credits are needed ${what}.`
    : `There are enough credits ${what}, but the budget pays for only ${creditsOf(budgetLeft ?? 0)} of ` +
      `${creditsOf(expected)}.`
}

const balanceMessage = (estimate: Estimate, draft: boolean): string => {
  const { contacts, unpriced } = estimate
  if (unpriced === 0) return creditsMessage(estimate, draft)
  if (unpriced === contacts) {
    return "Nobody who is still to be called has a price: the operator has set none for their numbers."
  }
  const waits = unpriced === 1
    ? "1 contact has no price, and is not"
    : `${unpriced} contacts have no price, and are not`
  return `${creditsMessage(estimate, draft)} ${waits} called before there is one.`
}

/** What can be asked of a list that was uploaded. */
export const lists: ReadonlyArray<Endpoint> = [
  endpoint({
    method: "get",
    path: "/campaign/upload-status/{bulk_list_id}",
    tag: "Large campaigns",
    summary: "Where the import of a list is",
    access: workspaceKey,
    id: listId,
    answer: json(UploadStatus, "Where it is."),
    fails: ["NotFound"],
    handle: function*({ caller, id, request, settings }) {
      const list = yield* Lists.get(caller, id)
      const campaign = yield* Campaigns.ofList(caller, id)
      return uploadStatus(list, campaign, rejectedRowsLink(list, { request, settings }))
    }
  }),
  endpoint({
    method: "get",
    path: "/campaign/upload-status/{bulk_list_id}/invalid-rows.csv",
    tag: "Large campaigns",
    summary: "The rows of a list that cannot be called",
    description: "Line, column, code, reason and the row as it was read. Cells that a spreadsheet would take for a " +
      "formula have an apostrophe in front.",
    access: workspaceKey,
    id: listId,
    answer: csvFile("invalid-rows.csv", "The rows, in the order of the file."),
    fails: ["NotFound"],
    handle: function*({ caller, id }) {
      yield* Lists.get(caller, id)
      return bytesOf(rejectedRowsCsv(caller, id), yield* Effect.context<Store>())
    }
  }),
  endpoint({
    method: "post",
    path: "/campaign/check-balance/{bulk_list_id}",
    tag: "Large campaigns",
    summary: "Whether there are enough credits to call a list",
    description: "Changes nothing, and may be asked before or after the calls are made: then it is about those that " +
      "still wait. Prices are those of the start, or of now where that has passed; for whom there is none then, the first " +
      "that comes into force before the end.",
    access: workspaceKey,
    id: listId,
    answer: json(BalanceChecked, "What it may cost, beside what there is."),
    fails: ["NotFound", "ListNotReady"],
    handle: function*({ caller, id }) {
      const campaign = yield* campaignOfList(caller, id)
      const estimate = yield* Campaigns.estimate(caller, campaign.id)
      return {
        bulk_list_id: id,
        campaign_id: campaign.id,
        status: campaignStatuses[campaign.status],
        message: balanceMessage(estimate, campaign.status === "draft"),
        ...shownEstimate(estimate)
      }
    }
  })
]
