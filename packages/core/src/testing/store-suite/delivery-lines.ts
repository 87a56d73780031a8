import { Effect } from "effect"
import { type Delivery, deliverySpan, mostGivenUp, type Tried } from "../../domain/delivery.ts"
import { holds, like, same } from "../check.ts"
import { days, everything, hours, minutes, phone, seconds, start } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { type World, world as makeWorld } from "./world.ts"

const slow = "https://slow.example.com/hook"
const fast = "https://fast.example.com/hook"

/** So many campaigns of which a URL is told: two messages each. */
const tell = (world: World, url: string, campaigns: number, now = start) =>
  Effect.gen(function*() {
    const { id: listId } = yield* world.addList([{ phone: phone(1) }])
    for (let n = 0; n < campaigns; n++) {
      const draft = yield* world.draft({ callbackUrl: url, listId })
      yield* world.schedule(draft.id, { now, startsAt: now, endsAt: now + days(30) })
    }
  })

const take = ({ store }: World, now: number, limit = 100, share?: Parameters<typeof store.takeDeliveries>[4]) =>
  store.takeDeliveries("webhook", now, now + minutes(1), limit, share)

const to = (deliveries: ReadonlyArray<Delivery>) => deliveries.map(({ to }) => to)

const count = (deliveries: ReadonlyArray<Delivery>, url: string) => to(deliveries).filter((one) => one === url).length

const failed = (retryAt: number | undefined, more: { readonly restsUntil?: number } = {}): Tried["result"] => ({
  _tag: "Failed",
  retryAt,
  reason: "status 503",
  ...more
})

const note = ({ store }: World, deliveries: ReadonlyArray<Delivery>, result: Tried["result"], now: number) =>
  store.noteDeliveries(
    deliveries.map(({ message: { id, workspaceId }, target }) => ({ workspaceId, id, target, result })),
    now
  )

