import {
  Carrier,
  type CarrierCapabilities,
  type CarrierEvent,
  CarrierUnavailable,
  CarrierWebhooks,
  type PlacedCall
} from "@campanile/core"
import { Clock, Context, Data, Effect, FiberSet, Layer, Queue, Schedule, Stream } from "effect"
import { FetchHttpClient } from "effect/http"
import { makeTwilioApi, type TwilioApi } from "./api.ts"
import { changeLimit, hangup, type Known, withdraw } from "./change.ts"
import { paceOf, type TwilioConfig, twilioConfig, type TwilioSettings, type WrongTwilioSettings } from "./config.ts"
import { find } from "./find.ts"
import { place } from "./place.ts"
import { type Told, toldBy } from "./told.ts"
import { twilioWebhooks } from "./webhooks.ts"

/** Several calls fit an attempt whose sid is not known; which one it is, Twilio tells a quarter of an hour later. */
class SeveralCalls extends Data.TaggedError("SeveralCalls")<{ readonly sids: ReadonlyArray<string> }> {
  override get message(): string {
    return `several of Twilio's calls may be the attempt's: ${this.sids.join(", ")}`
  }
}

/** A callback told an end that the API does not show yet. */
class NotOver extends Data.TaggedError("NotOver") {
  override get message(): string {
    return "Twilio told of an end, and does not show it when it is asked"
  }
}

/** When Twilio is asked again for an end that it does not show yet, or when it does not answer. */
const askingAgain = Schedule.min([Schedule.exponential("2 seconds"), Schedule.spaced("1 minute")])

const capabilitiesOf = (config: TwilioConfig): CarrierCapabilities => ({
  name: "twilio",
  idempotentCreate: false,
  pace: paceOf(config),
  queuesOverPace: true,
  extendsLimit: true,
  ordersEvents: true,
  tellsCost: "asked",
  machineDetection: true
})

/** What Twilio told when it was asked, its price among it. */
const eventsOf = ({ attemptId, carrierCallId, events, price }: Told, now: number): ReadonlyArray<CarrierEvent> =>
  price === null || price.micros < 0
    ? events
    : [
      ...events,
      {
        attemptId,
        carrierCallId,
        kind: "cost",
        at: events.at(-1)?.at ?? now,
        disposition: null,
        talkSeconds: 0,
        code: "",
        cost: { amount: price.micros, currency: price.currency }
      }
    ]

const unavailable = Effect.mapError((cause: Error) => new CarrierUnavailable({ cause }))

const lookUp = (api: TwilioApi) => {
  const search = find(api)
  return Effect.fnUntraced(function*(call: PlacedCall) {
    const now = yield* Clock.currentTimeMillis
    const found = yield* search({ ...call, span: { from: call.since, to: now } })
    if (found._tag === "Several") return yield* new SeveralCalls({ sids: found.carrierCallIds })
    return found._tag === "Found" ? found.told : null
  })
}

const make = Effect.fnUntraced(function*(settings: TwilioSettings) {
  const config = yield* twilioConfig(settings)
  const api = yield* makeTwilioApi(config)
  const heard = yield* Queue.unbounded<CarrierEvent>()
  const fibers = yield* FiberSet.make()
  const sought = lookUp(api)
  const hangUp = hangup(api)
  const withdrawQueued = withdraw(api)
  const setLimit = changeLimit(api)

  const found = Effect.fnUntraced(function*(call: PlacedCall) {
    const told = yield* sought(call)
    return told === null ? [] : eventsOf(told, yield* Clock.currentTimeMillis)
  })

  /** The call by its sid, looked up where that is not known. */
  const known = Effect.fnUntraced(function*(call: PlacedCall) {
    const { attemptId, carrierCallId } = call
    if (carrierCallId !== null) return { attemptId, carrierCallId } satisfies Known
    const told = yield* sought(call)
    return told === null ? undefined : { attemptId, carrierCallId: told.carrierCallId } satisfies Known
  })

  const changing = Effect.fnUntraced(function*(call: PlacedCall, change: ReturnType<typeof hangup>) {
    const one = yield* known(call)
    const told = one === undefined ? null : yield* change(one)
    return told === null ? [] : eventsOf(told, yield* Clock.currentTimeMillis)
  }, unavailable)

  const carrier = Carrier.of({
    capabilities: capabilitiesOf(config),
    place: place(api, config),
    hangup: (call) => changing(call, hangUp),
    withdraw: (call) => changing(call, withdrawQueued),
    find: (call) => unavailable(found(call)),
    extendLimit: Effect.fn("Twilio.extendLimit")(function*(call: PlacedCall, limitSeconds: number) {
      const one = yield* known(call)
      return one === undefined ? false : yield* setLimit(one, limitSeconds)
    }, unavailable),
    events: Stream.fromQueue(heard)
  })

  const toldNow = Effect.fnUntraced(function*({ attemptId, carrierCallId }: Told) {
    const call = yield* api.fetch(carrierCallId)
    const told = call === null ? null : toldBy(call, attemptId, yield* Clock.currentTimeMillis)
    return told?.events.some(({ kind }) => kind === "ended") === true ? told.events : yield* new NotOver()
  })

  const askFor = (told: Told) =>
    Effect.asVoid(FiberSet.run(
      fibers,
      toldNow(told).pipe(
        Effect.retry({ schedule: askingAgain, times: 10 }),
        Effect.flatMap((events) => Queue.offerAll(heard, events)),
        Effect.catch((error) => Effect.logWarning(error.message, { attempt: told.attemptId }))
      )
    ))

  return Context.make(Carrier, carrier).pipe(Context.add(CarrierWebhooks, twilioWebhooks(config, askFor)))
})

/**
 * Calls through Twilio. Beside the carrier there is what its callbacks are handed to: whoever serves HTTP mounts it under
 * the `callbackPath` of the settings.
 */
export const twilioCarrier = (settings: TwilioSettings): Layer.Layer<Carrier | CarrierWebhooks, WrongTwilioSettings> =>
  Layer.effectContext(make(settings)).pipe(Layer.provide(FetchHttpClient.layer))
