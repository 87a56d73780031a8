import { Schema } from "effect"
import { mostGranted } from "../domain/credit.ts"
import { AttemptId, CallId, ListId } from "../domain/id.ts"
import { wordsOf } from "./thrown.ts"

/** The store could not do it; nothing was changed, or the answer was lost on the way. */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  step: Schema.String,
  cause: Schema.Defect()
}) {
  override get message(): string {
    return `the store could not ${this.step}: ${wordsOf(this.cause)}`
  }
}

/** There is no such thing in this workspace. */
export class NotFound extends Schema.TaggedError<NotFound>()("NotFound", {
  what: Schema.Literals(["workspace", "assistant", "number", "list", "campaign", "call", "attempt", "webhook"]),
  id: Schema.String
}) {
  override get message(): string {
    return `there is no ${this.what} ${this.id}`
  }
}

/** It exists already. */
export class AlreadyExists extends Schema.TaggedError<AlreadyExists>()("AlreadyExists", {
  what: Schema.Literals(["number"]),
  id: Schema.String
}) {
  override get message(): string {
    return `the ${this.what} ${this.id} exists already`
  }
}

/** More is to be given back than an attempt cost. */
export class RefundTooLarge extends Schema.TaggedError<RefundTooLarge>()("RefundTooLarge", {
  /** Micro-credits. */
  amount: Schema.Int,
  /** Micro-credits. */
  spent: Schema.Int
}) {
  override get message(): string {
    return `${this.amount} micro-credits cannot be given back: the attempt cost ${this.spent}`
  }
}

/** More credits are to come in than a workspace can ever have: sums of micro-credits are exact up to 2^53 - 1. */
export class GrantTooLarge extends Schema.TaggedError<GrantTooLarge>()("GrantTooLarge", {
  /** Micro-credits. */
  amount: Schema.Int,
  /** Micro-credits that ever came in. */
  granted: Schema.Int
}) {
  override get message(): string {
    return `${this.amount} micro-credits are more than can come in: ${this.granted} did, of ${mostGranted} at the most`
  }
}

/** The list cannot be emptied into another: it is the other, or a campaign calls its contacts. */
export class ListInUse extends Schema.TaggedError<ListInUse>()("ListInUse", {
  listId: ListId,
  by: Schema.Literals(["itself", "campaign"])
}) {
  override get message(): string {
    return this.by === "itself"
      ? "a list cannot be brought into itself"
      : `the list ${this.listId} cannot be brought into another: a campaign uses it`
  }
}

/** The person cannot be erased at this moment: they are being called. HTTP 409. */
export class PersonInCall extends Schema.TaggedError<PersonInCall>()("PersonInCall", {
  callId: CallId,
  attemptId: AttemptId
}) {
  override get message(): string {
    return `the person is being called: the attempt ${this.attemptId} of the call ${this.callId} has not ended`
  }
}