/** How targets share what a node can send, and what becomes of one that fails. */
export const deliveryLines: ReadonlyArray<StoreTest> = [
  promise("delivery lines: a target with much to be told leaves room for others", {}, function*(world) {
    yield* tell(world, slow, 20, start)
    yield* tell(world, fast, 1, start + 1)
    const taken = yield* take(world, start + 1, 10)
    yield* same("how many at the most", taken.length <= 10, true)
    yield* same("to the target that came late", count(taken, fast), 2)
    yield* holds("to the other one", count(taken, slow) >= 5, to(taken))
    const more = yield* take(world, start + 1, 100, { most: 3, busy: [] })
    yield* same("no more than its share", to(more), [slow, slow, slow])
  }),

  promise("delivery lines: nothing is taken of a target that is busy", {}, function*(world) {
    const { workspaceId } = world
    const other = yield* makeWorld({ key: 2 })
    for (const one of [world, other]) yield* tell(one, slow, 1)
    yield* tell(world, fast, 1)
    const taken = yield* take(world, start, 100, { most: 100, busy: [{ workspaceId, address: slow }] })
    yield* same(
      "to whom",
      taken.map(({ message, to }) => `${message.workspaceId} ${to}`).toSorted(),
      [
        `${other.workspaceId} ${slow}`,
        `${other.workspaceId} ${slow}`,
        `${workspaceId} ${fast}`,
        `${workspaceId} ${fast}`
      ].toSorted()
    )
  }),

  promise("delivery lines: who keeps failing is left alone, and then sounded with one message", {}, function*(world) {
    yield* tell(world, slow, 3)
    yield* tell(world, fast, 1)
    const taken = yield* take(world, start, 100, { most: 4, busy: [] })
    yield* same("at first", [count(taken, slow), count(taken, fast)], [4, 2])
    yield* note(world, taken, failed(start + seconds(1)), start)
    const next = start + seconds(2)
    yield* same("soon", to(yield* take(world, next)), [fast, fast])
    const sounded = yield* take(world, start + minutes(2))
    yield* same("later", count(sounded, slow), 1)
    yield* note(world, sounded, failed(start + minutes(2) + 1), start + minutes(2))
    yield* same("after it failed again", count(yield* take(world, start + minutes(2) + 1), slow), 0)
    const again = start + hours(1)
    const [well] = (yield* take(world, again)).filter((one) => one.to === slow)
    yield* note(world, [well!], { _tag: "Delivered" }, again)
    yield* same("after it took one", count(yield* take(world, again + 1), slow), 5)
  }),

  promise("delivery lines: one failure among successes delays nothing but itself", {}, function*(world) {
    yield* tell(world, slow, 4)
    const taken = yield* take(world, start, 2)
    yield* note(world, taken.slice(0, 1), failed(start + hours(1)), start)
    yield* same("after one", (yield* take(world, start + 1, 2)).length, 2)
    yield* note(world, taken.slice(1), { _tag: "Delivered" }, start + 1)
    yield* same("after a success", (yield* take(world, start + 2)).length, 4)
  }),

  promise("delivery lines: a receiver that asks to be left alone is", {}, function*(world) {
    yield* tell(world, slow, 1)
    const [first] = yield* take(world, start, 1)
    yield* note(world, [first!], failed(start + 1, { restsUntil: start + hours(1) }), start)
    yield* same("before its instant", yield* take(world, start + hours(1) - 1), [])
    yield* same("at it", (yield* take(world, start + hours(1))).length, 2)
  }),

  promise("delivery lines: what a target never took is given up with it after more than a day", {}, function*(world) {
    const { store, workspaceId } = world
    yield* tell(world, slow, 50)
    yield* tell(world, fast, 1)
    let now = start
    let sounded = 0
    while (now < start + days(3)) {
      const taken = (yield* take(world, now)).filter((one) => one.to === slow)
      yield* note(world, taken, failed(now + hours(10)), now)
      sounded += taken.length
      now += hours(1)
      const dead = yield* store.deadDeliveries(workspaceId, {}, everything)
      if (dead.length > 0) break
    }
    yield* holds("not before a day is over", now - start > days(1), now - start)
    yield* holds("soon after", now - start < deliverySpan + hours(4), now - start)
    const dead = yield* store.deadDeliveries(workspaceId, {}, everything)
    yield* same("to whom", [...new Set(dead.map(({ target }) => target.address))], [slow])
    yield* like("why", dead.slice(0, 1), [{ reason: "status 503" }])
    yield* same("how many", dead.length, 100)
    yield* same("the other target", count(yield* take(world, now), fast), 2)
  }),

  promise(
    "delivery lines: what is written after a target went down is not given up with the rest",
    {},
    function*(world) {
      yield* tell(world, slow, 1)
      const taken = yield* take(world, start)
      yield* note(world, taken, failed(start + hours(1)), start)
      const late = start + deliverySpan + hours(1)
      yield* tell(world, slow, 1, late)
      const [one] = yield* take(world, late, 1)
      yield* note(world, [one!], failed(late + 1), late)
      const dead = yield* world.store.deadDeliveries(world.workspaceId, {}, everything)
      yield* same("what is dead", dead.map(({ message }) => message.at), [start, start])
    }
  ),

  promise(
    "delivery lines: much that is given up is given up in steps, without a rest between them",
    {},
    function*(world) {
      const { store, workspaceId } = world
      const people = mostGivenUp + 10
      const { id } = yield* world.campaign(people, { callbackUrl: slow })
      const calls = yield* store.calls(workspaceId, { campaignId: id }, { limit: people, offset: 0 })
      yield* same("calls", yield* store.terminateCalls(workspaceId, calls.calls.map((call) => call.id), start), people)
      yield* note(world, yield* take(world, start, 3), failed(start + 1), start)
      const dead = Effect.map(
        store.deadDeliveries(workspaceId, {}, { limit: 2 * people, offset: 0 }),
        ({ length }) => length
      )
      const late = start + deliverySpan
      yield* note(world, yield* take(world, late), failed(late + 1), late)
      yield* same("after one step", yield* dead, mostGivenUp)
      yield* note(world, yield* take(world, late), failed(late + 1), late)
      yield* same("after the next", yield* dead, people + 2)
      yield* same("what is left", yield* take(world, late + days(1)), [])
    }
  )
]
