import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { createServer } from "node:http"
import { answerUrl, paceOf, place, twilioConfig } from "../src/index.ts"
import type { FakeFault } from "../src/testing/index.ts"
import { fakeOf, requestTo, world } from "./world.ts"

const phone = "+447700900001"

describe("a request that Twilio takes", () => {
  it.effect("is accepted with the call's sid, and waits where the account is slower", () =>
    Effect.gen(function*() {
      const { api, config, fake } = yield* world()
      const first = yield* place(api, config)(yield* requestTo(phone))
      const second = yield* place(api, config)(yield* requestTo("+447700900002"))
      const [one, two] = yield* fake.calls
      expect(first).toEqual({ _tag: "Accepted", carrierCallId: one?.sid, queuedFor: 0 })
      expect(second).toEqual({ _tag: "Accepted", carrierCallId: two?.sid, queuedFor: 2000 })
    }).pipe(Effect.provide(fakeOf({ cps: 0.5 }))))
})

describe("a request that Twilio refuses", () => {
  const codes = { 21211: "invalid_number", 21215: "forbidden", 10001: "account", 20003: "account", 21210: "fatal" }
  for (const [code, refusal] of Object.entries(codes)) {
    it.effect(`with ${code} is rejected as ${refusal}`, () =>
      Effect.gen(function*() {
        const { api, config, fake } = yield* world()
        const placed = yield* place(api, config)(yield* requestTo(phone))
        expect(placed).toEqual({ _tag: "Rejected", class: refusal, code, retryAfter: undefined })
        expect(yield* fake.calls).toEqual([])
      }).pipe(Effect.provide(fakeOf({ refuse: () => Number(code) }))))
  }

  it.effect("for too much at once is throttled, for as long as it says", () =>
    Effect.gen(function*() {
      const { api, config, fake } = yield* world()
      yield* fake.failNext({ kind: "throttled", retryAfter: 3 }, { kind: "throttled" })
      const throttled = { _tag: "Rejected", class: "throttled", code: "20429" }
      expect(yield* place(api, config)(yield* requestTo(phone))).toEqual({ ...throttled, retryAfter: 3000 })
      expect(yield* place(api, config)(yield* requestTo(phone))).toEqual({ ...throttled, retryAfter: undefined })
      expect(yield* fake.calls).toEqual([])
    }).pipe(Effect.provide(fakeOf())))

  it.effect("for its credentials is the account's matter", () =>
    Effect.gen(function*() {
      const { api, config } = yield* world({ authToken: Redacted.make("wrong") })
      expect(yield* place(api, config)(yield* requestTo(phone))).toMatchObject({ class: "account", code: "20003" })
    }).pipe(Effect.provide(fakeOf())))
})

it.effect("a prompt that is too long for a request is fetched when the call is answered", () =>
  Effect.gen(function*() {
    const { config, fake, heard, api } = yield* world()
    const request = yield* requestTo(phone, { text: "a".repeat(4000) })
    expect(yield* place(api, config)(request)).toMatchObject({ _tag: "Accepted" })
    const [call] = yield* fake.calls
    expect(call?.form.get("Url")).toBe(answerUrl(config, request.attemptId))
    expect(call?.form.has("Twiml")).toBe(false)
    yield* TestClock.adjust("1 minute")
    yield* fake.settled
    const asked = heard.find(({ target }) => target === `/carrier/twilio/answer?attempt=${request.attemptId}`)
    expect(asked?.isAuthentic).toBe(true)
  }).pipe(Effect.provide(fakeOf({ odds: { human: 1 } }))))

