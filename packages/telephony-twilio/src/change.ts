import type { AttemptId } from "@campanile/core"
import { Clock, Effect } from "effect"
import type { TwilioApi, TwilioFailure } from "./api.ts"
import type { TwilioCall } from "./call.ts"
import { hasEnded, type Told, toldBy } from "./told.ts"

/** A call that Twilio has taken. */
export interface Known {
  readonly attemptId: AttemptId
  readonly carrierCallId: string
}

/** Twilio's code for a change to a call that is over, or not in the state for it. */
const invalidState = 21_220

/** A change; or how the call stands where it is too late for it. Null for a call that Twilio does not know. */
const changed = (api: TwilioApi, sid: string, field: readonly [string, string]) =>
  api.update(sid, [field]).pipe(
    Effect.catchTag("TwilioRefused", (error): Effect.Effect<TwilioCall | null, TwilioFailure> =>
      error.code === invalidState || error.status === 404 || error.status === 409
        ? api.fetch(sid)
        : Effect.fail(error))
  )

/**
 * Withdraws a call that is queued or rings, or ends one that was answered. The answer tells how the call then stands,
 * and must be told on: of a call that is canceled while it is queued no callback ever comes. Null for a call that Twilio
 * does not know. What has ended stays as it is.
 */
export const hangup = (api: TwilioApi) =>
  Effect.fn("Twilio.hangup")(function*(known: Known): Effect.fn.Return<Told | null, TwilioFailure> {
    const canceled = yield* changed(api, known.carrierCallId, ["Status", "canceled"])
    // It was answered before the request came: canceling is for calls that were not.
    const ended = canceled === null || hasEnded(canceled.state)
      ? canceled
      : yield* changed(api, known.carrierCallId, ["Status", "completed"])
    return ended === null ? null : toldBy(ended, known.attemptId, yield* Clock.currentTimeMillis)
  })

/**
 * Withdraws a call that is queued; one that has begun to be dialed goes on. The answer tells how the call then stands, and
 * must be told on. Null for a call that Twilio does not know.
 */
export const withdraw = (api: TwilioApi) =>
  Effect.fn("Twilio.withdraw")(function*(known: Known): Effect.fn.Return<Told | null, TwilioFailure> {
    const found = yield* api.fetch(known.carrierCallId)
    const waits = found !== null && found.state === "queued" && found.startedAt === null
    const call = waits ? yield* changed(api, known.carrierCallId, ["Status", "canceled"]) : found
    return call === null ? null : toldBy(call, known.attemptId, yield* Clock.currentTimeMillis)
  })

/** Changes the hard limit of a call that lives, in seconds of the whole call. False where the call is over. */
export const changeLimit = (api: TwilioApi) =>
  Effect.fn("Twilio.changeLimit")(
    function*(known: Known, limitSeconds: number): Effect.fn.Return<boolean, TwilioFailure> {
      const call = yield* changed(api, known.carrierCallId, ["TimeLimit", String(limitSeconds)])
      return call !== null && !hasEnded(call.state)
    }
  )
