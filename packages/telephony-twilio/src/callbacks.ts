import { AttemptId } from "@campanile/core"
import { Effect, Option, Schema } from "effect"
import { CallSid, wholeOf } from "./call.ts"
import { AnsweredBy, CallState } from "./dispositions.ts"
import { instantOf } from "./instants.ts"
import { attemptParameter, detectionParameter } from "./place.ts"
import { priceOf } from "./price.ts"
import { eventsOf, type Told } from "./told.ts"

/** A callback that cannot be read. Twilio signed it, or nobody would look; so it is worth a line in the log. */
export class BadCallback extends Schema.TaggedError<BadCallback>()("BadCallback", {
  reason: Schema.String
}) {
  override get message(): string {
    return `a callback of Twilio's cannot be read: ${this.reason}`
  }
}

/** A callback whose signature was found good. */
export interface ReceivedCallback {
  /** The URL, or its path with the query. */
  readonly target: string
  /** The form, as it came. */
  readonly body: string
  /** When it came (ms UTC), for callbacks that do not say when they were sent. */
  readonly receivedAt: number
}

/** Characters beyond which a body is not read: Twilio's are some hundreds. */
const longest = 65_536

const queryOf = (target: string) => {
  const at = target.indexOf("?")
  return new URLSearchParams(at < 0 ? "" : target.slice(at + 1))
}

/** The attempt that a callback URL names. */
export const attemptOf = (target: string) =>
  Schema.decodeUnknownOption(AttemptId)(queryOf(target).get(attemptParameter))

/** Whether a callback URL says that machine detection tells its result apart. */
export const isDetectedLater = (target: string): boolean => queryOf(target).get(detectionParameter) === "async"

/** The direction of calls that were made by a request. */
const ours = "outbound-api"

const wrong = (reason: string) => Effect.fail(new BadCallback({ reason }))

/** The longest call that Twilio allows, in seconds: a day. More is not believed. */
const longestCall = 86_400

/**
 * Reads a callback: of the progress of a call, or of its machine detection, which has no state. Duplicates and disorder
 * are no concern of its own: what it tells is told with its time and its place, and the same twice is the same.
 */
export const parseCallback = (
  { body, receivedAt, target }: ReceivedCallback,
  accountSid: string
): Effect.Effect<Told, BadCallback> => {
  if (body.length > longest) return wrong(`it is longer than ${longest} characters`)
  const attempt = attemptOf(target)
  if (Option.isNone(attempt)) return wrong("its URL names no attempt")
  const form = new URLSearchParams(body)
  const sid = Schema.decodeUnknownOption(CallSid)(form.get("CallSid"))
  if (Option.isNone(sid)) return wrong("it names no call")
  if (form.get("AccountSid") !== accountSid) return wrong("it is another account's")
  // A leg that an answered call dialed is no call of an attempt, whoever had its callbacks sent here.
  if ((form.get("ParentCallSid") ?? "") !== "" || (form.get("Direction") ?? ours) !== ours) {
    return wrong("it is of a call that no attempt asked for")
  }
  const answered = form.get("AnsweredBy")
  const answeredBy = Schema.decodeUnknownOption(AnsweredBy)(answered)
  if (answered !== null && answered !== "" && Option.isNone(answeredBy)) return wrong("nobody knows who answered")
  const status = form.get("CallStatus")
  const state = Schema.decodeUnknownOption(CallState)(status)
  if (status !== null && Option.isNone(state)) return wrong("it tells a state that is none")
  if (Option.isNone(state) && Option.isNone(answeredBy)) return wrong("it tells nothing")
  const talkSeconds = wholeOf(form.get("CallDuration"))
  // Other requests of Twilio's, such as those of a <Dial> that is over, say "completed" as well, and not for how long.
  const isUnclear = status === "completed" && talkSeconds === null
  const sip = wholeOf(form.get("SipResponseCode"))
  const common = { attemptId: attempt.value, carrierCallId: sid.value }
  return Effect.succeed({
    ...common,
    events: Option.isNone(state) || isUnclear ? [] : eventsOf({
      ...common,
      state: state.value,
      at: instantOf(form.get("Timestamp") ?? "") ?? receivedAt,
      talkSeconds: Math.min(longestCall, talkSeconds ?? 0),
      sip: sip === 0 ? null : sip,
      answeredBy: Option.getOrNull(answeredBy)
    }),
    sequence: wholeOf(form.get("SequenceNumber")),
    answeredBy: Option.getOrNull(answeredBy),
    isUnclear,
    price: priceOf(form.get("Price"), form.get("PriceUnit")) ?? null
  })
}
