import { Effect } from "effect"
import type { NodeId, NumberId } from "../../domain/id.ts"
import { fails, like, same } from "../check.ts"
import { carrier, days, minutes, phone, policy, seconds, start } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { type World, world as makeWorld } from "./world.ts"

const paced = { ...carrier, pace: { perSecond: 1, burst: 2 } }

const retry = { attempts: 1, delays: {} }

/** So many calls from the API. */
const calls = (world: World, from: number, to: number, numbers: ReadonlyArray<NumberId> = [world.number.id]) =>
  Effect.forEach(
    Array.from({ length: to - from + 1 }, (_, index) => from + index),
    (n) => world.apiCall({ phone: phone(n), numbers, policy: { ...policy, retry } })
  )

const turn = (world: World, fields: Parameters<World["claim"]>[0]) =>
  Effect.map(world.claim(fields), ({ nextAt, placements }) => ({ claimed: placements.length, nextAt }))

/** Let ten calls fail, which is enough to make a carrier and a number unwell. */
const tenFailures = (world: World, now = start) =>
  calls(world, 101, 110).pipe(
    Effect.andThen(world.dial(10, now)),
    Effect.flatMap((attempts) => world.end(attempts, "carrier_error", now))
  )

/** What all nodes and workspaces share of a carrier, and what nodes share of a caller number. */
export const carrierLines: ReadonlyArray<StoreTest> = [
  promise("carrier: its pace is one for all nodes and workspaces", {}, function*(world) {
    const other = yield* makeWorld({ key: 2 })
    yield* calls(world, 1, 5)
    yield* calls(other, 1, 5)
    const nodeId = world.id<NodeId>()
    yield* world.store.renewLease(nodeId, start + days(1))
    const next = start + seconds(1)
    yield* same("the first takes the burst", yield* turn(world, { carrier: paced }), { claimed: 2, nextAt: next })
    yield* same("another node", yield* turn(world, { carrier: paced, nodeId }), { claimed: 0, nextAt: next })
    yield* same("another workspace", yield* turn(other, { carrier: paced }), { claimed: 0, nextAt: next })
    const another = { ...paced, name: "another" }
    yield* like("another carrier", yield* turn(other, { carrier: another, limit: 1 }), { claimed: 1 })
    const then = yield* turn(other, { carrier: paced, now: next })
    yield* same("a second later", then, { claimed: 1, nextAt: next + seconds(1) })
    yield* like("the first then", yield* turn(world, { carrier: paced, now: next }), { claimed: 0 })
  }),

  promise("carrier: what waits for its pace keeps its place, and holds nothing", {}, function*(world) {
    const made = yield* calls(world, 1, 3)
    yield* turn(world, { carrier: paced })
    yield* same("the last call", yield* world.call(made[2]!.id), made[2]!)
    yield* same("its decisions", yield* world.decisions(made[2]!), [])
    yield* same("attempts", (yield* world.attempts()).length, 2)
  }),

  promise("carrier: while it fails nobody dials through it, and then one probes", { capacity: 20 }, function*(world) {
    const other = yield* makeWorld({ key: 2 })
    yield* tenFailures(world)
    yield* calls(other, 1, 5)
    const probe = start + minutes(1)
    yield* same("in another workspace", yield* turn(other, {}), { claimed: 0, nextAt: probe })
    yield* same("before the pause is over", yield* turn(other, { now: probe - 1 }), { claimed: 0, nextAt: probe })
    const another = { ...carrier, name: "another" }
    yield* like("through another", yield* turn(other, { limit: 1, carrier: another }), { claimed: 1 })
    const [attempt] = yield* other.dial(1, probe)
    yield* same("while one probes", yield* turn(other, { now: probe }), { claimed: 0, nextAt: undefined })
    yield* calls(world, 1, 1)
    yield* same("in the first one", (yield* turn(world, { now: probe })).claimed, 0)
    yield* other.end([attempt!], "busy", probe + 1)
    yield* same("when it came through", (yield* turn(other, { now: probe + 1 })).claimed, 3)
  }),

  promise("carrier: a probe that fails makes the next pause longer", { capacity: 20 }, function*(world) {
    const other = yield* makeWorld({ key: 2 })
    yield* tenFailures(world)
    yield* calls(other, 1, 2)
    const probe = start + minutes(1)
    yield* other.end(yield* other.dial(1, probe), "carrier_error", probe)
    yield* same("then", yield* turn(other, { now: probe }), { claimed: 0, nextAt: probe + minutes(2) })
  }),

  promise("carrier: what is told twice is counted once", { capacity: 20 }, function*(world) {
    const other = yield* makeWorld({ key: 2 })
    yield* calls(world, 1, 9)
    const attempts = yield* world.dial(9)
    for (const _ of [1, 2]) yield* world.end(attempts, "carrier_error")
    yield* calls(other, 1, 1)
    yield* other.claimed(1)
  }),

  promise("carrier: what was taken back says nothing of it", { capacity: 20 }, function*(world) {
    yield* calls(world, 1, 12)
    for (const _ of [1, 2]) yield* world.release(yield* world.dial(12))
    yield* world.claimed(12)
  }),

  promise("numbers: one that fails rests, and the others dial on", { capacity: 40 }, function*(world) {
    const well = world.callerNumber(phone(9001))
    yield* world.store.addNumber(well)
    yield* calls(world, 1, 10)
    yield* calls(world, 11, 30, [well.id])
    const attempts = yield* world.dial(30)
    const failing = attempts.filter(({ numberId }) => numberId === world.number.id)
    const others = attempts.filter(({ numberId }) => numberId === well.id)
    for (const [n, attempt] of failing.entries()) {
      yield* world.end(others.slice(n * 2, n * 2 + 2), "busy")
      yield* world.end([attempt], "carrier_error")
    }
    const both = [world.number.id, well.id]
    const used = (now: number) =>
      Effect.map(world.claim({ now }), ({ placements }) => placements.map(({ attempt }) => attempt.numberId))
    yield* calls(world, 31, 33, both)
    yield* same("while it rests", yield* used(start), [well.id, well.id, well.id])
    yield* calls(world, 34, 34)
    yield* same("for a call that has no other", yield* used(start), [])
    const probing = yield* used(start + minutes(1))
    yield* same("when it has rested", probing, [world.number.id])
    yield* calls(world, 35, 36)
    yield* same("while one probes", yield* used(start + minutes(1)), [])
  }),

  promise("numbers: one that is paused is not used until it goes on", {}, function*(world) {
    const { number, store, workspaceId } = world
    const other = world.callerNumber(phone(9001))
    yield* store.addNumber(other)
    yield* calls(world, 1, 2, [number.id, other.id])
    yield* store.updateNumber({ ...number, paused: true })
    const { placements } = yield* world.claim()
    yield* same("the numbers", placements.map(({ from }) => from), [other.phone, other.phone])
    const [call] = yield* calls(world, 3, 3)
    yield* same("without another", yield* turn(world, {}), { claimed: 0, nextAt: undefined })
    yield* like("why", yield* world.explain(call!), { dialable: false })
    yield* same("the call", yield* world.call(call!.id), call!)
    yield* store.updateNumber({ ...number, paused: false })
    yield* world.claimed(1)
    yield* same("it is what it was", (yield* store.numbers(workspaceId)).filter(({ id }) => id === number.id), [number])
  }),

  promise("numbers: label, pace and pause can be changed, and nothing else", {}, function*(world) {
    const { number, store, workspaceId } = world
    const changed = { ...number, label: "Front desk", pace: { perSecond: 0.5, burst: 3 }, paused: true }
    yield* store.updateNumber({ ...changed, phone: phone(9009), createdAt: start + 1 })
    yield* same("the number", yield* store.numbers(workspaceId), [changed])
    const other = yield* makeWorld({ key: 2 })
    const missing = { _tag: "NotFound", what: "number", id: number.id } as const
    yield* fails("another's", store.updateNumber({ ...changed, workspaceId: other.workspaceId }), missing)
    const id = world.id<NumberId>()
    yield* fails("an unknown one", store.updateNumber({ ...number, id }), { ...missing, id })
  }),

  promise("numbers: a slower pace holds from the next turn on", {}, function*(world) {
    yield* calls(world, 1, 5)
    yield* world.claim({ limit: 2 })
    yield* world.store.updateNumber({ ...world.number, pace: { perSecond: 0.1, burst: 1 } })
    const now = start + seconds(1)
    yield* same("then", yield* turn(world, { now }), { claimed: 1, nextAt: now + seconds(10) })
  }),

  promise("numbers: a contact sees the same one again, where its campaign says so", {}, function*(world) {
    const numbers = [world.number]
    for (const n of [9001, 9002, 9003]) numbers.push(world.callerNumber(phone(n)))
    for (const number of numbers.slice(1)) yield* world.store.addNumber(number)
    const { id } = yield* world.draft({
      listId: (yield* world.addList(3)).id,
      policy: {
        ...policy,
        retry: { attempts: 2, delays: { busy: 60 } },
        numberChoice: { order: "rotation", sticky: true, local: false }
      }
    })
    const ids = numbers.map(({ id }) => id)
    yield* world.command(id, { _tag: "Schedule", numbers: ids, startsAt: start, endsAt: start + days(1) })
    const first = yield* world.dial(3)
    yield* same("how many numbers", new Set(first.map(({ numberId }) => numberId)).size, 3)
    yield* world.end(first, "busy")
    const again = yield* world.claimed(3, start + minutes(1))
    const seen = (attempts: typeof first) =>
      attempts.map(({ numberId, phone }) => `${phone} from ${numberId}`).toSorted()
    yield* same("who sees whom", seen(again), seen(first))
  })
]
