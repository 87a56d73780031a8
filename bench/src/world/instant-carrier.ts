import { Carrier, type CarrierEvent } from "@campanile/core"
import { Clock, Effect, Layer, Queue, Stream } from "effect"

/**
 * A carrier that takes every request at once, and tells at once that it rang, was answered, and ended after twenty
 * seconds of talk: what is left of a call's life is what the engine makes of it.
 */
export const instantCarrier: Layer.Layer<Carrier> = Layer.effect(
  Carrier,
  Effect.gen(function*() {
    const told = yield* Queue.unbounded<CarrierEvent>()
    return Carrier.of({
      capabilities: {
        name: "instant",
        idempotentCreate: true,
        pace: null,
        queuesOverPace: false,
        extendsLimit: false,
        ordersEvents: true,
        tellsCost: "never",
        machineDetection: false
      },
      place: ({ attemptId }) =>
        Effect.gen(function*() {
          const at = yield* Clock.currentTimeMillis
          const event = { attemptId, carrierCallId: attemptId, at, disposition: null, talkSeconds: 0, code: "" }
          yield* Queue.offerAll(told, [
            { ...event, kind: "ringing" },
            { ...event, kind: "answered" },
            { ...event, kind: "ended", disposition: "answered", talkSeconds: 20 }
          ])
          return { _tag: "Accepted" as const, carrierCallId: attemptId }
        }),
      hangup: () => Effect.succeed([]),
      find: () => Effect.succeed([]),
      events: Stream.fromQueue(told)
    })
  })
)
