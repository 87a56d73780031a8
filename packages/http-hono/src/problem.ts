import { Match, Schema } from "effect"
import type { Failure, FailureTag } from "./failure.ts"
import { renamed } from "./validation.ts"
import { creditsOf, optional, required } from "./wire/fields.ts"
import { campaignStatuses, listStatuses } from "./wire/statuses.ts"

/** The media type of problems, by RFC 9457. */
export const problemType = "application/problem+json"

/** What is answered where a request fails, by RFC 9457. */
export const Problem = Schema.Struct({
  type: required(Schema.String, "Names the kind of problem.", "urn:campanile:problem:not-found"),
  title: required(Schema.String, "The kind of problem, for people.", "There is no such thing"),
  status: required(Schema.Int, "The HTTP status.", 404),
  detail: required(Schema.String, "What is wrong with this request."),
  errors: optional(
    Schema.Array(Schema.Struct({
      field: required(
        Schema.String,
        "Where it is, its parts joined by dots; empty for the body as a whole.",
        "call_config.call_retry_config.retry_count"
      ),
      message: required(Schema.String, "What is wrong with it.", "is required")
    })),
    "Every wrong field."
  ),
  state: optional(Schema.String, "The state that does not allow it.", "ongoing"),
  call_id: optional(Schema.String, "The call that goes on."),
  attempt_id: optional(Schema.String, "Its dial that has not ended."),
  required_credits: optional(Schema.Finite, "Credits that are needed to begin.", 6200),
  available_credits: optional(Schema.Finite, "Credits that there are.", 120),
  unpriced_contacts: optional(Schema.Int, "Contacts for whom there is no price.", 2),
  rejected_rows: optional(Schema.Int, "How many rows cannot be accepted."),
  rows: optional(
    Schema.Array(Schema.Struct({
      line: Schema.Int,
      column: Schema.String,
      code: Schema.String,
      reason: Schema.String,
      row: Schema.String
    })),
    "The first hundred of them."
  ),
  missing_columns: optional(
    Schema.Array(Schema.Struct({ variable: Schema.String, column: Schema.String })),
    "Columns that the assistant's prompt needs and the file does not have."
  ),
  columns: optional(Schema.Array(Schema.String), "Columns that the file has."),
  line: optional(Schema.NullOr(Schema.Int), "The line of the file where it was noticed."),
  limit: optional(Schema.Int, "The most that is taken.")
}).annotate({ identifier: "Problem", description: "What went wrong, by RFC 9457." })

/** What each failure is on the wire: its HTTP status and what it is called. */
export const kinds: { readonly [Tag in FailureTag]: { readonly status: number; readonly title: string } } = {
  AlreadyExists: { status: 409, title: "It exists already" },
  BodyTooLarge: { status: 413, title: "The body is too large" },
  ColumnsMissing: { status: 422, title: "The file lacks columns" },
  Forbidden: { status: 403, title: "The key may not do this" },
  IllegalCommand: { status: 409, title: "The campaign's state does not allow it" },
  IllegalEdit: { status: 409, title: "It cannot be changed any more" },
  IllegalSchedule: { status: 422, title: "The schedule cannot be kept" },
  InsufficientCredits: { status: 402, title: "There are not enough credits" },
  InvalidInput: { status: 422, title: "The request is not valid" },
  ListNotReady: { status: 409, title: "The list cannot be called" },
  ListTooLong: { status: 413, title: "The file has too many rows" },
  ListUnreadable: { status: 422, title: "The file cannot be read as a list" },
  MalformedBody: { status: 400, title: "The body cannot be read" },
  MethodNotAllowed: { status: 405, title: "The method is not possible here" },
  NoPrice: { status: 422, title: "Nobody on the list has a price" },
  NoSuchRoute: { status: 404, title: "There is no such route" },
  NotFound: { status: 404, title: "There is no such thing" },
  NothingToTerminate: { status: 400, title: "There is nothing to terminate" },
  PersonInCall: { status: 409, title: "The person is being called" },
  RefundTooLarge: { status: 422, title: "More cannot be given back than it cost" },
  RowsRejected: { status: 422, title: "Some rows cannot be accepted" },
  StoreUnavailable: { status: 503, title: "The store does not answer" },
  Unauthorized: { status: 401, title: "A key is needed" },
  UnsupportedMediaType: { status: 415, title: "The body is of a kind that is not read here" }
}

