import { Schema } from "effect"

/** How an attempt ended. */
export const Disposition = Schema.Literals([
  /** A person (or, without detection, anything) took the call. */
  "answered",
  /** An answering machine took the call. */
  "voicemail",
  /** A fax took the call. */
  "fax",
  /** The line was engaged. */
  "busy",
  /** It rang for the time allowed, and nobody took it. */
  "no_answer",
  /** The person, or the network for the person, refused it. */
  "rejected",
  /** The number does not exist or cannot be reached; it is not dialed again. */
  "invalid_number",
  /** The carrier failed; the person's phone did not ring. */
  "carrier_error",
  /** It was withdrawn before it was taken: by a gate, or because it rang past its deadline. */
  "canceled",
  /** Nobody can say whether it was dialed. It counts as an attempt, and is not dialed again. */
  "unknown"
])
export type Disposition = typeof Disposition.Type

/** Whether the line was connected, so that there is time to pay for. */
export const isConnected = (disposition: Disposition): boolean =>
  disposition === "answered" || disposition === "voicemail" || disposition === "fax"
