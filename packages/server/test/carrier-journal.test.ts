import { AttemptId, Carrier, Phone, type PlaceRequest } from "@campanile/core"
import { SimulatedCarrier } from "@campanile/core/testing"
import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { appendFileSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { openJournal } from "../src/carrier-journal.ts"
import { temporaryDirectory } from "./files.ts"

const request = (n: number, to = `+1415555010${n}`): PlaceRequest => ({
  attemptId: AttemptId.make(`01890a5d-ac96-774b-bcce-b302099a800${n}`),
  to: Phone.make(to),
  from: Phone.make("+14155550199"),
  answer: { kind: "say", language: "en" },
  text: "Hello ✓\nsecond line",
  variables: { callee_name: "Asha" },
  ringSeconds: 45,
  limitSeconds: 300
})

const carrierOf = (path: string) =>
  Layer.unwrap(Effect.map(openJournal(path), ({ keep, past }) => SimulatedCarrier.layer({ keep, past })))

const inOneLife = <A, E>(path: string, work: Effect.Effect<A, E, Carrier | SimulatedCarrier>) =>
  work.pipe(Effect.provide(carrierOf(path), { local: true }))

const record = SimulatedCarrier.use((carrier) => carrier.record)

it.effect("gives back in the next life what was written in this one", () =>
  Effect.gen(function*() {
    const path = join(temporaryDirectory(), "journal.jsonl")
    const before = yield* inOneLife(
      path,
      Effect.gen(function*() {
        const carrier = yield* Carrier
        yield* carrier.place(request(1))
        yield* TestClock.adjust("1 second")
        yield* carrier.place(request(2))
        const { attemptId, from, to } = request(1)
        yield* carrier.hangup({ attemptId, carrierCallId: null, from, to, since: 0 })
        return yield* record
      })
    )
    assert.deepStrictEqual(before.map(({ at, kind }) => `${kind} ${at}`), ["placed 0", "placed 1000", "hung_up 1000"])
    assert.deepStrictEqual(yield* inOneLife(path, record), before)
  }))

it.effect("sees a double dial over two lives", () =>
  Effect.gen(function*() {
    const path = join(temporaryDirectory(), "journal.jsonl")
    const place = Carrier.use((carrier) => carrier.place(request(1)))
    yield* inOneLife(path, place)
    yield* inOneLife(path, place)
    const audit = yield* inOneLife(path, SimulatedCarrier.use((carrier) => carrier.audit))
    assert.deepStrictEqual(audit, { requests: 2, doubleDials: 1, maxConcurrent: 2 })
  }))

it.effect("cuts off a torn last line, and writes on behind the whole ones", () =>
  Effect.gen(function*() {
    const path = join(temporaryDirectory(), "journal.jsonl")
    yield* inOneLife(path, Carrier.use((carrier) => carrier.place(request(1))))
    const whole = readFileSync(path, "utf8")
    appendFileSync(path, "{\"kind\":\"placed\",\"at\":5,\"request\":{\"text\":\"Hel")
    yield* inOneLife(path, Carrier.use((carrier) => carrier.place(request(2))))
    assert.isTrue(readFileSync(path, "utf8").startsWith(`${whole}{"kind":"placed","at":0`))
    assert.lengthOf(yield* inOneLife(path, record), 2)
  }))

it.effect("refuses a journal with a line that is not its own", () =>
  Effect.gen(function*() {
    const path = join(temporaryDirectory(), "journal.jsonl")
    yield* inOneLife(path, Carrier.use((carrier) => carrier.place(request(1))))
    appendFileSync(path, "{\"kind\":\"placed\"}\n")
    const error = yield* Effect.flip(inOneLife(path, record))
    assert.include(error.message, path)
    assert.include(error.message, "line 2")
  }))

it.effect("says which file it cannot open", () =>
  Effect.gen(function*() {
    const path = join(temporaryDirectory(), "missing", "journal.jsonl")
    const error = yield* Effect.flip(inOneLife(path, record))
    assert.include(error.message, path)
    assert.include(error.message, "no such file or directory")
  }))

it.effect("takes an empty file for a new journal", () =>
  Effect.gen(function*() {
    const path = join(temporaryDirectory(), "journal.jsonl")
    writeFileSync(path, "")
    assert.deepStrictEqual(yield* inOneLife(path, record), [])
  }))
