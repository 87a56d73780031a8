import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { changeLimit, find, hangup, place } from "../src/index.ts"
import type { FakeOdds } from "../src/testing/index.ts"
import { fakeOf, type from, requestTo, world } from "./world.ts"

const phone = "+447700900001"
const always = (odds: FakeOdds) => fakeOf({ odds })

/** A call that Twilio took. */
const placed = Effect.fnUntraced(function*(
  { api, config }: Pick<Effect.Success<ReturnType<typeof world>>, "api" | "config">,
  request: Effect.Success<ReturnType<typeof requestTo>>
) {
  const result = yield* place(api, config)(request)
  expect(result._tag).toBe("Accepted")
  return { attemptId: request.attemptId, carrierCallId: result._tag === "Accepted" ? result.carrierCallId : "" }
})

const pass = Effect.fnUntraced(
  function*(there: Effect.Success<ReturnType<typeof world>>, duration: "1 hour" | "1 minute") {
    yield* TestClock.adjust(duration)
    yield* there.fake.settled
  }
)

describe("a call's life in callbacks", () => {
  it.effect("a conversation", () =>
    Effect.gen(function*() {
      const there = yield* world()
      const call = yield* placed(there, yield* requestTo(phone, { limitSeconds: 5 }))
      yield* pass(there, "1 hour")
      expect(there.heard.every(({ isAuthentic }) => isAuthentic)).toBe(true)
      const told = (yield* there.told).toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0))
      expect(told.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3])
      expect(told.flatMap(({ events }) => events.map(({ kind }) => kind))).toEqual([
        "queued",
        "ringing",
        "answered",
        "answered",
        "ended"
      ])
      const end = told.at(-1)?.events.at(-1)
      expect(end).toMatchObject({ ...call, disposition: "answered", talkSeconds: 5, code: "completed" })
    }).pipe(Effect.provide(always({ human: 1 }))))

  it.effect("told at the same time, whichever of its callbacks tell it", () =>
    Effect.gen(function*() {
      const there = yield* world()
      yield* placed(there, yield* requestTo(phone))
      yield* pass(there, "1 hour")
      const told = yield* there.told
      const answers = told.flatMap(({ events }) => events).filter(({ kind }) => kind === "answered").map(({ at }) => at)
      expect(answers).toHaveLength(2)
      expect(Math.abs(answers[0]! - answers[1]!)).toBeLessThanOrEqual(1000)
    }).pipe(Effect.provide(always({ human: 1 }))))

  const ends = {
    busy: "busy",
    "no-answer": "no_answer",
    declined: "rejected",
    nobody: "invalid_number",
    breakdown: "carrier_error"
  } as const
  for (const [end, disposition] of Object.entries(ends)) {
    it.effect(`${end} is ${disposition}`, () =>
      Effect.gen(function*() {
        const there = yield* world()
        yield* placed(there, yield* requestTo(phone))
        yield* pass(there, "1 hour")
        const last = (yield* there.told).flatMap(({ events }) => events).filter(({ kind }) => kind === "ended")
        expect(last).toMatchObject([{ disposition, talkSeconds: 0 }])
      }).pipe(Effect.provide(always({ [end]: 1 }))))
  }

  it.effect("with detection that the person waits for, the end says who answered", () =>
    Effect.gen(function*() {
      const there = yield* world({ machineDetection: "untilBeep" })
      yield* placed(there, yield* requestTo(phone))
      yield* pass(there, "1 hour")
      const end = (yield* there.told).find(({ events }) => events.at(-1)?.kind === "ended")
      expect(end).toMatchObject({ answeredBy: "machine_end_beep" })
      expect(end?.events.at(-1)?.disposition).toBe("voicemail")
    }).pipe(Effect.provide(always({ machine: 1 }))))

  it.effect("with detection beside the call, it is told apart", () =>
    Effect.gen(function*() {
      const there = yield* world({ machineDetection: "async" })
      yield* placed(there, yield* requestTo(phone))
      yield* pass(there, "1 hour")
      const detected = (yield* there.told).filter(({ events }) => events.length === 0)
      expect(detected).toMatchObject([{ answeredBy: "machine_start" }])
    }).pipe(Effect.provide(always({ machine: 1 }))))
})

