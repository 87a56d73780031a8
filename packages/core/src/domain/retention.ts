import { Schema } from "effect"
import { type FrequencyCap, memoryOf } from "./frequency.ts"

const Days = Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 36_500 })))

/**
 * For how many days what is finished is kept; null for ever. The books are kept for ever in any case: the ledger, the
 * tallies of campaigns and what carriers charged, none of which names a person.
 */
export const Retention = Schema.Struct({
  /**
   * Of campaigns that are over, from their end on: calls, attempts and decisions, then the contacts and the rejected rows
   * of their lists. Of calls from the API, from their own end on.
   */
  finished: Schema.NullOr(Days),
  /** Messages that were delivered, from when they were written. */
  delivered: Schema.NullOr(Days),
  /** Messages that were given up, from then on. */
  dead: Schema.NullOr(Days)
}).annotate({ identifier: "Retention" })
export interface Retention extends Schema.Schema.Type<typeof Retention> {}

/** Nothing is ever removed. */
export const keepAll: Retention = { finished: null, delivered: null, dead: null }

/** What a workspace says for itself; of what it does not name, the server's policy holds. */
export const OwnRetention = Schema.Struct({
  finished: Schema.optionalKey(Retention.fields.finished),
  delivered: Schema.optionalKey(Retention.fields.delivered),
  dead: Schema.optionalKey(Retention.fields.dead)
}).annotate({ identifier: "OwnRetention" })
export interface OwnRetention extends Schema.Schema.Type<typeof OwnRetention> {}

/** What a prune removes, in the order in which it goes: a list keeps its rows as long as there are calls of them. */
export const prunables = ["calls", "api_calls", "rows", "delivered", "dead"] as const
export type Prunable = typeof prunables[number]

const day = 86_400_000

const daysOf = (what: Prunable, retention: Retention): number | null =>
  what === "delivered" || what === "dead" ? retention[what] : retention.finished

/** Whether a policy keeps something for ever, so that nobody need look for what is past its time. */
export const isKept = (what: Prunable, retention: Retention): boolean => daysOf(what, retention) === null

/**
 * The instant (ms UTC) up to which something must have been finished to be removed now; undefined where it is kept for
 * ever. Attempts to which a frequency cap still looks back are kept, however short the policy is.
 */
export const pruneBefore = (
  what: Prunable,
  retention: Retention,
  cap: FrequencyCap | null,
  now: number
): number | undefined => {
  const days = daysOf(what, retention)
  if (days === null) return undefined
  const looksBack = what === "delivered" || what === "dead" || cap === null ? 0 : memoryOf(cap)
  return now - Math.max(days * day, looksBack)
}

/** Where a delivery stands, and since when (ms UTC) where it is through. */
export interface Stand {
  readonly status: "due" | "done" | "dead"
  readonly at: number
}

/**
 * How long (ms) what was given up stays in the list before it goes with its call, however short that is kept: a week, in
 * which somebody can see what was not told, and tell it again.
 */
export const leastListed = 7 * day

/** Whether a delivery does not let its call go: it is still to be told, or was given up lately. */
export const holdsCall = ({ at, status }: Stand, now: number): boolean =>
  status === "due" || (status === "dead" && at > now - leastListed)

/**
 * Whether a message, written at an instant (ms UTC), goes by its own time, whatever becomes of its call: nothing of it is
 * due, all its deliveries stand alike, and none was given up too lately.
 */
export const isMessagePast = (
  at: number,
  deliveries: ReadonlyArray<Stand>,
  retention: Retention,
  now: number
): boolean => {
  const status = deliveries[0]?.status
  if (status === undefined || status === "due" || deliveries.some((other) => other.status !== status)) return false
  const before = pruneBefore(status === "done" ? "delivered" : "dead", retention, null, now)
  return before !== undefined && at < before && (status === "done" || deliveries.every((dead) => dead.at < before))
}

/** How many rows of each kind a prune or an erasure took away. */
export const Removed = Schema.Struct({
  calls: Schema.Int,
  attempts: Schema.Int,
  decisions: Schema.Int,
  contacts: Schema.Int,
  rejectedRows: Schema.Int,
  messages: Schema.Int
}).annotate({ identifier: "Removed" })
export interface Removed extends Schema.Schema.Type<typeof Removed> {}

/** Nothing was there to remove. */
export const noneRemoved: Removed = {
  calls: 0,
  attempts: 0,
  decisions: 0,
  contacts: 0,
  rejectedRows: 0,
  messages: 0
}

/** What two removals come to. */
export const bothRemoved = (one: Removed, other: Removed): Removed => ({
  calls: one.calls + other.calls,
  attempts: one.attempts + other.attempts,
  decisions: one.decisions + other.decisions,
  contacts: one.contacts + other.contacts,
  rejectedRows: one.rejectedRows + other.rejectedRows,
  messages: one.messages + other.messages
})
