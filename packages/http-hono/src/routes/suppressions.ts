import { type Store, Suppressions, type WorkspaceId } from "@campanile/core"
import { Effect, Option, Schema, Stream } from "effect"
import { workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { bytesOf, csvFile, csvLine } from "../csv.ts"
import { type Endpoint, endpoint, json, query } from "../endpoint.ts"
import { formBody } from "../multipart.ts"
import { withPlus } from "../phones.ts"
import { importSuppressions, suppressionOf } from "../suppression-file.ts"
import { inWireWords } from "../validation.ts"
import { countryOf } from "../wire/country-codes.ts"
import { optional } from "../wire/fields.ts"
import { pageOf } from "../wire/page.ts"
import { CountryCode } from "../wire/save-campaign.ts"
import {
  NewSuppression,
  NewSuppressions,
  scopeOf,
  ShownSuppression,
  shownSuppression,
  Suppressed,
  SuppressionPage,
  SuppressionPageQuery,
  SuppressionQuery,
  SuppressionRemoved,
  SuppressionsImported
} from "../wire/suppression.ts"

const { pattern: _, ...usual } = NewSuppression.fields

const SuppressionForm = Schema.Struct({
  country_code: optional(CountryCode, "The country of numbers that are written without one.", "+91", "IN"),
  ...usual
})

const columns = Object.keys(ShownSuppression.fields) as ReadonlyArray<keyof typeof ShownSuppression.Type>

const pageSize = 1000

/** All suppressions as the text of a CSV file, read in pages as they are asked for. */
const csvOf = (workspaceId: WorkspaceId) => {
  const rows = Stream.paginate(0, (offset) =>
    Effect.map(
      Suppressions.all(workspaceId, { limit: pageSize, offset }),
      (page) => [page, page.length < pageSize ? Option.none() : Option.some(offset + pageSize)] as const
    ))
  return Stream.concat(
    Stream.make(csvLine(columns)),
    Stream.map(rows, (one) => {
      const shown = shownSuppression(one)
      return csvLine(columns.map((column) => shown[column] ?? ""))
    })
  )
}

/** Numbers that must not be called. */
export const suppressions: ReadonlyArray<Endpoint> = [
  endpoint({
    method: "get",
    path: "/workspace/suppressions",
    tag: "Suppressions",
    summary: "Numbers that must not be called",
    description: "In the order of their patterns; those that have expired are among them.",
    access: workspaceKey,
    query: query(SuppressionPageQuery),
    answer: json(SuppressionPage, "Some of them."),
    fails: ["InvalidInput"],
    handle: function*({ caller, query }) {
      const { items, pagination } = yield* pageOf((page) => Suppressions.all(caller, page), query)
      return { suppressions: items.map(shownSuppression), pagination }
    }
  }),
  endpoint({
    method: "post",
    path: "/workspace/suppressions",
    tag: "Suppressions",
    summary: "Suppress numbers",
    description: "From now on: what waits for exactly such a number is closed, and what is due is stopped at the gate.",
    access: workspaceKey,
    body: jsonBody(NewSuppressions),
    answer: json(Suppressed, "It is done."),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body, caller }) {
      const cancelled_calls = yield* Suppressions.add(caller, body.suppressions.map(suppressionOf))
      return {
        message: "Numbers suppressed successfully!",
        suppressed: body.suppressions.length,
        cancelled_calls
      }
    }
  }),
  endpoint({
    method: "delete",
    path: "/workspace/suppressions",
    tag: "Suppressions",
    summary: "Lift a suppression",
    description: "Calls that it closed stay closed.",
    access: workspaceKey,
    query: query(SuppressionQuery),
    answer: json(SuppressionRemoved, "There is none any more."),
    fails: ["InvalidInput"],
    handle: function*({ caller, query }) {
      return { removed: yield* Suppressions.remove(caller, withPlus(query.pattern), scopeOf(query)) }
    }
  }),
  endpoint({
    method: "post",
    path: "/workspace/suppressions/import",
    tag: "Suppressions",
    summary: "Suppress the numbers of a file",
    description:
      "Its header names a column `pattern`, or one with phone numbers; it may have `scope`, `campaign_id`, " +
      "`subject`, `source`, `reason` and `expires_at`, in capitals or with blanks as well, for which the form's own " +
      "values hold where a row has none. Other columns are passed over. Good rows are suppressed also where others cannot be read.",
    access: workspaceKey,
    body: formBody(SuppressionForm),
    answer: json(SuppressionsImported, "What became of the file."),
    fails: ["InvalidInput", "NotFound", "ListUnreadable"],
    handle: function*({ body: { fields: { country_code, ...usual }, file }, caller }) {
      const country = country_code === undefined ? undefined : countryOf(country_code)
      const { bad, closed, failed, suppressed } = yield* importSuppressions(caller, file, country, usual).pipe(
        inWireWords()
      )
      return {
        message: "Numbers suppressed successfully!",
        suppressed,
        cancelled_calls: closed,
        failed_rows: failed,
        rows: bad
      }
    }
  }),
  endpoint({
    method: "get",
    path: "/workspace/suppressions/export.csv",
    tag: "Suppressions",
    summary: "All numbers that must not be called, as CSV",
    description:
      "It can be imported again. Cells that a spreadsheet would take for a formula, the plus sign of numbers " +
      "among them, have an apostrophe in front.",
    access: workspaceKey,
    answer: csvFile("suppressions.csv", "All of them, in the order of their patterns."),
    fails: [],
    handle: function*({ caller }) {
      return bytesOf(csvOf(caller), yield* Effect.context<Store>())
    }
  })
]
