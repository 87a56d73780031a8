import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { TestClock } from "effect/testing"
import { type AttemptId, Carrier, newId, type Phone, type PlaceRequest, type Refusal } from "../src/index.ts"
import { type CarrierRecord, carrierSuite, type Odds, SimulatedCarrier } from "../src/testing/index.ts"

const talker = "+447700900001" as Phone
const absent = "+447700900002" as Phone
const from = "+442079460000" as Phone

const busy = "+447700900007" as Phone
const decliner = "+447700900008" as Phone
const machine = "+447700900009" as Phone
const lost = "+447700900010" as Phone
const taken = "+447700900011" as Phone

const refused: Readonly<Record<Phone, Refusal>> = {
  ["+447700900020" as Phone]: "throttled",
  ["+447700900021" as Phone]: "invalid_number",
  ["+447700900022" as Phone]: "forbidden",
  ["+447700900023" as Phone]: "retryable",
  ["+447700900024" as Phone]: "account",
  ["+447700900025" as Phone]: "fatal"
}

const odds: Readonly<Record<Phone, Odds>> = {
  [talker]: { answered: 1 },
  [busy]: { busy: 1 },
  [decliner]: { rejected: 1 },
  [machine]: { voicemail: 1 }
}

describe.each([1, 2])("the carrier suite, each event told %i times", (tells) => {
  const suite = carrierSuite({
    talker,
    absent,
    from,
    pass: TestClock.adjust,
    machine,
    retryAfter: 3000,
    others: [busy, decliner, machine],
    troubles: {
      ...Object.fromEntries(
        Object.entries(refused).map(([phone, refusal]) => [refusal, Effect.succeed(phone as Phone)])
      ),
      lost_before: Effect.succeed(lost),
      lost_after: Effect.succeed(taken)
    }
  })
  const carrier = SimulatedCarrier.layer({
    tells,
    charge: { amount: 13_000, currency: "USD" },
    oddsOf: (phone) => odds[phone] ?? { no_answer: 1 },
    meets: ({ to }) => {
      const refusal = refused[to]
      if (refusal !== undefined) return { kind: "refused", class: refusal, retryAfter: 3000 }
      return to === lost || to === taken ? { kind: "lost", taken: to === taken } : undefined
    }
  })
  for (const { name, test } of suite) it.effect(name, () => Effect.provide(test, carrier))
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
        return yield* carrier.find({ attemptId: made.attemptId, carrierCallId: null, to: made.to, from, since: 0 })
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
      const asked = { attemptId: made.attemptId, carrierCallId: null, to: made.to, from, since: 0 }
      const [end] = (yield* carrier.find(asked))
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
