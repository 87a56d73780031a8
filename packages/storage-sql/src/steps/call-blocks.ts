import { type Expression, sql, type SqlBool } from "kysely"
import type { Dialect } from "../dialect.ts"
import type { CallTable } from "../tables.ts"

/** That a block has the call of a contact in a campaign, whose id stands in a column: it was made with the contact's batch. */
export const blockOfContact = (campaignId: "campaign.id" | "dialing.campaign"): Expression<SqlBool> =>
  sql<SqlBool>`campaign_block.workspace_id = contact.workspace_id
    and campaign_block.campaign_id = ${sql.ref(campaignId)}
    and campaign_block.from_batch <= contact.batch and campaign_block.to_batch >= contact.batch`

/** That a call is the one of a contact in a block: it has the contact's number there. */
export const callOfContact = ({ idAt }: Dialect): Expression<SqlBool> =>
  sql<SqlBool>`call.workspace_id = contact.workspace_id
    and call.id = ${idAt<CallTable["id"]>(sql<string>`campaign_block.block`, "contact.number")}`