describe("hanging up", () => {
  it.effect("a queued call tells its end in the answer alone: no callback ever comes", () =>
    Effect.gen(function*() {
      const there = yield* world()
      yield* placed(there, yield* requestTo("+447700900009"))
      const call = yield* placed(there, yield* requestTo(phone))
      const told = yield* hangup(there.api)(call)
      expect(told?.events.at(-1)).toMatchObject({ ...call, kind: "ended", disposition: "canceled", talkSeconds: 0 })
      yield* pass(there, "1 hour")
      expect((yield* there.told).filter(({ attemptId }) => attemptId === call.attemptId)).toEqual([])
    }).pipe(Effect.provide(fakeOf({ cps: 0.01 }))))

  it.effect("a ringing call cancels it", () =>
    Effect.gen(function*() {
      const there = yield* world()
      const call = yield* placed(there, yield* requestTo(phone))
      yield* TestClock.adjust("10 seconds")
      const told = yield* hangup(there.api)(call)
      expect(told?.events.at(-1)).toMatchObject({ kind: "ended", disposition: "canceled" })
      yield* there.fake.settled
      const last = (yield* there.told).flatMap(({ events }) => events).at(-1)
      expect(last).toMatchObject({ kind: "ended", disposition: "canceled" })
    }).pipe(Effect.provide(always({ "no-answer": 1 }))))

  it.effect("a conversation ends it, and what has ended stays as it is", () =>
    Effect.gen(function*() {
      const there = yield* world()
      const call = yield* placed(there, yield* requestTo(phone))
      yield* pass(there, "1 minute")
      const [live] = yield* there.fake.calls
      expect(live?.state).toBe("in-progress")
      const told = yield* hangup(there.api)(call)
      expect(told?.events.at(-1)).toMatchObject({ kind: "ended", disposition: "answered" })
      const end = told?.events.at(-1)
      yield* pass(there, "1 hour")
      expect((yield* hangup(there.api)(call))?.events.at(-1)).toEqual(end)
    }).pipe(Effect.provide(fakeOf({ odds: { human: 1 }, seed: "t3" }))))

  it.effect("a call that Twilio does not know is no error", () =>
    Effect.gen(function*() {
      const { api } = yield* world()
      const { attemptId } = yield* requestTo(phone)
      expect(yield* hangup(api)({ attemptId, carrierCallId: `CA${"0".repeat(32)}` })).toBeNull()
    }).pipe(Effect.provide(fakeOf())))
})

it.effect("the limit of a live call can be changed, that of a dead one cannot", () =>
  Effect.gen(function*() {
    const there = yield* world()
    const call = yield* placed(there, yield* requestTo(phone, { limitSeconds: 300 }))
    yield* pass(there, "1 minute")
    const [live] = yield* there.fake.calls
    expect(live).toMatchObject({ state: "in-progress" })
    expect(live?.fate.talks).toBeGreaterThan(60_000)
    expect(yield* changeLimit(there.api)(call, 60)).toBe(true)
    yield* pass(there, "1 hour")
    const end = (yield* there.told).flatMap(({ events }) => events).find(({ kind }) => kind === "ended")
    expect(end?.talkSeconds).toBe(60)
    expect(yield* changeLimit(there.api)(call, 600)).toBe(false)
  }).pipe(Effect.provide(fakeOf({ odds: { human: 1 }, seed: "t3" }))))

