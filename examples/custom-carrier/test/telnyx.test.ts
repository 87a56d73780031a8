import { Carrier, type CarrierEvent, CarrierWebhooks, type Phone } from "@campanile/core"
import { carrierSuite, type Trouble } from "@campanile/core/testing"
import { describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Layer, Queue, Redacted, Stream } from "effect"
import { TestClock } from "effect/testing"
import { telnyxCarrier } from "../src/telnyx.ts"
import { type End, type Fault, makeFake, shownKey, signed } from "./fake-telnyx.ts"

const phone = (line: string) => `+1415555010${line}` as Phone

const ends: Readonly<Record<string, End>> = {
  [phone("1")]: "talk",
  [phone("3")]: "busy",
  [phone("4")]: "declined",
  [phone("5")]: "nobody"
}

const problem = (code: string, pointer = "/from") => ({ errors: [{ code, source: { pointer } }] })

const faults: Readonly<Partial<Record<Trouble, Fault | "silence">>> = {
  throttled: { status: 429, taken: false },
  invalid_number: { status: 422, body: problem("10016", "/to"), taken: false },
  forbidden: { status: 403, body: problem("10010"), taken: false },
  retryable: { status: 409, taken: false },
  account: { status: 401, body: problem("10009"), taken: false },
  fatal: { status: 422, body: problem("10015"), taken: false },
  lost_before: { status: 502, taken: false },
  lost_after: { status: 504, taken: true },
  silence: "silence"
}

/** One of these for each test: a fake, the adapter for it, and whoever its webhooks come to. */
const makeSuite = () => {
  const fake = makeFake((to) => ends[to] ?? "absent")
  let happen: Effect.Effect<void> = Effect.void
  const adapter = telnyxCarrier({
    apiKey: Redacted.make("KEY"),
    connectionId: "1494404757140276705",
    publicKey: shownKey,
    publicUrl: "https://calls.example.com",
    pace: null
  }).pipe(Layer.provide(fake.layer))
  const carrier = Layer.effect(
    Carrier,
    Effect.gen(function*() {
      const webhooks = yield* CarrierWebhooks
      const told = yield* Queue.unbounded<CarrierEvent>()
      happen = Effect.gen(function*() {
        for (const request of fake.received()) {
          yield* Queue.offerAll(told, yield* Effect.orDie(webhooks.receive(request)))
        }
        yield* Effect.forEach(Array.from({ length: 20 }), () => Effect.yieldNow, { discard: true })
      })
      return Carrier.of({ ...yield* Carrier, events: Stream.fromQueue(told) })
    })
  ).pipe(Layer.provideMerge(adapter))

  /** Second by second, for what the adapter answers to an event changes those that follow. */
  const pass = (duration: Duration.Input) =>
    Effect.forEach(
      Array.from({ length: Math.ceil(Duration.toSeconds(Duration.fromInputUnsafe(duration))) }),
      () => Effect.andThen(TestClock.adjust("1 second"), Effect.suspend(() => happen)),
      { discard: true }
    )

  const suite = carrierSuite({
    talker: phone("1"),
    absent: phone("2"),
    from: phone("0"),
    others: ["3", "4", "5"].map(phone),
    retryAfter: 2000,
    outage: Effect.sync(() => fake.breakNext()),
    pass,
    troubles: Object.fromEntries(
      Object.entries(faults).map(([trouble, fault]) => [
        trouble,
        Effect.sync(() => {
          fake.failNext(fault)
          return phone("2")
        })
      ])
    ),
    webhooks: {
      genuine: (attemptId, carrierCallId) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          const payload = {
            call_control_id: carrierCallId,
            client_state: Buffer.from(JSON.stringify({ attempt: attemptId })).toString("base64")
          }
          const data = { event_type: "call.initiated", occurred_at: new Date(now).toISOString(), payload }
          return signed(JSON.stringify({ data }), now)
        }),
      signed: (body) => Effect.map(Clock.currentTimeMillis, (now) => signed(body, now))
    }
  })
  return { suite, layer: carrier }
}

describe("the carrier suite, over a small fake", () => {
  for (const [index, { name }] of makeSuite().suite.entries()) {
    it.effect(name, () => {
      const { layer, suite } = makeSuite()
      return Effect.provide(suite[index]!.test, layer)
    })
  }
})
