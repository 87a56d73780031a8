import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { TestClock } from "effect/testing"
import { type AttemptId, Carrier, newId, type Phone, type PlaceRequest } from "../src/index.ts"
import { type CarrierRecord, carrierSuite, SimulatedCarrier } from "../src/testing/index.ts"

const talker = "+447700900001" as Phone
const absent = "+447700900002" as Phone
const from = "+442079460000" as Phone

describe("the carrier suite", () => {
  for (const { name, test } of carrierSuite({ talker, absent, from, pass: TestClock.adjust })) {
    it.effect(name, () =>
      Effect.provide(
        test,
        SimulatedCarrier.layer({ oddsOf: (phone) => phone === talker ? { answered: 1 } : { no_answer: 1 } })
      ))
  }
})

const request = Effect.fnUntraced(function*(to: string) {
  const made: PlaceRequest = {
    attemptId: yield* newId<AttemptId>(),
    to: to as Phone,
    from,
    answer: { kind: "say" },
    text: "",
    variables: {},
    ringSeconds: 30,
    limitSeconds: 300
  }
  return made
})

it.effect("goes on with the calls of an earlier life, and tells the same story", () =>
  Effect.gen(function*() {
    const past: Array<CarrierRecord> = []
    const made = yield* request("+447700900003")
    const first = yield* Effect.provide(
      Effect.gen(function*() {
        const carrier = yield* Carrier
        yield* carrier.place(made)
        yield* TestClock.adjust("3 seconds")
      }),
      SimulatedCarrier.layer({ seed: "two lives", keep: (line) => past.push(line) })
    ).pipe(Effect.andThen(Clock.currentTimeMillis))
    expect(first).toBe(3000)
    const story = (seed: string) =>
      Effect.gen(function*() {
        const carrier = yield* Carrier
        yield* TestClock.adjust("10 minutes")
        return yield* carrier.find({ attemptId: made.attemptId, carrierCallId: null, to: made.to })
      }).pipe(Effect.provide(SimulatedCarrier.layer({ seed, past })))
    const once = yield* story("two lives")
    expect(once.at(-1)?.kind).toBe("ended")
    expect(yield* story("two lives")).toEqual(once)
  }))

it.effect("nobody talks for a second longer than the limit, whatever the seed", () =>
  Effect.gen(function*() {
    const carrier = yield* Carrier
    const talks: Array<number> = []
    for (let n = 0; n < 2000; n++) {
      const made = { ...yield* request("+447700900001"), limitSeconds: 15 }
      yield* carrier.place(made)
      yield* TestClock.adjust("2 minutes")
      const [end] = (yield* carrier.find({ attemptId: made.attemptId, carrierCallId: null, to: made.to }))
        .filter(({ kind }) => kind === "ended")
      talks.push(end!.talkSeconds)
    }
    expect(Math.max(...talks)).toBe(15)
    expect(Math.min(...talks)).toBeGreaterThan(0)
  }).pipe(Effect.provide(SimulatedCarrier.layer({ odds: { answered: 1 } }))))

it.effect("its record counts a repeated attempt and a second call to a live phone as double dials", () =>
  Effect.gen(function*() {
    const carrier = yield* Carrier
    const simulated = yield* SimulatedCarrier
    const made = yield* request("+447700900004")
    yield* carrier.place(made)
    expect((yield* simulated.audit).doubleDials).toBe(0)
    yield* carrier.place(yield* request("+447700900004"))
    expect((yield* simulated.audit).doubleDials).toBe(1)
    yield* TestClock.adjust("1 hour")
    yield* carrier.place(yield* request("+447700900004"))
    expect((yield* simulated.audit).doubleDials).toBe(1)
    yield* carrier.place(made)
    expect(yield* simulated.audit).toMatchObject({ requests: 4, doubleDials: 2, maxConcurrent: 2 })
  }).pipe(Effect.provide(SimulatedCarrier.layer({ odds: { answered: 1 } }))))
