import { Schema } from "effect"
import { CallStatus } from "./call.ts"
import { Disposition } from "./disposition.ts"

/** Where a campaign stands. The counts of calls by status add up to its contacts. */
export const Progress = Schema.Struct({
  calls: Schema.Int,
  byStatus: Schema.Record(CallStatus, Schema.Int),
  /** Of the calls that are closed: how their last attempt ended. Calls that were never dialed are not in it. */
  byDisposition: Schema.Record(Disposition, Schema.Int),
  /** All attempts that reached the carrier or may have. */
  attempts: Schema.Int,
  /** Attempts that live: slots in use. A campaign that is paused or over and still has some is draining. */
  live: Schema.Int,
  /** Micro-credits. */
  spent: Schema.Int
}).annotate({ identifier: "Progress" })
export interface Progress extends Schema.Schema.Type<typeof Progress> {}
