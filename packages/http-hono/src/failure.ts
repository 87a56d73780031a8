import type {
  AlreadyExists,
  Campaigns,
  IllegalCommand,
  IllegalEdit,
  IllegalSchedule,
  InvalidInput,
  ListNotReady,
  Lists,
  ListUnreadable,
  NotFound,
  PersonInCall,
  RefundTooLarge,
  StoreUnavailable
} from "@campanile/core"
import { Schema } from "effect"

/** There is no key, or one that opens nothing. */
export class Unauthorized extends Schema.TaggedError<Unauthorized>()("Unauthorized", {}) {
  override get message(): string {
    return "the header X-API-KEY must hold a valid key"
  }
}

/** The key is valid, but not of the kind that may do this. */
export class Forbidden extends Schema.TaggedError<Forbidden>()("Forbidden", {
  reason: Schema.String
}) {
  override get message(): string {
    return this.reason
  }
}

/** The body cannot be read as what it says it is. */
export class MalformedBody extends Schema.TaggedError<MalformedBody>()("MalformedBody", {
  reason: Schema.String
}) {
  override get message(): string {
    return this.reason
  }
}

/** The body is of a kind that this route does not read. */
export class UnsupportedMediaType extends Schema.TaggedError<UnsupportedMediaType>()("UnsupportedMediaType", {
  expected: Schema.String
}) {
  override get message(): string {
    return `the body must be ${this.expected}`
  }
}

/** The body has more bytes than are taken. */
export class BodyTooLarge extends Schema.TaggedError<BodyTooLarge>()("BodyTooLarge", {
  /** Bytes. */
  limit: Schema.Int
}) {
  override get message(): string {
    return `the body may have at most ${this.limit} bytes`
  }
}

/** None of the calls still waits, so that none can be closed. */
export class NothingToTerminate extends Schema.TaggedError<NothingToTerminate>()("NothingToTerminate", {}) {
  override get message(): string {
    return "No terminable calls found"
  }
}

/** No route has this path. */
export class NoSuchRoute extends Schema.TaggedError<NoSuchRoute>()("NoSuchRoute", {
  path: Schema.String
}) {
  override get message(): string {
    return `there is nothing at ${this.path}`
  }
}

/** The path is known, but not with this method. */
export class MethodNotAllowed extends Schema.TaggedError<MethodNotAllowed>()("MethodNotAllowed", {
  method: Schema.String,
  allowed: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `${this.method} is not possible here, only ${this.allowed.join(", ")}`
  }
}

/** Whatever can go wrong with a request in a way that is foreseen: each of them becomes a problem of its own. */
export type Failure =
  | AlreadyExists
  | BodyTooLarge
  | Campaigns.InsufficientCredits
  | Campaigns.NoPrice
  | Forbidden
  | IllegalCommand
  | IllegalEdit
  | IllegalSchedule
  | InvalidInput
  | ListNotReady
  | Lists.ColumnsMissing
  | Lists.ListTooLong
  | Lists.RowsRejected
  | ListUnreadable
  | MalformedBody
  | MethodNotAllowed
  | NoSuchRoute
  | NotFound
  | NothingToTerminate
  | PersonInCall
  | RefundTooLarge
  | StoreUnavailable
  | Unauthorized
  | UnsupportedMediaType

/** In which ways a command to a campaign may fail. */
export const commandFails = [
  "NotFound",
  "IllegalCommand",
  "IllegalEdit",
  "IllegalSchedule",
  "ListNotReady"
] as const satisfies ReadonlyArray<FailureTag>

/** In which ways the reading of a list's file may fail. */
export const listFileFails = [
  "InvalidInput",
  "NotFound",
  "ListUnreadable",
  "ListTooLong",
  "ColumnsMissing",
  "RowsRejected"
] as const satisfies ReadonlyArray<FailureTag>

/** The name of a failure. */
export type FailureTag = Failure["_tag"]

/** The failures with some names. */
export type FailureOf<Tag extends FailureTag> = Extract<Failure, { readonly _tag: Tag }>
