import type { Disposition } from "@campanile/core"
import { Schema } from "effect"

/** Who took a call, in Twilio's words; only with machine detection. */
export const AnsweredBy = Schema.Literals([
  "human",
  "machine_start",
  "machine_end_beep",
  "machine_end_silence",
  "machine_end_other",
  "fax",
  "unknown"
])
export type AnsweredBy = typeof AnsweredBy.Type

/** Where a call stands: the API's words, and "initiated", which only callbacks know. */
export const CallState = Schema.Literals([
  "queued",
  "initiated",
  "ringing",
  "in-progress",
  "completed",
  "busy",
  "failed",
  "no-answer",
  "canceled"
])
export type CallState = typeof CallState.Type

/** Who took a call, in this engine's words: the difference that a disposition makes. */
export const takenBy = (answeredBy: AnsweredBy | null): "answered" | "voicemail" | "fax" => {
  switch (answeredBy) {
    case "machine_start":
    case "machine_end_beep":
    case "machine_end_silence":
    case "machine_end_other":
      return "voicemail"
    case "fax":
      return "fax"
    case "human":
    case "unknown":
    case null:
      return "answered"
  }
}

/** Declined by the person or on the person's behalf (RFC 3261, 8197, 8688); 21 is Q.850 for the same. */
const declined = new Set([21, 603, 607, 608])
/** Engaged (RFC 3261). */
const engaged = new Set([486, 600])
/** No such number: not found, gone, incomplete, exists nowhere (RFC 3261); 1 and 28 are Q.850 for the same. */
const nobodys = new Set([1, 28, 404, 410, 484, 604])
/** Rang without an answer: temporarily unavailable, and ended by the caller, as Twilio does when the ring time is over. */
const unanswered = new Set([480, 487])

/** What is known of a call that has ended. */
export interface Ending {
  readonly state: CallState
  /** The final SIP response; callbacks have it, the API has not. */
  readonly sip: number | null
  readonly answeredBy: AnsweredBy | null
}

/**
 * How a call ended; null while it has not. Without machine detection whatever picked up has answered. A failure is a
 * dead number only where the network says so: Twilio also calls it "failed" when a carrier breaks down.
 */
export const dispositionOf = ({ answeredBy, sip, state }: Ending): Disposition | null => {
  switch (state) {
    case "queued":
    case "initiated":
    case "ringing":
    case "in-progress":
      return null
    case "completed":
      return takenBy(answeredBy)
    case "busy":
      return "busy"
    case "no-answer":
      return sip !== null && declined.has(sip) ? "rejected" : "no_answer"
    case "canceled":
      return "canceled"
    case "failed":
      if (sip === null) return "carrier_error"
      if (nobodys.has(sip)) return "invalid_number"
      if (declined.has(sip)) return "rejected"
      if (engaged.has(sip)) return "busy"
      return unanswered.has(sip) ? "no_answer" : "carrier_error"
  }
}
