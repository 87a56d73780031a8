import { Hints, type Loop } from "@campanile/core"
import { expect, it } from "@effect/vitest"
import { Context, Effect, Layer, Queue, Redacted, Schedule, Stream } from "effect"
import { postgresStore } from "../src/index.ts"
import { emptyDatabase, rowsOf } from "./databases.ts"

/** The hints of a node on a database, and what it is told. */
const nodeOn = (url: string, hints?: "off") =>
  Effect.gen(function*() {
    const options = { url: Redacted.make(url), connections: 2 }
    const services = yield* Layer.build(
      Layer.fresh(postgresStore(hints === undefined ? options : { ...options, hints }))
    )
    const line = Context.get(services, Hints)
    const told = yield* Queue.unbounded<ReadonlyArray<Loop>>()
    yield* Effect.forkScoped(Stream.runForEach(line.told, (loops) => Queue.offer(told, loops)))
    return { line, told }
  })

const listeners = (url: string) =>
  rowsOf(
    url,
    "select pid from pg_stat_activity where application_name = 'campanile hints' and datname = current_database()"
  )

const listening = (url: string, count: number) =>
  Effect.repeat(listeners(url), { until: (rows) => rows.length === count, schedule: Schedule.spaced(10) })

it.live("what one node tells the others hear, and itself does not", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    const [one, other] = [yield* nodeOn(url), yield* nodeOn(url)]
    // Who begins to listen looks at everything once.
    for (const { told } of [one, other]) expect(yield* Queue.take(told)).toHaveLength(3)
    yield* one.line.tell(["dispatch"])
    expect(yield* Queue.take(other.told)).toEqual(["dispatch"])
    yield* other.line.tell(["deliver"])
    expect(yield* Queue.take(one.told)).toEqual(["deliver"])
  }))

it.live("a node that tells much sends little, and leaves out no loop", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    const [one, other] = [yield* nodeOn(url), yield* nodeOn(url)]
    yield* Queue.take(other.told)
    for (let n = 0; n < 1000; n++) yield* one.line.tell(n % 2 === 0 ? ["dispatch"] : ["schedule", "deliver"])
    const heard = [...(yield* Queue.take(other.told)), ...(yield* Queue.take(other.told))]
    expect(new Set(heard)).toEqual(new Set(["schedule", "dispatch", "deliver"]))
    expect(yield* Queue.size(other.told)).toBe(0)
  }))

it.live("a node whose line is cut listens again, and looks at everything once", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    const { told } = yield* nodeOn(url)
    yield* Queue.take(told)
    const [before] = yield* listening(url, 1)
    yield* rowsOf(url, "select pg_terminate_backend($1)", [before?.["pid"]])
    expect(yield* Queue.take(told)).toEqual(["schedule", "dispatch", "deliver"])
    const [after] = yield* listening(url, 1)
    expect(after?.["pid"]).not.toBe(before?.["pid"])
  }))

it.live("without hints no connection listens", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    const { line, told } = yield* nodeOn(url, "off")
    yield* line.tell(["dispatch"])
    expect(yield* listeners(url)).toEqual([])
    expect(yield* Queue.size(told)).toBe(0)
  }))
