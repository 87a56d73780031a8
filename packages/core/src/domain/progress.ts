import { Schema } from "effect"
import { type Attempt, hasEnded } from "./attempt.ts"
import { type Call, CallStatus, isFinal } from "./call.ts"
import type { CampaignStatus } from "./campaign.ts"
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
  /** Micro-credits that attempts which live have reserved. */
  held: Schema.Int,
  /** Micro-credits. */
  spent: Schema.Int
}).annotate({ identifier: "Progress" })
export interface Progress extends Schema.Schema.Type<typeof Progress> {}

/** Whether a campaign in this state dials nothing new while attempts of it still go on. */
export const isDraining = (status: CampaignStatus, { live }: Pick<Progress, "live">): boolean =>
  status !== "ongoing" && live > 0

const zeros = <Key extends string>(keys: ReadonlyArray<Key>): Record<Key, number> =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>

/** The progress of a campaign without calls: every count is there, and zero. */
export const noProgress: Progress = {
  calls: 0,
  byStatus: zeros(CallStatus.literals),
  byDisposition: zeros(Disposition.literals),
  attempts: 0,
  live: 0,
  held: 0,
  spent: 0
}

/** Where a campaign with these calls and attempts stands. */
export const progressOf = (calls: Iterable<Call>, attempts: Iterable<Attempt>): Progress => {
  const sum = { ...noProgress, byStatus: { ...noProgress.byStatus }, byDisposition: { ...noProgress.byDisposition } }
  for (const { disposition, status } of calls) {
    sum.calls++
    sum.byStatus[status]++
    if (isFinal(status) && disposition !== null) sum.byDisposition[disposition]++
  }
  for (const attempt of attempts) {
    if (attempt.placedAt !== null) sum.attempts++
    if (!hasEnded(attempt)) {
      sum.live++
      sum.held += attempt.held
    }
    sum.spent += attempt.spent
  }
  return sum
}