describe("a request of which nobody knows whether it was taken", () => {
  const broken: ReadonlyArray<FakeFault> = [
    { kind: "error", status: 500, taken: false },
    { kind: "error", status: 503, taken: true },
    { kind: "reset", taken: false },
    { kind: "reset", taken: true },
    { kind: "garbled" }
  ]
  for (const fault of broken) {
    it.effect(`is unknown, whether it was or not: ${JSON.stringify(fault)}`, () =>
      Effect.gen(function*() {
        const { api, config, fake } = yield* world()
        yield* fake.failNext(fault)
        expect(yield* place(api, config)(yield* requestTo(phone))).toMatchObject({ _tag: "Unknown" })
        expect((yield* fake.record).filter(({ kind }) => kind === "request")).toHaveLength(1)
        const wasTaken = fault.kind === "garbled" || ("taken" in fault && fault.taken)
        expect(yield* fake.calls).toHaveLength(wasTaken ? 1 : 0)
      }).pipe(Effect.provide(fakeOf())))
  }

  for (const taken of [true, false]) {
    it.effect(`is given up after the time that it may take in all, and unknown; taken: ${taken}`, () =>
      Effect.gen(function*() {
        const { api, config, fake } = yield* world({ requestTimeout: 20_000 })
        yield* fake.failNext({ kind: "silence", taken })
        const placing = yield* Effect.forkChild(place(api, config)(yield* requestTo(phone)))
        yield* fake.asked(1)
        yield* TestClock.adjust("19 seconds")
        expect(placing.pollUnsafe()).toBeUndefined()
        yield* TestClock.adjust("1 second")
        expect(yield* Fiber.join(placing)).toEqual({ _tag: "Unknown", code: "timeout" })
      }).pipe(Effect.provide(fakeOf())))
  }
})

describe("a request that certainly did not leave", () => {
  it.effect("may be made again: nobody listens", () =>
    Effect.gen(function*() {
      const port = yield* Effect.callback<number>((resume) => {
        const server = createServer().listen(0, "127.0.0.1", () => {
          const address = server.address()
          const free = typeof address === "object" && address !== null ? address.port : 0
          server.close(() => resume(Effect.succeed(free)))
        })
      })
      const { api, config } = yield* world({ apiUrl: `http://127.0.0.1:${port}` })
      expect(yield* place(api, config)(yield* requestTo(phone))).toEqual({
        _tag: "Rejected",
        class: "retryable",
        code: "ECONNREFUSED",
        retryAfter: undefined
      })
    }).pipe(Effect.provide(fakeOf())))

  it.effect("may be made again: the server has no address", () =>
    Effect.gen(function*() {
      const { api, config } = yield* world({ apiUrl: "http://twilio.invalid" })
      expect(yield* place(api, config)(yield* requestTo(phone))).toMatchObject({ class: "retryable" })
    }).pipe(Effect.provide(fakeOf())))
})

it.effect("no redirect is followed: it would dial wherever it leads", () =>
  Effect.gen(function*() {
    const { api: _, fake, ...rest } = yield* world()
    const redirecting = yield* Effect.acquireRelease(
      Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
        const server = createServer((_request, response) => {
          response.writeHead(307, { location: `${fake.url}/2010-04-01/Accounts/${fake.accountSid}/Calls.json` }).end()
        })
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          const port = typeof address === "object" && address !== null ? address.port : 0
          const close = () => {
            server.close()
            server.closeAllConnections()
          }
          resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, close }))
        })
      }),
      ({ close }) => Effect.sync(close)
    )
    const { api, config } = yield* world({ apiUrl: redirecting.url, publicUrl: rest.config.publicUrl })
    expect(yield* place(api, config)(yield* requestTo(phone))).toMatchObject({ class: "fatal", code: "http_307" })
    expect(yield* fake.record).toEqual([])
  }).pipe(Effect.provide(fakeOf())))

it.effect("wrong settings are told all at once", () =>
  Effect.gen(function*() {
    const wrong = yield* Effect.flip(twilioConfig({
      accountSid: "AC1",
      authToken: Redacted.make(""),
      publicUrl: "calls.example.com",
      cps: 0,
      trustedProxies: ["10.0.0.0/8", "everybody"]
    }))
    expect(wrong.problems.map(({ setting }) => setting)).toEqual([
      "accountSid",
      "authToken",
      "publicUrl",
      "cps",
      "trustedProxies"
    ])
    expect(wrong.message).toContain("trustedProxies must be addresses and networks, not everybody")
  }))

it("asks for no more than the account starts, not even at first, for Twilio would let the others wait", () => {
  expect(paceOf({ cps: 5 })).toEqual({ perSecond: 5, burst: 1 })
})
