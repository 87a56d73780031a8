import { AssistantId, ListId, Unique, Zone } from "@campanile/core"
import { Schema } from "effect"
import { optional, required, text } from "./fields.ts"
import { CountryCode } from "./save-campaign.ts"

const reading = {
  country_code: optional(CountryCode, "The country of numbers that are written without one.", "+91", "IN"),
  timezone: optional(
    Zone,
    "IANA name of the zone of people of whom no other zone is known. Default: that of the list's campaign, or UTC.",
    Zone.make("Asia/Kolkata")
  ),
  unique: optional(
    Unique,
    "Among which people a number may stand once: those of the list, which is the default, or those of all lists of " +
      "the workspace."
  )
}

/** The form of a file that goes into a list that is there, beside the file. */
export const MoreRowsForm = Schema.Struct({
  ...reading,
  remove_invalid_rows: optional(
    Schema.Boolean,
    "With true bad rows are set aside and can be fetched. With false the file is refused as a whole where a row is " +
      "bad. Default: false where rows are added, true where they are mended."
  )
})

/** The form of a dry run, beside the file. */
export const DryRunForm = Schema.Struct({
  agent_id: optional(AssistantId, "The assistant whose prompt says which columns the file must have."),
  variables_map: optional(
    Schema.fromJsonString(Schema.Record(text(200), text(200))),
    "Which column each variable of the prompt is read from, where the names differ."
  ),
  ...reading
})

/** What became of a file that went into a list. */
export const RowsMerged = Schema.Struct({
  message: required(
    Schema.String,
    "That it worked, and whether nobody will call them.",
    "Contacts added successfully!"
  ),
  bulk_list_id: ListId,
  added_contacts: required(Schema.Int, "Contacts that came to the list."),
  total_callees: required(Schema.Int, "Contacts that can be called."),
  invalidated_rows_count: required(Schema.Int, "Rows that cannot be called."),
  invalidated_rows_csv_url: required(
    Schema.NullOr(Schema.String),
    "Where they can be fetched; null where there are none."
  )
}).annotate({ identifier: "RowsMerged" })

/** What an import would give. */
export const DryRun = Schema.Struct({
  columns: Schema.Array(Schema.String),
  phone_column: Schema.String,
  total_rows: Schema.Int,
  successful_rows: Schema.Int,
  failed_rows: Schema.Int,
  rows: required(
    Schema.Array(Schema.Struct({
      line: Schema.Int,
      column: Schema.String,
      code: Schema.String,
      reason: Schema.String,
      row: required(Schema.String, "The row as it was read.")
    })),
    "The first hundred rows that would be rejected."
  )
}).annotate({ identifier: "DryRun" })