describe("finding an attempt", () => {
  const span = { from: 0, to: 60_000 }

  it.effect("by its sid: all that is known, and its price some time after", () =>
    Effect.gen(function*() {
      const there = yield* world()
      const request = yield* requestTo(phone, { limitSeconds: 90 })
      const call = yield* placed(there, request)
      const sought = { ...request, ...call, span }
      const live = yield* find(there.api)(sought)
      expect(live).toMatchObject({ _tag: "Found", by: "sid", told: { events: [{ kind: "queued" }], price: null } })
      const end = Effect.map(there.fake.calls, ([known]) => known?.endedAt ?? 0)
      yield* TestClock.adjust("2 minutes")
      expect(yield* end).toBeGreaterThan(0)
      yield* TestClock.setTime((yield* end) + 1_799_999)
      expect(yield* find(there.api)(sought)).toMatchObject({ _tag: "Found", told: { price: null } })
      yield* TestClock.setTime((yield* end) + 1_800_000)
      const ended = yield* find(there.api)(sought)
      expect(ended).toMatchObject({ _tag: "Found", told: { answeredBy: null, price: { currency: "USD" } } })
      const told = ended._tag === "Found" ? ended.told : undefined
      expect(told?.events.at(-1)).toMatchObject({ ...call, kind: "ended", disposition: "answered" })
      expect(told?.price?.micros).toBe(13_000 * Math.ceil((told?.events.at(-1)?.talkSeconds ?? 0) / 60))
    }).pipe(Effect.provide(fakeOf({ odds: { human: 1 }, priceAfter: 1_800_000 }))))

  it.effect("without one, as the only call that was made in its span; a queued one too", () =>
    Effect.gen(function*() {
      const there = yield* world()
      yield* placed(there, yield* requestTo("+447700900009"))
      yield* there.fake.failNext({ kind: "reset", taken: true })
      const request = yield* requestTo(phone)
      expect((yield* place(there.api, there.config)(request))._tag).toBe("Unknown")
      const found = yield* find(there.api)({ ...request, carrierCallId: null, span })
      const [, call] = yield* there.fake.calls
      expect(call?.state).toBe("queued")
      expect(found).toMatchObject({ _tag: "Found", by: "span", told: { carrierCallId: call?.sid } })
    }).pipe(Effect.provide(fakeOf({ cps: 0.01 }))))

  it.effect("not among calls of other spans, other caller numbers, and other attempts", () =>
    Effect.gen(function*() {
      const there = yield* world()
      const request = yield* requestTo(phone)
      const call = yield* placed(there, request)
      const sought = { ...request, carrierCallId: null, span }
      expect((yield* find(there.api)(sought))._tag).toBe("Found")
      const other = { ...sought, from: "+442079460009" as typeof from }
      expect(yield* find(there.api)(other)).toEqual({ _tag: "None" })
      const later = { ...sought, span: { from: 3_600_000, to: 3_660_000 } }
      expect(yield* find(there.api)(later)).toEqual({ _tag: "None" })
      const isOthers = (sid: string) => sid === call.carrierCallId
      expect(yield* find(there.api)({ ...sought, isOthers })).toEqual({ _tag: "None" })
      const unknown = { ...sought, carrierCallId: `CA${"0".repeat(32)}` }
      expect(yield* find(there.api)(unknown)).toEqual({ _tag: "None" })
    }).pipe(Effect.provide(fakeOf())))

  it.effect("among several by the callback URL, when Twilio tells of its requests", () =>
    Effect.gen(function*() {
      const there = yield* world()
      yield* placed(there, yield* requestTo(phone))
      const request = yield* requestTo(phone)
      const call = yield* placed(there, request)
      const sought = { ...request, carrierCallId: null, span }
      const several = yield* find(there.api)(sought)
      expect(several).toMatchObject({ _tag: "Several" })
      expect(several._tag === "Several" && several.carrierCallIds).toHaveLength(2)
      yield* pass(there, "1 hour")
      expect(yield* find(there.api)(sought)).toMatchObject({
        _tag: "Found",
        by: "callbackUrl",
        told: { carrierCallId: call.carrierCallId }
      })
    }).pipe(Effect.provide(fakeOf())))

  it.effect("fails, and does not say that there is none, when Twilio cannot be asked", () =>
    Effect.gen(function*() {
      const there = yield* world()
      const request = yield* requestTo(phone)
      yield* there.fake.failNext({ kind: "error", status: 500, taken: false })
      const error = yield* Effect.flip(find(there.api)({ ...request, carrierCallId: null, span }))
      expect(error).toMatchObject({ _tag: "TwilioRefused", status: 500 })
      yield* there.fake.failNext({ kind: "error", status: 503, taken: false })
      const sid = `CA${"0".repeat(32)}`
      const again = yield* Effect.flip(find(there.api)({ ...request, carrierCallId: sid, span }))
      expect(again).toMatchObject({ _tag: "TwilioRefused", status: 503 })
    }).pipe(Effect.provide(fakeOf())))

  it.effect("turns the pages of a phone that was called often, until they are too old", () =>
    Effect.gen(function*() {
      const there = yield* world()
      const first = yield* requestTo(phone)
      yield* placed(there, first)
      yield* TestClock.adjust("1 hour")
      yield* Effect.forEach(Array.from({ length: 120 }), () =>
        Effect.flatMap(requestTo(phone), (one) => placed(there, one)))
      const found = yield* find(there.api)({ ...first, carrierCallId: null, span: { from: 0, to: 60_000 } })
      expect(found).toMatchObject({ _tag: "Found", by: "span", told: { attemptId: first.attemptId } })
    }).pipe(Effect.provide(fakeOf())))
})
