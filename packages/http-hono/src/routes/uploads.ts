import { Campaigns, type ContactList, invalidInput, Lists, requiredVariables, type WorkspaceId } from "@campanile/core"
import { Effect } from "effect"
import { workspaceKey } from "../auth.ts"
import { type Endpoint, endpoint, json } from "../endpoint.ts"
import { listFileFails } from "../failure.ts"
import { rejectedRowsLink } from "../links.ts"
import { type Form, formBody } from "../multipart.ts"
import { scheduleOf } from "../schedule.ts"
import { inWireWords } from "../validation.ts"
import { policyOf } from "../wire/call-config.ts"
import { countryOf } from "../wire/country-codes.ts"
import { CampaignForm, CampaignSaved } from "../wire/save-campaign.ts"
import { UploadStatus, uploadStatus } from "../wire/upload-status.ts"

/** Rows that the standard flow takes; larger files have their own. */
const standardRows = 5000

/** Contacts whose values are shown in the answer. */
const shownContacts = 3

/** Import the file, and save a draft of its campaign. Whatever can be checked is checked before a row is read. */
const saveDraft = Effect.fnUntraced(
  function*(workspaceId: WorkspaceId, { fields, file }: Form<typeof CampaignForm.Type>, maxRows: number | undefined) {
    const { agent_id, call_config = {}, callback_url, campaign_name, country_code, variables_map = {} } = fields
    const timezone = call_config.call_time?.timezone ?? fields.timezone
    if (timezone === undefined) return yield* invalidInput("call_config.call_time.timezone", "is required")
    const schedule = yield* scheduleOf({ ...fields, call_config }, timezone)
    const draft = {
      name: campaign_name,
      assistantId: agent_id,
      variables: variables_map,
      policy: policyOf(call_config),
      timezone,
      ...schedule,
      ...(callback_url === undefined ? {} : { callbackUrl: callback_url })
    }
    const { prompt } = yield* Campaigns.check(workspaceId, draft)
    const country = country_code === undefined ? undefined : countryOf(country_code)
    const list = yield* Lists.importList(workspaceId, file, {
      name: campaign_name,
      timezone,
      variables: requiredVariables(prompt),
      mapping: variables_map,
      strict: fields.remove_invalid_rows !== true,
      ...(fields.unique === undefined ? {} : { unique: fields.unique }),
      ...(country === undefined ? {} : { defaultCountry: country }),
      ...(maxRows === undefined ? {} : { maxRows })
    })
    const campaign = yield* Campaigns.save(workspaceId, { ...draft, listId: list.id })
    return { campaign, list }
  },
  inWireWords()
)

const firstValues = Effect.fnUntraced(
  function*(list: ContactList, mapping: Readonly<Record<string, string>>) {
    const contacts = yield* Lists.contacts(list.workspaceId, list.id, { limit: shownContacts, offset: 0 })
    return contacts.map(({ phone, variables }) => {
      const cells = new Map(Object.entries(variables))
      const mapped = Object.entries(mapping).map(([variable, column]) => [variable, cells.get(column) ?? ""])
      return { ...variables, ...Object.fromEntries(mapped), mobile_number: phone }
    })
  }
)

const fails = [...listFileFails, "IllegalSchedule"] as const

/** Uploads of lists: each makes a campaign, as a draft. */
export const uploads: ReadonlyArray<Endpoint> = [
  endpoint({
    method: "post",
    path: "/campaign/save",
    tag: "Campaigns",
    summary: "Upload a list and save its campaign",
    description: `A file of at most ${standardRows} rows; larger ones go to /campaign/upload-csv. The campaign is a ` +
      "draft until /campaign/start.",
    access: workspaceKey,
    body: formBody(CampaignForm),
    answer: json(CampaignSaved, "The list is imported and the campaign saved."),
    fails,
    handle: function*({ body, caller, request, settings }) {
      const { campaign, list } = yield* saveDraft(caller, body, standardRows)
      return {
        message: "Contacts imported successfully!",
        list_id: list.id,
        campaign_id: campaign.id,
        custom_args_values: yield* firstValues(list, campaign.variables),
        total_rows: list.accepted + list.rejected,
        successful_rows: list.accepted,
        failed_rows: list.rejected,
        invalidated_rows_csv_url: rejectedRowsLink(list, { request, settings })
      }
    }
  }),
  endpoint({
    method: "post",
    path: "/campaign/upload-csv",
    tag: "Large campaigns",
    summary: "Upload a list of any length and save its campaign",
    description: "The answer comes when all rows are stored. The campaign is a draft until /campaign/make-call-async.",
    access: workspaceKey,
    body: formBody(CampaignForm),
    answer: json(UploadStatus, "The list is imported and the campaign saved."),
    fails,
    handle: function*({ body, caller, request, settings }) {
      const { campaign, list } = yield* saveDraft(caller, body, undefined)
      return uploadStatus(list, campaign, rejectedRowsLink(list, { request, settings }))
    }
  })
]
