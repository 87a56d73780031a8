import { Schema } from "effect"
import { MessageId, WorkspaceId } from "./id.ts"
import { Message, Target } from "./message.ts"

/** One message on its way to one target, with all that is needed to send it. */
export const Delivery = Schema.Struct({
  message: Message,
  target: Target,
  /** Tries that failed. */
  tries: Schema.Int,
  /** Where it is sent now: a URL, or a mail address. */
  to: Schema.String,
  /** What signs it: a secret, two while a rotation lasts, none of a mail. */
  secrets: Schema.Array(Schema.Redacted(Schema.String))
})
export interface Delivery extends Schema.Schema.Type<typeof Delivery> {}

/** A delivery that was given up, to be looked at and replayed. */
export const DeadDelivery = Schema.Struct({
  message: Message,
  target: Target,
  tries: Schema.Int,
  /** Why the last try failed, or why there was none. */
  reason: Schema.String,
  /** When it was given up (ms UTC). */
  at: Schema.Int
})
export interface DeadDelivery extends Schema.Schema.Type<typeof DeadDelivery> {}

/** What became of a try to deliver. */
export const Tried = Schema.Struct({
  workspaceId: WorkspaceId,
  id: MessageId,
  target: Target,
  result: Schema.Union([
    Schema.TaggedStruct("Delivered", {}),
    Schema.TaggedStruct("Failed", {
      reason: Schema.String,
      /** When it is tried again (ms UTC); undefined where it is given up. */
      retryAt: Schema.UndefinedOr(Schema.Int),
      /** Until when the receiver asked to be left alone (ms UTC). */
      restsUntil: Schema.optionalKey(Schema.Int)
    }),
    /** The receiver wants nothing more, ever. */
    Schema.TaggedStruct("Gone", {
      reason: Schema.String,
      /** Where it was sent: a webhook may have another address by now, which said nothing of the kind. */
      to: Schema.String
    })
  ])
})
export interface Tried extends Schema.Schema.Type<typeof Tried> {}

/** Which of the dead deliveries of a workspace are meant; where nothing is said, all. */
export interface DeadFilter {
  readonly messages?: ReadonlyArray<MessageId> | undefined
  /** The address of the target: the id of a webhook, or a callback URL. */
  readonly address?: string | undefined
  /** Given up at this instant (ms UTC) or later. */
  readonly from?: number | undefined
  /** Given up before this instant (ms UTC). */
  readonly until?: number | undefined
}

/**
 * Seconds between the tries of a delivery: at once, then at growing distances over more than a day, so that a
 * receiver that is down for a night still hears of everything. The growth follows what Standard Webhooks recommends.
 */
export const deliveryDelays: ReadonlyArray<number> = [5, 60, 300, 1800, 7200, 18_000, 36_000, 36_000]

/** How long (ms) a target is tried before what waits for it is given up: 27.6 hours. */
export const deliverySpan: number = deliveryDelays.reduce((sum, delay) => sum + delay, 0) * 1000

/**
 * When to try again (ms UTC) after a failed try, or `undefined` where the message is dead: listed, to be replayed.
 * `chance`, in [0, 1), makes the wait up to a tenth longer, so that what failed together does not come back together.
 */
export const nextTry = (failures: number, now: number, chance = 0): number | undefined => {
  const delay = deliveryDelays[failures - 1]
  return delay === undefined ? undefined : now + Math.floor(delay * 1000 * (1 + chance / 10))
}

/** How a target fares that has failed: one that took the last message has none. */
export const Trouble = Schema.Struct({
  /** Tries that failed one after the other. */
  failures: Schema.Int,
  /** When the first of them did (ms UTC). */
  since: Schema.Int,
  /** Nothing is sent before this instant (ms UTC). */
  restsUntil: Schema.Int
})
export interface Trouble extends Schema.Schema.Type<typeof Trouble> {}

/** Failures in a row from which on a target is left alone between tries. */
const enough = 3

/** How long (ms) a target is left alone at least and at most. */
const restAtLeast = 5000
const restAtMost = 1_800_000

/**
 * How a target fares after some tries. One success is enough to be well. One that keeps failing rests for half as long
 * as it has been failing, up to half an hour: what it costs to find out that it is still down does not grow with what
 * waits for it.
 */
export const troubleAfter = (
  before: Trouble | undefined,
  tried: ReadonlyArray<Tried["result"]>,
  now: number
): Trouble | undefined => {
  if (tried.some(({ _tag }) => _tag === "Delivered")) return undefined
  const failures = (before?.failures ?? 0) + tried.length
  const since = before?.since ?? now
  const rest = Math.max(restAtLeast, Math.min(restAtMost, (now - since) / 2))
  const asked = tried.map((result) => result._tag === "Failed" ? result.restsUntil ?? 0 : 0)
  return { failures, since, restsUntil: Math.max(failures < enough ? 0 : now + Math.floor(rest), ...asked) }
}

/** Whether a target is only tried with one message at a time, to find out whether it is well again. */
export const isSounded = (trouble: Trouble | undefined): boolean => trouble !== undefined && trouble.failures >= enough

/**
 * The most messages of one target that are given up in one step, so that none takes long. Where there are more, the target
 * does not rest, and the next failure goes on with them.
 */
export const mostGivenUp = 2000

/**
 * Up to which instant (ms UTC) what was to be told by then is given up together, after yet another failure: a target that
 * took nothing for as long as each message is tried at the least will not take those that rarely had their turn either.
 */
export const givenUpBefore = (trouble: Trouble | undefined, now: number): number | undefined =>
  trouble !== undefined && trouble.since <= now - deliverySpan ? now - deliverySpan : undefined

/**
 * How long (ms) a message is due before it is given up because its webhook is paused: 30 days. Somebody may have forgotten
 * the webhook, and what was not told is not removed.
 */
export const longestPause = 30 * 86_400_000

/** Why it was given up. */
export const pausedReason = "it waited 30 days, and the webhook is paused"
