import type { AttemptId, PlaceRequest } from "@campanile/core"
import { Effect } from "effect"
import type { Fields, TwilioApi, TwilioFailure } from "./api.ts"
import type { Refusal } from "./code-table.ts"
import { verdictOf } from "./codes.ts"
import type { MachineDetection, TwilioConfig } from "./config.ts"
import { answerFields } from "./twiml.ts"

/** What a request to dial came to. `Unknown`: it may have been taken, and must not be made again. */
export type Placed =
  | {
    readonly _tag: "Accepted"
    readonly carrierCallId: string
    /** Milliseconds for which Twilio lets the call wait, because more were asked for than the account may start. */
    readonly queuedFor: number
  }
  | {
    readonly _tag: "Rejected"
    readonly class: Refusal
    /** Twilio's code, or what failed where Twilio was not reached. */
    readonly code: string
    /** With `throttled`: milliseconds to wait, where Twilio says so. */
    readonly retryAfter: number | undefined
  }
  | { readonly _tag: "Unknown"; readonly code: string }

/** The longest ring time that Twilio takes, in seconds. */
const mostRinging = 600

/** The name under which callback URLs carry the attempt's id. */
export const attemptParameter = "attempt"

/** Where Twilio tells what became of an attempt. */
export const callbackUrl = (
  { callbackPath, publicUrl }: Pick<TwilioConfig, "callbackPath" | "publicUrl">,
  attemptId: AttemptId
): string => `${publicUrl}${callbackPath}?${attemptParameter}=${attemptId}`

const detection = (mode: MachineDetection, callback: string): Fields => {
  switch (mode) {
    case "off":
      return []
    case "sync":
      return [["MachineDetection", "Enable"]]
    case "untilBeep":
      return [["MachineDetection", "DetectMessageEnd"]]
    case "async":
      return [
        ["MachineDetection", "Enable"],
        ["AsyncAmd", "true"],
        ["AsyncAmdStatusCallback", callback],
        ["AsyncAmdStatusCallbackMethod", "POST"]
      ]
  }
}

/** The form that asks Twilio for a call; or how long its TwiML would be, where that is more than Twilio takes. */
export const placeFields = (
  config: TwilioConfig,
  request: PlaceRequest
): { readonly _tag: "Fields"; readonly fields: Fields } | { readonly _tag: "TooLong"; readonly length: number } => {
  const answer = answerFields({ plan: request.answer, text: request.text, variables: request.variables })
  if (answer._tag === "TooLong") return answer
  const callback = callbackUrl(config, request.attemptId)
  return {
    _tag: "Fields",
    fields: [
      ["To", request.to],
      ["From", request.from],
      ...answer.fields,
      ["StatusCallback", callback],
      ["StatusCallbackMethod", "POST"],
      ["StatusCallbackEvent", "initiated"],
      ["StatusCallbackEvent", "ringing"],
      ["StatusCallbackEvent", "answered"],
      ["StatusCallbackEvent", "completed"],
      ["Timeout", String(Math.min(mostRinging, request.ringSeconds))],
      ["TimeLimit", String(request.limitSeconds)],
      ["Record", "false"],
      ...detection(config.machineDetection, callback)
    ]
  }
}

const rejected = (refusal: Refusal, code: string, retryAfter?: number): Placed => ({
  _tag: "Rejected",
  class: refusal,
  code,
  retryAfter
})

/** What a request to dial came to when it had no success: a refusal only where it certainly was not taken. */
export const placedOf = (failure: TwilioFailure): Placed => {
  if (failure._tag === "TwilioSilent") {
    return failure.sent === "no" ? rejected("retryable", failure.code) : { _tag: "Unknown", code: failure.code }
  }
  const verdict = verdictOf(failure.status, failure.code)
  return verdict._tag === "Unknown"
    ? verdict
    : rejected(
      verdict.refusal,
      verdict.code,
      verdict.refusal === "throttled" ? failure.retryAfter ?? undefined : undefined
    )
}

/** Twilio's code for TwiML that is too long: what it would answer is said without asking. */
const twimlTooLong = "32018"

/** Ask Twilio for a call, once. Never fails: whatever is not certain is `Unknown`. */
export const place = (api: TwilioApi, config: TwilioConfig) =>
  Effect.fn("Twilio.place")(function*(request: PlaceRequest): Effect.fn.Return<Placed> {
    const made = placeFields(config, request)
    if (made._tag === "TooLong") return rejected("fatal", twimlTooLong)
    return yield* Effect.match(api.create(made.fields), {
      onFailure: placedOf,
      onSuccess: ({ call, sid }): Placed => ({
        _tag: "Accepted",
        carrierCallId: sid,
        queuedFor: call?.queuedFor ?? 0
      })
    })
  })
