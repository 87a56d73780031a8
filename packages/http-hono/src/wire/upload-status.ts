import { type Campaign, CampaignId, type ContactList, ListId } from "@campanile/core"
import { Schema } from "effect"
import { required } from "./fields.ts"
import { listStatuses, WireListStatus } from "./statuses.ts"

/** Where the import of a large list is: the fields of both shapes that are documented. */
export const UploadStatus = Schema.Struct({
  bulk_list_id: ListId,
  status: WireListStatus,
  message: required(Schema.String, "Why it failed; empty otherwise."),
  campaign_id: required(Schema.NullOr(CampaignId), "The campaign of the list; null until the import is completed."),
  campaign_name: Schema.String,
  total_callees: required(Schema.Int, "Contacts that can be called."),
  invalidated_rows_count: required(Schema.Int, "Rows that cannot be called."),
  invalidated_rows_csv_url: required(
    Schema.NullOr(Schema.String),
    "Where they can be fetched; null where there are none."
  ),
  total_rows: required(Schema.Int, "Rows that were read so far."),
  processed_rows: required(Schema.Int, "The same: each row is stored as it is read."),
  successful_rows: required(Schema.Int, "The same as total_callees."),
  failed_rows: required(Schema.Int, "The same as invalidated_rows_count.")
}).annotate({ identifier: "UploadStatus" })

/** Where the import of a list is; `campaign` is its draft, once there is one. */
export const uploadStatus = (
  list: ContactList,
  campaign: Campaign | undefined,
  rejectedRowsUrl: string | null
): typeof UploadStatus.Type => ({
  bulk_list_id: list.id,
  status: listStatuses[list.status],
  message: list.reason,
  campaign_id: campaign?.id ?? null,
  campaign_name: campaign?.name ?? list.name,
  total_callees: list.accepted,
  invalidated_rows_count: list.rejected,
  invalidated_rows_csv_url: rejectedRowsUrl,
  total_rows: list.accepted + list.rejected,
  processed_rows: list.accepted + list.rejected,
  successful_rows: list.accepted,
  failed_rows: list.rejected
})
