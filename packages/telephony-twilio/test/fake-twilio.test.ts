import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { find, place } from "../src/index.ts"
import { auditOf, type FakeRecord, type FakeTwilioOptions } from "../src/testing/index.ts"
import { fakeOf, requestTo, world } from "./world.ts"

const phones = Array.from({ length: 30 }, (_, index) => `+4477009000${String(index).padStart(2, "0")}`)

/** A small campaign: each phone is asked for once, one a second. What was heard, and the fake's own record. */
const story = (options: FakeTwilioOptions) =>
  Effect.gen(function*() {
    const { api, config, fake, heard, told } = yield* world({ machineDetection: "async" })
    const placed = yield* Effect.forEach(phones, (phone) =>
      Effect.gen(function*() {
        yield* TestClock.adjust("1 second")
        return yield* place(api, config)(yield* requestTo(phone))
      }))
    for (let minute = 0; minute < 60; minute++) {
      yield* TestClock.adjust("1 minute")
      yield* fake.settled
    }
    return {
      placed: placed.map(({ _tag }) => _tag),
      told: yield* told,
      heard,
      record: yield* fake.record,
      audit: yield* fake.audit,
      calls: yield* fake.calls
    }
  }).pipe(Effect.provide(fakeOf(options)), Effect.scoped)

describe("a story", () => {
  it.effect("is the same for the same seed, and another for another", () =>
    Effect.gen(function*() {
      const shown = (
        calls: ReadonlyArray<{ readonly sid: string; readonly state: string; readonly sip: number | null }>
      ) => calls.map(({ sid, sip, state }) => ({ sid, sip, state }))
      const once = shown((yield* story({ seed: "one" })).calls)
      expect(shown((yield* story({ seed: "one" })).calls)).toEqual(once)
      expect(shown((yield* story({ seed: "two" })).calls)).not.toEqual(once)
      expect(new Set(once.map(({ state }) => state)).size).toBeGreaterThan(2)
    }))

  it.effect("has callbacks lost, repeated and out of order, all of them signed", () =>
    Effect.gen(function*() {
      const rates = { lost: 0.2, duplicated: 0.3, late: 0.5, lateBy: 60_000 }
      const { audit, heard, told } = yield* story({ callbacks: rates })
      expect(heard.every(({ isAuthentic }) => isAuthentic)).toBe(true)
      expect(audit.callbacks.lost).toBeGreaterThan(5)
      expect(audit.callbacks.delivered).toBe(heard.length)
      const sequences = [...new Set(told.map(({ carrierCallId }) => carrierCallId))].map((sid) =>
        told.flatMap(({ carrierCallId, sequence }) => carrierCallId === sid && sequence !== null ? [sequence] : [])
      )
      expect(sequences.some((order) => new Set(order).size < order.length)).toBe(true)
      expect(sequences.some((order) => order.some((place, index) => place < (order[index - 1] ?? 0)))).toBe(true)
    }))

  it.effect("has faults by the seed: what it took in spite of them is in its record", () =>
    Effect.gen(function*() {
      const rates = { throttled: 0.1, errorBefore: 0.1, errorAfter: 0.1, resetBefore: 0.1, resetAfter: 0.1 }
      const { audit, calls, placed, record } = yield* story({ faults: rates })
      const met = record.flatMap((line) => line.kind === "request" && line.fault !== null ? [line.fault] : [])
      expect(new Set(met)).toEqual(new Set(["throttled", "error before", "error after", "reset before", "reset after"]))
      const taken = placed.filter((tag) => tag === "Accepted").length +
        met.filter((fault) => fault.endsWith("after")).length
      expect(audit).toMatchObject({ requests: 30, accepted: taken, doubleDials: 0 })
      expect(calls).toHaveLength(taken)
      const unknown = met.filter((fault) => fault !== "throttled").length
      expect(placed.filter((tag) => tag === "Unknown")).toHaveLength(unknown)
    }))
})

describe("the queue", () => {
  it.effect("starts calls at the account's rate, whenever they were asked for", () =>
    Effect.gen(function*() {
      const { api, config, fake, heard } = yield* world()
      yield* Effect.forEach(phones.slice(0, 5), (phone) => Effect.flatMap(requestTo(phone), place(api, config)))
      const started = Effect.map(fake.calls, (calls) => calls.filter(({ startedAt }) => startedAt !== null).length)
      yield* fake.settled
      expect(yield* started).toBe(1)
      expect(heard).toHaveLength(1)
      yield* TestClock.adjust("2 seconds")
      yield* fake.settled
      expect(yield* started).toBe(2)
      yield* TestClock.adjust("6 seconds")
      yield* fake.settled
      expect(yield* started).toBe(5)
      expect((yield* fake.calls).map(({ startAt }) => startAt)).toEqual([0, 2000, 4000, 6000, 8000])
    }).pipe(Effect.provide(fakeOf({ cps: 0.5 }))))

  it.effect("refuses what would wait for more than a day", () =>
    Effect.gen(function*() {
      const { api, config } = yield* world()
      const [one, two, three] = yield* Effect.forEach(phones.slice(0, 3), (phone) =>
        Effect.flatMap(requestTo(phone), place(api, config)))
      expect(one).toMatchObject({ _tag: "Accepted" })
      expect(two).toMatchObject({ _tag: "Accepted" })
      expect(three).toMatchObject({ _tag: "Rejected", class: "throttled", code: "22005" })
    }).pipe(Effect.provide(fakeOf({ cps: 1 / 80_000 }))))
})

it.effect("who answered is told by a callback of its own, and by the API", () =>
  Effect.gen(function*() {
    const { api, config, fake, told } = yield* world({ machineDetection: "async" })
    const request = yield* requestTo(phones[0]!)
    const placed = yield* place(api, config)(request)
    yield* TestClock.adjust("1 hour")
    yield* fake.settled
    const [detected] = (yield* told).filter(({ events }) => events.length === 0)
    const sid = placed._tag === "Accepted" ? placed.carrierCallId : null
    expect(detected).toMatchObject({ attemptId: request.attemptId, carrierCallId: sid, answeredBy: "machine_start" })
    const found = yield* find(api)({ ...request, carrierCallId: sid, span: { from: 0, to: 0 } })
    expect(found).toMatchObject({ told: { answeredBy: "machine_start" } })
  }).pipe(Effect.provide(fakeOf({ odds: { machine: 1 } }))))

it("an audit finds attempts that were dialed twice, and phones with two calls at once", () => {
  const accepted = (at: number, sid: string, to: string, attempt: string): FakeRecord => ({
    kind: "accepted",
    at,
    sid,
    to,
    from: "",
    attempt,
    startAt: at
  })
  const ended = (at: number, sid: string): FakeRecord => ({ kind: "state", at, sid, state: "completed", sip: 200 })
  const one = [accepted(0, "1", "a", "x"), ended(10, "1"), accepted(10, "2", "a", "y"), ended(20, "2")]
  expect(auditOf(one)).toMatchObject({ accepted: 2, doubleDials: 0, maxConcurrent: 1 })
  expect(auditOf([...one, accepted(30, "3", "b", "x")])).toMatchObject({ doubleDials: 1, maxConcurrent: 1 })
  expect(auditOf([...one, accepted(15, "3", "a", "z")])).toMatchObject({ doubleDials: 1, maxConcurrent: 2 })
})
