import {
  type AttemptId,
  Carrier,
  type CarrierEvent,
  type CarrierRequest,
  CarrierWebhooks,
  type Phone
} from "@campanile/core"
import { carrierSuite, type Trouble } from "@campanile/core/testing"
import { describe, it } from "@effect/vitest"
import { type Duration, Effect, Layer, Queue, Stream } from "effect"
import { TestClock } from "effect/testing"
import { sign, twilioCarrier } from "../src/index.ts"
import { type FakeFault, type FakeOdds, FakeTwilio, type FakeTwilioShape } from "../src/testing/index.ts"
import { receiver } from "./receiver.ts"
import { fakeOf, from } from "./world.ts"

const phone = (line: string) => `+4477009000${line}` as Phone

const talker = phone("01")
const absent = phone("02")

const odds: Readonly<Record<Phone, FakeOdds>> = {
  [talker]: { human: 1 },
  [phone("03")]: { busy: 1 },
  [phone("04")]: { declined: 1 },
  [phone("05")]: { nobody: 1 },
  [phone("06")]: { breakdown: 1 },
  [phone("07")]: { machine: 1 }
}

/** Phones that the fake refuses, with Twilio's codes. */
const refused: Readonly<Record<Phone, readonly [Trouble, number]>> = {
  [phone("21")]: ["invalid_number", 21_211],
  [phone("22")]: ["forbidden", 21_215],
  [phone("23")]: ["retryable", 20_409],
  [phone("24")]: ["account", 10_001],
  [phone("25")]: ["fatal", 21_210]
}

const faults: Readonly<Partial<Record<Trouble, FakeFault>>> = {
  throttled: { kind: "throttled", retryAfter: 3 },
  lost_before: { kind: "reset", taken: false },
  lost_after: { kind: "error", status: 503, taken: true },
  silence: { kind: "silence", taken: true }
}

/** Lets whoever was told of something come to hear it. */
const breath = Effect.forEach(Array.from({ length: 20 }), () => Effect.yieldNow, { discard: true })

/** One of these for each test: a fake, the adapter for it, and the server that its callbacks come to. */
const makeSuite = (machineDetection: "off" | "sync" | "async") => {
  let fake: FakeTwilioShape
  let publicUrl = ""
  const requests: Array<CarrierRequest> = []
  let happen: Effect.Effect<void> = Effect.void

  const adapter = Layer.unwrap(Effect.gen(function*() {
    fake = yield* FakeTwilio
    publicUrl = yield* receiver((request) => requests.push(request))
    const { accountSid, authToken, url: apiUrl } = fake
    return twilioCarrier({ accountSid, authToken, apiUrl, publicUrl, cps: 1, machineDetection })
  }))
  const carrier = Layer.effect(
    Carrier,
    Effect.gen(function*() {
      const webhooks = yield* CarrierWebhooks
      const inner = yield* Carrier
      const told = yield* Queue.unbounded<CarrierEvent>()
      happen = Effect.gen(function*() {
        yield* fake.settled
        for (const request of requests.splice(0)) {
          yield* Queue.offerAll(told, yield* Effect.orDie(webhooks.receive(request)))
        }
        yield* breath
      })
      return Carrier.of({ ...inner, events: Stream.merge(inner.events, Stream.fromQueue(told)) })
    })
  ).pipe(Layer.provideMerge(adapter))

  /** A form as Twilio posts it. */
  const posted = (body: string, attemptId: string): CarrierRequest => {
    const target = `/carrier/twilio/events?attempt=${attemptId}`
    const signature = sign(fake.authToken, publicUrl + target, new URLSearchParams(body))
    return { method: "POST", target, headers: { "x-twilio-signature": signature }, body, peer: "127.0.0.1" }
  }

  const suite = carrierSuite({
    talker,
    absent,
    from,
    machine: phone("07"),
    retryAfter: 3000,
    outage: Effect.suspend(() => fake.failNext({ kind: "error", status: 500, taken: false })),
    others: ["03", "04", "05", "06", "07"].map(phone),
    pass: (duration: Duration.Input) => Effect.andThen(TestClock.adjust(duration), Effect.suspend(() => happen)),
    troubles: {
      ...Object.fromEntries(Object.entries(refused).map(([to, [trouble]]) => [trouble, Effect.succeed(to as Phone)])),
      ...Object.fromEntries(
        Object.entries(faults).map(([trouble, fault]) => [
          trouble,
          Effect.suspend(() => Effect.as(fake.failNext(fault), absent))
        ])
      )
    },
    webhooks: {
      genuine: (attemptId, carrierCallId) =>
        Effect.sync(() =>
          posted(
            new URLSearchParams({
              CallSid: carrierCallId,
              AccountSid: fake.accountSid,
              CallStatus: "ringing",
              SequenceNumber: "1",
              Timestamp: "Thu, 01 Jan 1970 00:00:05 +0000"
            }).toString(),
            attemptId
          )
        ),
      signed: (body) => Effect.sync(() => posted(body, "01890000-0000-7000-8000-000000000000" as AttemptId))
    }
  })
  const twilio = fakeOf({
    seed: "t3",
    cps: 1,
    oddsOf: (to) => odds[to as Phone] ?? { "no-answer": 1 },
    refuse: (to) => refused[to as Phone]?.[1]
  })
  return { suite, layer: Layer.provide(carrier, twilio) }
}

describe.each(["off", "sync", "async"] as const)("the carrier suite over the fake, machine detection %s", (mode) => {
  for (const [index, { name }] of makeSuite(mode).suite.entries()) {
    it.effect(name, () => {
      const { layer, suite } = makeSuite(mode)
      return Effect.provide(suite[index]!.test, layer)
    })
  }
})