type Details = Partial<Omit<typeof Problem.Type, "type" | "title" | "status">>

/** What a failure says beyond its kind. A store's failure says nothing: its words are for the operator's log. */
const detailsOf = Match.type<Failure>().pipe(
  Match.tags({
    InvalidInput: ({ problems }): Details => ({ errors: problems }),
    IllegalSchedule: ({ field, reason }): Details => ({ errors: [{ field: renamed(field), message: reason }] }),
    IllegalCommand: ({ command, status }): Details => ({
      detail: `${command} is not possible: the campaign is ${campaignStatuses[status]}`,
      state: campaignStatuses[status]
    }),
    IllegalEdit: ({ field, status }): Details => ({
      detail: `${renamed(field)} cannot be changed any more: the campaign is ${campaignStatuses[status]}`,
      errors: [{ field: renamed(field), message: "cannot be changed any more" }],
      state: campaignStatuses[status]
    }),
    PersonInCall: ({ attemptId, callId }): Details => ({ call_id: callId, attempt_id: attemptId }),
    RefundTooLarge: ({ amount, spent }): Details => ({
      detail: `${creditsOf(amount)} credits cannot be given back: the attempt cost ${creditsOf(spent)}`,
      errors: [{ field: "credits", message: `is more than the ${creditsOf(spent)} that it cost` }]
    }),
    ListNotReady: ({ status }): Details => ({
      detail: `the list cannot be called: its import is ${listStatuses[status]}`,
      state: listStatuses[status]
    }),
    InsufficientCredits: ({ available, required }): Details => ({
      required_credits: creditsOf(required),
      available_credits: creditsOf(available)
    }),
    NoPrice: ({ contacts }): Details => ({ unpriced_contacts: contacts }),
    RowsRejected: ({ rows, total }): Details => ({
      rejected_rows: total,
      rows: rows.map(({ text, ...row }) => ({ ...row, row: text }))
    }),
    ColumnsMissing: ({ columns, missing }): Details => ({ missing_columns: missing, columns }),
    ListUnreadable: ({ line }): Details => ({ line }),
    ListTooLong: ({ limit, message }): Details => ({
      detail: `${message}: use POST /campaign/upload-csv for it`,
      limit
    }),
    BodyTooLarge: ({ limit }): Details => ({ limit }),
    StoreUnavailable: (): Details => ({ detail: "nothing was changed, or the answer was lost on the way; try again" })
  }),
  Match.orElse((): Details => ({}))
)

const kebab = (tag: string) => tag.replace(/(?<=[a-z])[A-Z]/gu, "-$&").toLowerCase()

/** The problem that a failure is on the wire. */
export const problemOf = (failure: Failure): typeof Problem.Type => ({
  type: `urn:campanile:problem:${kebab(failure._tag)}`,
  ...kinds[failure._tag],
  detail: failure.message,
  ...detailsOf(failure)
})

const headersOf = (failure: Failure): Record<string, string> => {
  switch (failure._tag) {
    case "MethodNotAllowed":
      return { allow: failure.allowed.join(", ") }
    case "Unauthorized":
      return { "www-authenticate": "ApiKey header=\"X-API-KEY\"" }
    default:
      return {}
  }
}

const respond = (problem: typeof Problem.Type, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "content-type": problemType, ...headers }
  })

/** The response to a request that failed. */
export const failed = (failure: Failure): Response => respond(problemOf(failure), headersOf(failure))

/** The response where something happened that is not foreseen; what it was is for the log only. */
export const broken = (): Response =>
  respond({
    type: "urn:campanile:problem:unexpected",
    title: "Something unexpected happened",
    status: 500,
    detail: "it is in the log, and not the fault of the request"
  })

/** The response to a request that was given up before it was answered, as at the stop of the engine. */
export const interrupted = (): Response =>
  respond({
    type: "urn:campanile:problem:interrupted",
    title: "The request was interrupted",
    status: 503,
    detail: "the engine stops, or the client went away"
  })
