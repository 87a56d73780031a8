import type { AttemptId, MachineDetection, PlaceRequest, PlaceResult, Refusal } from "@campanile/core"
import { Effect } from "effect"
import type { Fields, TwilioApi, TwilioFailure } from "./api.ts"
import { verdictOf } from "./codes.ts"
import type { TwilioConfig } from "./config.ts"
import { answerFields } from "./twiml.ts"

/** The longest ring time that Twilio takes, in seconds. */
const mostRinging = 600

/** The name under which callback URLs carry the attempt's id. */
export const attemptParameter = "attempt"

type Address = Pick<TwilioConfig, "callbackPath" | "publicUrl">

/** The name under which they say that machine detection is asynchronous, so that its result comes apart, or never. */
export const detectionParameter = "detection"

/** Where Twilio tells what became of an attempt. */
export const callbackUrl = (
  { callbackPath, publicUrl }: Address,
  attemptId: AttemptId,
  mode: MachineDetection
): string =>
  `${publicUrl}${callbackPath}/events?${attemptParameter}=${attemptId}` +
  (mode === "async" ? `&${detectionParameter}=async` : "")

/** Where Twilio asks what an attempt's answered call is to do. */
export const answerUrl = ({ callbackPath, publicUrl }: Address, attemptId: AttemptId): string =>
  `${publicUrl}${callbackPath}/answer?${attemptParameter}=${attemptId}`

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

/** The form that asks Twilio for a call. What is too long to travel within it, Twilio fetches when the call is answered. */
export const placeFields = (config: TwilioConfig, request: PlaceRequest): Fields => {
  const mode = request.answer.machineDetection ?? config.machineDetection
  const callback = callbackUrl(config, request.attemptId, mode)
  return [
    ["To", request.to],
    ["From", request.from],
    ...answerFields(
      { plan: request.answer, text: request.text, variables: request.variables },
      answerUrl(config, request.attemptId)
    ),
    ["StatusCallback", callback],
    ["StatusCallbackMethod", "POST"],
    ["StatusCallbackEvent", "initiated"],
    ["StatusCallbackEvent", "ringing"],
    ["StatusCallbackEvent", "answered"],
    ["StatusCallbackEvent", "completed"],
    ["Timeout", String(Math.min(mostRinging, request.ringSeconds))],
    ["TimeLimit", String(request.limitSeconds)],
    ["Record", "false"],
    ...detection(mode, callback)
  ]
}

const rejected = (refusal: Refusal, code: string, retryAfter?: number): PlaceResult => ({
  _tag: "Rejected",
  class: refusal,
  code,
  retryAfter
})

/** What a request to dial came to when it had no success: a refusal only where it certainly was not taken. */
export const placedOf = (failure: TwilioFailure): PlaceResult => {
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

/** Ask Twilio for a call, once. Never fails: whatever is not certain is `Unknown`. */
export const place = (api: TwilioApi, config: TwilioConfig) =>
  Effect.fn("Twilio.place")((request: PlaceRequest): Effect.Effect<PlaceResult> =>
    Effect.match(api.create(placeFields(config, request)), {
      onFailure: placedOf,
      onSuccess: ({ call, sid }): PlaceResult => ({
        _tag: "Accepted",
        carrierCallId: sid,
        queuedFor: call?.queuedFor ?? 0
      })
    })
  )
