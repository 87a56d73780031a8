import {
  type AttemptId,
  Carrier,
  type CarrierEvent,
  type CarrierRequest,
  CarrierWebhooks,
  type MachineDetection,
  type Phone
} from "@campanile/core"
import { expect, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Redacted, Stream } from "effect"
import { TestClock } from "effect/testing"
import { sign, twilioCarrier, type TwilioSettings } from "../src/index.ts"
import { FakeTwilio } from "../src/testing/index.ts"
import { fakeOf, from, requestTo } from "./world.ts"

const publicUrl = "https://calls.example.com"
const phone = "+447700900001"
const nobody = "019a0000-0000-7000-8000-000000000001" as AttemptId

/** The adapter for an account at a fake at whose phones machines answer. */
const adapter = (settings: Partial<TwilioSettings> = {}) =>
  Layer.unwrap(
    Effect.map(FakeTwilio, ({ accountSid, authToken, url }) =>
      twilioCarrier({ accountSid, authToken, apiUrl: url, publicUrl, ...settings }))
  ).pipe(Layer.provideMerge(fakeOf({ odds: { machine: 1 } })))

/** A form as the account's Twilio posts it. */
const posted = Effect.fnUntraced(function*(target: string, fields: Readonly<Record<string, string>>) {
  const { accountSid, authToken } = yield* FakeTwilio
  const body = new URLSearchParams({ AccountSid: accountSid, ...fields }).toString()
  const signature = sign(authToken, publicUrl + target, new URLSearchParams(body))
  const request: CarrierRequest = {
    method: "POST",
    target,
    headers: { "x-twilio-signature": signature },
    body,
    peer: undefined
  }
  return request
})

it.effect("with asynchronous detection an end that does not say who had the call is left to Twilio's own account of it", () =>
  Effect.gen(function*() {
    const carrier = yield* Carrier
    const webhooks = yield* CarrierWebhooks
    const fake = yield* FakeTwilio
    const request = yield* requestTo(phone)
    const placed = yield* carrier.place(request)
    yield* TestClock.adjust("10 minutes")
    yield* fake.settled
    const callback = yield* posted(`/carrier/twilio/events?attempt=${request.attemptId}&detection=async`, {
      CallSid: placed._tag === "Accepted" ? placed.carrierCallId : "",
      CallStatus: "completed",
      CallDuration: "20"
    })
    expect((yield* webhooks.receive(callback)).map(({ kind }) => kind)).toEqual(["answered"])
    const asked: ReadonlyArray<CarrierEvent> = yield* carrier.events.pipe(
      Stream.filter(({ kind }) => kind === "ended"),
      Stream.take(1),
      Stream.runCollect
    )
    expect(asked).toMatchObject([{ attemptId: request.attemptId, disposition: "voicemail" }])
  }).pipe(Effect.provide(adapter({ machineDetection: "async" }))))

const firstEnd = (carrier: Carrier["Service"]) =>
  carrier.events.pipe(Stream.filter(({ kind }) => kind === "ended"), Stream.take(1), Stream.runCollect)

it.effect("an end of which Twilio's account is not there yet is asked for until it is", () =>
  Effect.gen(function*() {
    const carrier = yield* Carrier
    const webhooks = yield* CarrierWebhooks
    const fake = yield* FakeTwilio
    const request = yield* requestTo(phone)
    const placed = yield* carrier.place(request)
    yield* TestClock.adjust("10 minutes")
    yield* fake.settled
    const asked = (yield* fake.record).filter(({ kind }) => kind === "request").length
    yield* fake.failNext({ kind: "error", status: 500, taken: false }, { kind: "throttled" }, { kind: "garbled" })
    // It does not say how long the conversation was.
    const callback = yield* posted(`/carrier/twilio/events?attempt=${request.attemptId}`, {
      CallSid: placed._tag === "Accepted" ? placed.carrierCallId : "",
      CallStatus: "completed"
    })
    expect(yield* webhooks.receive(callback)).toEqual([])
    const ending = yield* Effect.forkChild(firstEnd(carrier), { startImmediately: true })
    for (let times = 1; times < 4; times++) {
      yield* fake.asked(asked + times)
      yield* TestClock.adjust("1 minute")
    }
    const [end] = yield* Fiber.join(ending)
    expect(end).toMatchObject({ attemptId: request.attemptId, disposition: "answered" })
    expect(end?.talkSeconds).toBeGreaterThan(0)
  }).pipe(Effect.provide(adapter())))

