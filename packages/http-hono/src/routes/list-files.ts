import { Campaigns, type ListId, Lists, requiredVariables, type WorkspaceId, Zone } from "@campanile/core"
import { Effect } from "effect"
import { workspaceKey } from "../auth.ts"
import { type Endpoint, endpoint, json } from "../endpoint.ts"
import { listFileFails } from "../failure.ts"
import { rejectedRowsLink } from "../links.ts"
import { type Form, formBody } from "../multipart.ts"
import { inWireWords } from "../validation.ts"
import { countryOf } from "../wire/country-codes.ts"
import { DryRun, DryRunForm, MoreRowsForm, RowsMerged } from "../wire/list-file.ts"
import { listId } from "./lists.ts"

const utc = Zone.make("UTC")

const readingOf = (
  { country_code, unique }: Pick<typeof MoreRowsForm.Type, "country_code" | "unique">
) => {
  const country = country_code === undefined ? undefined : countryOf(country_code)
  return {
    ...(country === undefined ? {} : { defaultCountry: country }),
    ...(unique === undefined ? {} : { unique })
  }
}

/** Bring the rows of a file into a list, and tell how many of them became contacts. */
const merge = Effect.fnUntraced(function*(
  workspaceId: WorkspaceId,
  id: ListId,
  way: "append" | "mend",
  { fields, file }: Form<typeof MoreRowsForm.Type>
) {
  const before = yield* Lists.get(workspaceId, id)
  const campaign = yield* Campaigns.ofList(workspaceId, id)
  const list = yield* Lists.merge(workspaceId, id, way, file, {
    ...readingOf(fields),
    timezone: fields.timezone ?? campaign?.timezone ?? utc,
    strict: !(fields.remove_invalid_rows ?? way === "mend")
  })
  return { list, added: list.accepted - before.accepted }
}, inWireWords())

const ways = {
  append: {
    summary: "Add the rows of another file to a list",
    description:
      "Its columns are those of the list. Campaigns of the list that are started and not over call the new " +
      "people too. Of a file that cannot be read, nothing reaches the list.",
    message: "Contacts added successfully!"
  },
  mend: {
    summary: "Mend the rejected rows of a list with the corrected file",
    description:
      "The file is that of the list, or that of its rejected rows with the column line, corrected. Only the lines that " +
      "the list had rejected are read again, each in its place; those that are good now " +
      "become contacts, also of campaigns that are started and not over. The others keep their new reason.",
    message: "Contacts mended successfully!"
  }
}

const nobodyCalls = "No campaign will call them: the list's campaign is over."

const route = (way: keyof typeof ways) =>
  endpoint({
    method: "post",
    path: `/campaign/upload-csv/{bulk_list_id}/${way}`,
    tag: "Large campaigns",
    summary: ways[way].summary,
    description: ways[way].description,
    access: workspaceKey,
    id: listId,
    body: formBody(MoreRowsForm),
    answer: json(RowsMerged, "The list as it is now."),
    fails: [...listFileFails, "ListNotReady"],
    handle: function*({ body, caller, id, request, settings }) {
      const { added, list } = yield* merge(caller, id, way, body)
      const uncalled = added > 0 && (yield* Campaigns.openOfList(caller, id)).length === 0
      return {
        message: uncalled ? `${ways[way].message} ${nobodyCalls}` : ways[way].message,
        bulk_list_id: id,
        added_contacts: added,
        total_callees: list.accepted,
        invalidated_rows_count: list.rejected,
        invalidated_rows_csv_url: rejectedRowsLink(list, { request, settings })
      }
    }
  })

/** What can be done with files beside a first upload. */
export const listFiles: ReadonlyArray<Endpoint> = [
  route("append"),
  route("mend"),
  endpoint({
    method: "post",
    path: "/campaign/upload-csv/dry-run",
    tag: "Large campaigns",
    summary: "What an upload would give",
    description: "The file is read as an upload reads it, and nothing of it is kept.",
    access: workspaceKey,
    body: formBody(DryRunForm),
    answer: json(DryRun, "How many rows are good, and which are not."),
    fails: listFileFails,
    handle: function*({ body: { fields, file }, caller }) {
      const { agent_id, timezone = utc, variables_map = {} } = fields
      const { prompt } = agent_id === undefined
        ? { prompt: "" }
        : yield* Campaigns.assistantFor({ workspaceId: caller, assistantId: agent_id, variables: variables_map }).pipe(
          inWireWords()
        )
      const { list, rejectedRows } = yield* Lists.preview(caller, file, {
        ...readingOf(fields),
        timezone,
        variables: requiredVariables(prompt),
        mapping: variables_map
      }).pipe(inWireWords())
      return {
        columns: list.columns,
        phone_column: list.phoneColumn,
        total_rows: list.accepted + list.rejected,
        successful_rows: list.accepted,
        failed_rows: list.rejected,
        rows: rejectedRows.map(({ text, ...row }) => ({ ...row, row: text }))
      }
    }
  })
]
