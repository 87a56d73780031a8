import type { Call, CampaignId, ListId, Phone, WorkspaceId } from "@campanile/core"
import { sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { callOf } from "../rows/call.ts"
import { ask, type Step } from "../step.ts"
import type { CallTable } from "../tables.ts"
import { advancing, waiting } from "./conditions.ts"

interface Dialing {
  readonly campaign: CampaignId
  readonly list: ListId
}

/** Calls of campaigns that wait for any of some phones, found by way of their contacts. */
function* ofCampaigns(
  { among, db, idAt, rowLocks, table }: Dialect,
  workspaceId: WorkspaceId,
  phones: ReadonlyArray<Phone>
): Step<ReadonlyArray<CallTable>> {
  const campaigns = yield* ask(
    db.selectFrom("campaign").select(["id as campaign", "list_id as list"])
      .where("workspace_id", "=", workspaceId).where(advancing("status"))
  )
  if (campaigns.length === 0) return []
  return yield* ask(
    db.selectFrom(table<Dialing>({ campaign: "text", list: "text" }, campaigns).as("dialing"))
      .innerJoin("contact", "contact.list_id", "dialing.list")
      .innerJoin("campaign_block", (join) =>
        join.onRef("campaign_block.workspace_id", "=", "contact.workspace_id")
          .onRef("campaign_block.campaign_id", "=", "dialing.campaign")
          .onRef("campaign_block.from_batch", "<=", "contact.batch")
          .onRef("campaign_block.to_batch", ">=", "contact.batch"))
      .innerJoin("call", (join) =>
        join.onRef("call.workspace_id", "=", "contact.workspace_id")
          .on("call.id", "=", idAt<CallTable["id"]>(sql<string>`campaign_block.block`, "contact.number")))
      .selectAll("call")
      .where("contact.workspace_id", "=", workspaceId).where(among("contact.phone", phones))
      .where(among("contact.list_id", [...new Set(campaigns.map(({ list }) => list))]))
      .where(among("campaign_block.campaign_id", campaigns.map(({ campaign }) => campaign)))
      .where(waiting("call.status"))
      .$if(rowLocks, (query) => query.orderBy("call.id").forUpdate("call"))
  )
}

/**
 * The calls of a workspace that wait for any of some phones. The queue has no index of phones that every call would have
 * to pay for: calls of campaigns are found by their contacts, and only those from the API by such an index.
 */
export function* waitingFor(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  phones: ReadonlyArray<Phone>
): Step<ReadonlyArray<Call>> {
  const { among, db, rowLocks } = dialect
  const ofApi = yield* ask(
    db.selectFrom("call").selectAll().where("workspace_id", "=", workspaceId)
      .where("source", "=", sql.lit("api")).where(waiting("status")).where(among("phone", phones))
      .$if(rowLocks, (query) => query.orderBy("id").forUpdate())
  )
  return [...(yield* ofCampaigns(dialect, workspaceId, phones)), ...ofApi].map(callOf)
}