it.effect("whether machines are listened for is the assistant's choice, and how its callbacks are read follows from it", () =>
  Effect.gen(function*() {
    const carrier = yield* Carrier
    const fake = yield* FakeTwilio
    const choose = Effect.fnUntraced(function*(to: string, machineDetection?: MachineDetection) {
      const answer = { kind: "say" as const, ...(machineDetection === undefined ? {} : { machineDetection }) }
      yield* carrier.place(yield* requestTo(to, { answer }))
      const form = (yield* fake.calls).at(-1)?.form
      return [form?.get("MachineDetection"), form?.get("AsyncAmd"), form?.get("StatusCallback")?.includes("async")]
    })
    expect(yield* choose("+447700900001")).toEqual(["Enable", "true", true])
    expect(yield* choose("+447700900002", "off")).toEqual([null, null, false])
    expect(yield* choose("+447700900003", "sync")).toEqual(["Enable", null, false])
    expect(yield* choose("+447700900004", "untilBeep")).toEqual(["DetectMessageEnd", null, false])
    expect(yield* choose("+447700900005", "async")).toEqual(["Enable", "true", true])
  }).pipe(Effect.provide(adapter({ machineDetection: "async" }))))

it.effect("a question what an answered call is to do is answered in TwiML", () =>
  Effect.gen(function*() {
    const webhooks = yield* CarrierWebhooks
    const request = yield* requestTo(phone, { text: "Fish & chips", answer: { kind: "say", voice: "alice" } })
    const asked = yield* posted(`/carrier/twilio/answer?attempt=${request.attemptId}`, {
      CallSid: "CA1",
      CallStatus: "in-progress"
    })
    const { attemptId, carrierCallId, write } = yield* webhooks.question!(asked)
    expect([attemptId, carrierCallId]).toEqual([request.attemptId, "CA1"])
    expect(write(request)).toEqual({
      mediaType: "text/xml; charset=utf-8",
      body: "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Say voice=\"alice\">Fish &amp; chips</Say></Response>"
    })
  }).pipe(Effect.provide(adapter())))

it.effect("a question that is not Twilio's, or names no attempt, is refused", () =>
  Effect.gen(function*() {
    const { question } = yield* CarrierWebhooks
    const asked = yield* posted(`/carrier/twilio/answer?attempt=${nobody}`, {})
    const forged = yield* Effect.flip(question!({ ...asked, headers: {} }))
    expect(forged.why).toBe("not_authentic")
    const empty = yield* Effect.flip(question!(yield* posted("/carrier/twilio/answer", {})))
    expect(empty.why).toBe("unreadable")
  }).pipe(Effect.provide(adapter())))

it.effect("of several calls that may be an attempt's none is taken for it: it cannot be asked for now", () =>
  Effect.gen(function*() {
    const carrier = yield* Carrier
    yield* carrier.place(yield* requestTo(phone))
    yield* carrier.place(yield* requestTo(phone))
    const sought = { attemptId: nobody, carrierCallId: null, to: phone as Phone, from, since: 0 }
    const error = yield* Effect.flip(carrier.find(sought))
    expect(error._tag).toBe("CarrierUnavailable")
    expect(error.message).toContain("several of Twilio's calls")
  }).pipe(Effect.provide(adapter())))

it.effect("settings with which no call can be made are refused, each by its name", () =>
  Effect.gen(function*() {
    const layer = twilioCarrier({ accountSid: "AC1", authToken: Redacted.make("token"), publicUrl: "calls" })
    const error = yield* Effect.flip(Effect.provide(Carrier, layer))
    expect(error.problems.map(({ setting }) => setting)).toEqual(["accountSid", "publicUrl"])
  }))
