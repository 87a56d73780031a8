import { type AttemptId, type CarrierEvent, undialed } from "@campanile/core"
import type { TwilioCall } from "./call.ts"
import { type AnsweredBy, type CallState, dispositionOf } from "./dispositions.ts"
import type { CarrierPrice } from "./price.ts"

/** What Twilio told of a call, by a callback or when asked. */
export interface Told {
  readonly attemptId: AttemptId
  readonly carrierCallId: string
  /** What happened; more than one where one thing tells of an earlier one. None where only a result of detection came. */
  readonly events: ReadonlyArray<CarrierEvent>
  /** The place of a callback among those of its call, from 0; null where Twilio was asked. They arrive in any order. */
  readonly sequence: number | null
  /** Who took the call, where machine detection has told. Asynchronous detection may tell after the end, or never. */
  readonly answeredBy: AnsweredBy | null
  /** It tells of an end, and not enough of it to be believed: Twilio has to be asked for the call. */
  readonly isUnclear: boolean
  /** Known some time after the end, and only when asked for. */
  readonly price: CarrierPrice | null
}

/** A state that a call reached. */
export interface Reached {
  readonly attemptId: AttemptId
  readonly carrierCallId: string
  readonly state: CallState
  /** When (ms UTC). */
  readonly at: number
  readonly talkSeconds: number
  readonly sip: number | null
  readonly answeredBy: AnsweredBy | null
}

/**
 * The events that a state tells. A conversation that has ended also tells when it began: the callback that said so may
 * be lost.
 */
export const eventsOf = (reached: Reached): ReadonlyArray<CarrierEvent> => {
  const { at, attemptId, carrierCallId, sip, state, talkSeconds } = reached
  const event = (kind: CarrierEvent["kind"], when: number): CarrierEvent => ({
    attemptId,
    carrierCallId,
    kind,
    at: when,
    disposition: null,
    talkSeconds: 0,
    code: ""
  })
  switch (state) {
    case "queued":
    case "initiated":
      return [event("queued", at)]
    case "ringing":
      return [event("ringing", at)]
    case "in-progress":
      return [event("answered", at)]
    case "completed":
    case "busy":
    case "failed":
    case "no-answer":
    case "canceled": {
      const disposition = dispositionOf(reached)
      const talked = state === "completed" ? talkSeconds : 0
      const code = isVague(state) && sip !== null ? `${state} ${sip}` : state
      return [
        ...(state === "completed" ? [event("answered", at - talked * 1000)] : []),
        { ...event("ended", at), disposition, talkSeconds: talked, code }
      ]
    }
  }
}

/** Whether the network's SIP response tells ends apart that Twilio has one word for. Callbacks have it, the API has not. */
const isVague = (state: CallState | null): boolean => state === "failed" || state === "no-answer"

/**
 * Milliseconds after the end of a call within which its callback may still come: Twilio sends it at once, or not at all.
 * Until then the API's word for a vague end is not told, because the callback's is better and the first one stands: so
 * the order in which the two are heard decides nothing.
 */
export const lastWord = 120_000

/** Whether a call is over. */
export const hasEnded = (state: CallState | null): boolean =>
  state === "completed" || state === "busy" || state === "failed" || state === "no-answer" || state === "canceled"

/** What the API's answer about a call tells of its attempt, seen at an instant (ms UTC). */
export const toldBy = (call: TwilioCall, attemptId: AttemptId, now: number): Told => {
  const { answeredBy, createdAt, endedAt, price, startedAt, state, talkSeconds, updatedAt } = call
  const isWhole = !isVague(state) && (state !== "completed" || talkSeconds !== null)
  const isSaid = hasEnded(state) && (isWhole || now >= (endedAt ?? updatedAt ?? 0) + lastWord)
  // A call that was canceled before it began to be dialed has no start.
  const neverDialed = (event: CarrierEvent): CarrierEvent =>
    state === "canceled" && startedAt === null ? { ...event, code: undialed } : event
  const of = (reached: CallState, at: number | null) =>
    eventsOf({
      attemptId,
      carrierCallId: call.sid,
      state: reached,
      at: at ?? updatedAt ?? now,
      talkSeconds: talkSeconds ?? 0,
      sip: null,
      answeredBy
    })
  return {
    attemptId,
    carrierCallId: call.sid,
    events: [
      ...of("queued", createdAt),
      ...(state === "ringing" || state === "in-progress" ? of(state, startedAt) : []),
      ...(isSaid && state !== null ? of(state, endedAt).map(neverDialed) : [])
    ],
    sequence: null,
    answeredBy,
    isUnclear: hasEnded(state) && !isSaid,
    price
  }
}
