import { type CarrierRequest, CarrierRequestRefused, type CarrierWebhooks } from "@campanile/core"
import { Clock, Effect, Option } from "effect"
import { attemptOf, isDetectedLater, parseCallback } from "./callbacks.ts"
import type { TwilioConfig } from "./config.ts"
import type { Told } from "./told.ts"
import { twimlOf } from "./twiml.ts"
import { isFromTwilio } from "./verify.ts"

const verified = (config: TwilioConfig, request: CarrierRequest) =>
  isFromTwilio(config, request)
    ? Effect.void
    : Effect.fail(new CarrierRequestRefused({ why: "not_authentic", reason: "its signature is not Twilio's" }))

/**
 * Whether a callback tells an end and not all of it: not for how long, or not who had the conversation, of which
 * asynchronous detection may still tell.
 */
const isHalfTold = (target: string, { answeredBy, events, isUnclear }: Told) =>
  isUnclear || (isDetectedLater(target) && answeredBy === null && events.some(({ talkSeconds }) => talkSeconds > 0))

/**
 * What Twilio tells by callbacks, and asks about calls that were answered. An end of which a callback does not tell all
 * is not taken from there: `askFor` has Twilio asked.
 */
export const twilioWebhooks = (
  config: TwilioConfig,
  askFor: (told: Told) => Effect.Effect<void>
): CarrierWebhooks["Service"] => ({
  name: "twilio",
  receive: Effect.fn("Twilio.receive")(function*(request: CarrierRequest) {
    yield* verified(config, request)
    const receivedAt = yield* Clock.currentTimeMillis
    const told = yield* parseCallback({ ...request, receivedAt }, config.accountSid).pipe(
      Effect.mapError(({ reason }) => new CarrierRequestRefused({ why: "unreadable", reason }))
    )
    if (!isHalfTold(request.target, told)) return told.events
    yield* askFor(told)
    return told.events.filter(({ kind }) => kind !== "ended")
  }),
  question: Effect.fn("Twilio.question")(function*(request: CarrierRequest) {
    yield* verified(config, request)
    const attemptId = attemptOf(request.target)
    if (Option.isNone(attemptId)) {
      return yield* new CarrierRequestRefused({ why: "unreadable", reason: "its URL names no attempt" })
    }
    return {
      attemptId: attemptId.value,
      carrierCallId: new URLSearchParams(request.body).get("CallSid"),
      write: ({ answer, text, variables }) => ({
        mediaType: "text/xml; charset=utf-8",
        body: twimlOf({ plan: answer, text, variables })
      })
    }
  })
})
