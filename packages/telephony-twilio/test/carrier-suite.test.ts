import { Carrier, type CarrierEvent, CarrierUnavailable, type Phone } from "@campanile/core"
import { carrierSuite } from "@campanile/core/testing"
import { describe, it } from "@effect/vitest"
import { Effect, Layer, Queue, Stream } from "effect"
import { TestClock } from "effect/testing"
import { find, hangup, paceOf, place, type Placed, type Told } from "../src/index.ts"
import { fakeOf, from, world } from "./world.ts"

const talker = "+447700900001" as Phone
const absent = "+447700900002" as Phone

/** What the port of today can say; it has no word yet for a request that is wrong in itself. */
const resultOf = (placed: Placed) =>
  placed._tag === "Rejected"
    ? { ...placed, class: placed.class === "fatal" ? "forbidden" as const : placed.class }
    : placed

/** Lets whoever was told of something come to hear it. */
const breath = Effect.forEach(Array.from({ length: 20 }), () => Effect.yieldNow, { discard: true })

/** One of these per test: what happens when time has passed. */
const makeSuite = () => {
  let happen: Effect.Effect<void> = Effect.void

  /** The parts of the adapter behind the port: callbacks become the port's events as they are heard. */
  const carrier = Layer.effect(
    Carrier,
    Effect.gen(function*() {
      const { api, config, fake, told } = yield* world()
      const events = yield* Queue.unbounded<CarrierEvent>()
      const tell = (one: Told | null) => Effect.asVoid(Queue.offerAll(events, one?.events ?? []))
      let heard = 0
      happen = Effect.gen(function*() {
        yield* fake.settled
        const all = yield* told
        yield* Effect.forEach(all.slice(heard), tell)
        heard = all.length
        yield* breath
      })
      const unavailable = Effect.mapError((cause: Error) => new CarrierUnavailable({ cause }))
      return Carrier.of({
        capabilities: { name: "twilio", idempotentCreate: false, pace: paceOf(config) },
        place: (request) => Effect.map(place(api, config)(request), resultOf),
        hangup: ({ attemptId, carrierCallId }) =>
          carrierCallId === null
            ? Effect.void
            : hangup(api)({ attemptId, carrierCallId }).pipe(Effect.flatMap(tell), unavailable),
        find: (call) =>
          find(api)({ ...call, from, span: { from: 0, to: Number.MAX_SAFE_INTEGER } }).pipe(
            Effect.map((found) => found._tag === "Found" ? found.told.events : []),
            unavailable
          ),
        events: Stream.fromQueue(events)
      })
    })
  )

  const fake = fakeOf({
    seed: "t3",
    oddsOf: (phone) => phone === talker ? { human: 1 } : { "no-answer": 1 }
  })
  const pass = (duration: Parameters<typeof TestClock.adjust>[0]) =>
    Effect.andThen(TestClock.adjust(duration), Effect.suspend(() => happen))
  return { suite: carrierSuite({ absent, from, pass, talker }), layer: Layer.provide(carrier, fake) }
}

describe("the carrier suite, over the fake", () => {
  for (const [index, { name }] of makeSuite().suite.entries()) {
    it.effect(name, () => {
      const { layer, suite } = makeSuite()
      return Effect.provide(suite[index]!.test, layer)
    })
  }
})
