import { AssistantId, CampaignId, ListId, Unique, Zone } from "@campanile/core"
import { Schema } from "effect"
import { CallConfigText, Time } from "./call-config.ts"
import { countryOf } from "./country-codes.ts"
import { HookUrl, optional, required, text, Title } from "./fields.ts"
import { unusedInUpload } from "./unused.ts"

/** The country of numbers that are written without one. */
export const CountryCode = text(8).pipe(Schema.check(
  Schema.makeFilter((code) =>
    countryOf(code) !== undefined || "must be a calling code such as +91, or two letters of a country such as IN"
  )
))

const VariablesMap = Schema.fromJsonString(Schema.Record(text(200), text(200)))

/** The form of an upload, beside its file. The larger values are JSON in a text, as the documented API has it. */
export const CampaignForm = Schema.Struct({
  agent_id: required(AssistantId, "The assistant; its prompt says which columns the file must have."),
  campaign_name: required(Title, "What people call the campaign.", "Delivery slots, north"),
  country_code: optional(CountryCode, "The country of numbers that are written without one.", "+91", "IN"),
  variables_map: optional(
    VariablesMap,
    "Which column each variable of the prompt is read from, where the names differ."
  ),
  campaign_start_time: optional(
    Time,
    "When calling begins; at the start of the campaign where nothing is said.",
    "24/11/2026, 09:00"
  ),
  campaign_end_time: optional(
    Time,
    "When calling must stop. It is needed before the campaign can start.",
    "28/11/2026, 18:00"
  ),
  call_config: optional(CallConfigText, "How calls are made."),
  timezone: optional(
    Zone,
    "IANA name of the zone of the schedule, and of people of whom no other zone is known. Either this or " +
      "call_config.call_time.timezone is needed. Not in the documented API.",
    Zone.make("Asia/Kolkata")
  ),
  callback_url: optional(HookUrl, "Where other systems hear of the campaign and its calls. Not in the documented API."),
  remove_invalid_rows: optional(
    Schema.Boolean,
    "With true bad rows are set aside and can be fetched and mended. With false, the default, the file is refused as a " +
      "whole where a row is bad; the first hundred of them are told."
  ),
  unique: optional(
    Unique,
    "Among which people a number may stand once: those of the list, which is the default, or those of all lists of " +
      "the workspace. Not in the documented API."
  ),
  ...unusedInUpload
})

/** What is answered to the upload of a list. */
export const CampaignSaved = Schema.Struct({
  message: required(Schema.String, "That it worked.", "Contacts imported successfully!"),
  list_id: ListId,
  campaign_id: required(CampaignId, "The campaign that was saved with the list, as a draft."),
  custom_args_values: required(
    Schema.Array(Schema.Record(Schema.String, Schema.String)),
    "The values of the first few contacts, by column and by variable, with their number in E.164."
  ),
  total_rows: Schema.Int,
  successful_rows: Schema.Int,
  failed_rows: required(Schema.Int, "Rows that cannot be called; they were set aside."),
  invalidated_rows_csv_url: required(
    Schema.NullOr(Schema.String),
    "Where they can be fetched; null where there are none."
  )
}).annotate({ identifier: "CampaignSaved" })
