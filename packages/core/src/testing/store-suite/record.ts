import { Effect, Struct } from "effect"
import type { Attempt, CarrierEvent } from "../../domain/attempt.ts"
import { type AttemptId, idFrom } from "../../domain/id.ts"
import { like, same } from "../check.ts"
import { credits, minutes, phone, policy, seconds, start, told } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { type World, world as makeWorld } from "./world.ts"

const url = "https://example.com/hook"

const retry = { attempts: 2, delays: { busy: 600 } }

/** All orders of some things. */
const orders = <A>(things: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  things.length === 0
    ? [[]]
    : things.flatMap((thing, index) => orders(things.toSpliced(index, 1)).map((rest) => [thing, ...rest]))

/** An attempt that was placed, of a call from the API. */
const dialed = (world: World, n: number): Effect.Effect<Attempt | undefined, Error> =>
  world.apiCall({ phone: phone(n), callbackUrl: url, policy: { ...policy, retry } }).pipe(
    Effect.andThen(world.dial(1)),
    Effect.map(([attempt]) => attempt)
  )

/**
 * What a set of events has made of an attempt, its call, the balance and the messages: of their ids, from which of the
 * attempt's and the call's they follow.
 */
const outcomeOf = (world: World, { callId, id }: Attempt, batches: ReadonlyArray<ReadonlyArray<CarrierEvent>>) =>
  Effect.gen(function*() {
    const before = yield* world.balance
    const messages: Array<unknown> = []
    let ended = 0
    for (const events of batches) {
      const recorded = yield* world.record(events)
      ended += recorded.ended
      for (const message of recorded.messages) {
        const { payload, type } = message
        const known = [callId, idFrom<string>(id, 1), idFrom<string>(id, 2)].indexOf(message.id)
        messages.push({ type, known, ...Struct.omit(payload, ["attempt_id", "call_id", "to_number"]) })
      }
    }
    const [attempt] = (yield* world.store.attempts(world.workspaceId, callId)).filter((one) => one.id === id)
    const call = Struct.omit(yield* world.call(callId), ["id", "phone"])
    const { available, held, spent } = yield* world.balance
    return {
      attempt: { ...attempt, id: "", callId: "", phone: "", carrierCallId: attempt?.carrierCallId?.replace(id, "") },
      call,
      balance: { available: available - before.available, held: held - before.held, spent: spent - before.spent },
      messages: messages.toSorted((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1),
      ended
    }
  })

const orderFree = (name: string, events: (id: AttemptId) => ReadonlyArray<CarrierEvent>, messages: number): StoreTest =>
  promise(`record: ${name}`, { capacity: 200 }, function*(world) {
    const first = yield* dialed(world, 1)
    const expected = yield* outcomeOf(world, first!, events(first!.id).map((event) => [event]))
    yield* same("how many messages there are", expected.messages.length, messages)
    let n = 1
    for (const order of orders(events(first!.id).map((_, index) => index))) {
      n++
      const attempt = yield* dialed(world, n)
      const all = events(attempt!.id)
      const inOrder = order.map((index) => all[index]!)
      const batches = n % 3 === 0
        ? [inOrder, inOrder]
        : n % 3 === 1
        ? inOrder.map((event) => [event, event])
        : [inOrder.slice(0, 2), inOrder.slice(1), inOrder]
      yield* same(
        `the events in the order ${order.join(", ")}, repeated`,
        yield* outcomeOf(world, attempt!, batches),
        expected
      )
    }
  })

/** What carriers tell. */
export const record: ReadonlyArray<StoreTest> = [
  promise("record: a conversation, from the request to the bill", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign(1, { callbackUrl: url })
    const [attempt] = yield* world.dial(1)
    const at = (n: number) => start + seconds(n)
    const queued = yield* world.record([told(attempt!.id, "queued", { at: at(1) })], at(1))
    yield* same("queued: what is told", queued, { messages: [], ended: 0 })
    yield* like("queued", yield* world.attempt(attempt!), { state: "queued", carrierCallId: `carrier-${attempt!.id}` })
    yield* world.record([told(attempt!.id, "ringing", { at: at(3) })], at(4))
    yield* like("ringing", yield* world.attempt(attempt!), { state: "ringing", ringingAt: at(3), answeredAt: null })
    const answered = yield* world.record([told(attempt!.id, "answered", { at: at(9) })], at(10))
    yield* like("answered", yield* world.attempt(attempt!), { state: "answered", answeredAt: at(9) })
    yield* like("answered: the call", yield* world.calls(id), [{ status: "ongoing", subStatus: "in_conversation" }])
    const started = { type: "call_started", campaignId: id, callId: attempt!.callId, at: at(10) } as const
    yield* like("answered: what is told", answered.messages, [started])
    const end = told(attempt!.id, "ended", { at: at(30), disposition: "answered", talkSeconds: 21, code: "16" })
    const ended = yield* world.record([end], at(31))
    yield* same("ended: how many", ended.ended, 1)
    yield* like("ended: what is told", ended.messages, [
      {
        type: "call_completed",
        payload: { status: "completed", disposition: "answered", call_duration: 21, call_cost: 1 }
      },
      { type: "contact.completed", payload: { status: "completed", sub_status: "answered", attempts: 1 } }
    ])
    yield* like("ended", yield* world.attempt(attempt!), {
      state: "ended",
      disposition: "answered",
      endedAt: at(30),
      talkSeconds: 21,
      spent: credits(1),
      code: "16"
    })
    yield* like("ended: the call", yield* world.calls(id), [{
      status: "completed",
      subStatus: "answered",
      attempts: 1,
      disposition: "answered",
      updatedAt: at(31)
    }])
    yield* like("the balance", yield* world.balance, { available: credits(999), held: 0, spent: credits(1) })
    const settled = (yield* store.ledger(workspaceId)).filter(({ attemptId }) => attemptId === attempt!.id)
    yield* like("the ledger", settled, [{ kind: "hold", at: start }, {
      kind: "settle",
      at: at(31),
      amount: credits(1)
    }])
  }),

  promise("record: what was not used of a hold goes back", {}, function*(world) {
    yield* world.campaign(2, { policy: { ...policy, maxCallSeconds: 180 } })
    const [first, second] = yield* world.dial(2)
    yield* world.end([first!], "answered", start, 61)
    yield* world.end([second!], "no_answer")
    yield* like("the balance", yield* world.balance, { available: credits(998), held: 0, spent: credits(2) })
    const moved = (yield* world.store.ledger(world.workspaceId)).map(({ amount, kind }) =>
      `${kind} ${amount / credits(1)}`
    )
    yield* same("the ledger", moved, ["grant 1000", "hold 3", "hold 3", "settle 2", "void 1", "void 3"])
  }),

  promise("record: a charge is never above its hold", {}, function*(world) {
    yield* world.campaign(1)
    yield* world.end(yield* world.dial(1), "answered", start, 600)
    yield* like("the attempt", yield* world.attempts(), [{ held: credits(1), spent: credits(1), talkSeconds: 600 }])
    yield* like("the balance", yield* world.balance, { available: credits(999), held: 0, spent: credits(1) })
  }),

  promise("record: a call is tried again as its policy says, and then closed", {}, function*(world) {
    const { id } = yield* world.campaign(1, { policy: { ...policy, retry } })
    yield* world.end(yield* world.dial(1), "busy", start + seconds(20))
    const dueAt = start + seconds(20) + minutes(10)
    yield* like("after the first attempt", yield* world.calls(id), [{
      status: "retry",
      subStatus: "retry_scheduled",
      disposition: "busy",
      attempts: 1,
      dueAt
    }])
    yield* world.end(yield* world.dial(1, dueAt), "busy", dueAt)
    yield* like("after the second", yield* world.calls(id), [{
      status: "failed",
      subStatus: "retry_limit_reached",
      attempts: 2
    }])
  }),

  promise("record: events of attempts that nobody knows are passed over", {}, function*(world) {
    yield* world.campaign(1)
    const [attempt] = yield* world.dial(1)
    const unknown = world.id<AttemptId>()
    const recorded = yield* world.record([
      told(unknown, "answered"),
      told(attempt!.id, "ended", { disposition: "busy" }),
      told(unknown, "ended", { disposition: "answered" })
    ])
    yield* like("what is told", recorded, {
      ended: 1,
      messages: [
        { type: "call_completed", callId: attempt!.callId },
        { type: "contact.exhausted", callId: attempt!.callId }
      ]
    })
  }),

  promise("record: nothing of nothing", {}, function*(world) {
    yield* same("what is told", yield* world.record([]), { messages: [], ended: 0 })
  }),

  promise("record: a batch over several workspaces", {}, function*(world) {
    const other = yield* makeWorld({ key: 2 })
    yield* world.campaign(2)
    yield* other.campaign(2)
    const mine = yield* world.dial(2)
    const theirs = yield* other.dial(2)
    const mixed = [mine[0]!, theirs[0]!, mine[1]!, theirs[1]!]
    const events = mixed.map(({ id }) => told(id, "ended", { disposition: "answered", talkSeconds: 1 }))
    const { ended, messages } = yield* world.record(events)
    yield* same("how many ended", ended, 4)
    yield* same(
      "the ids of the messages",
      messages.map(({ id }) => id as string).toSorted(),
      mixed.flatMap(({ callId, id }) => [callId, idFrom<string>(id, 1), idFrom<string>(id, 2)]).toSorted()
    )
    for (const one of [world, other]) {
      yield* like("its calls", yield* one.calls(), [{ status: "completed" }, { status: "completed" }])
      yield* like("its balance", yield* one.balance, { held: 0, spent: credits(2) })
      const its = messages.filter(({ workspaceId }) => workspaceId === one.workspaceId)
      yield* same("its messages", its.length, 6)
    }
  }),

  promise("record: `ended` counts attempts, not events, and each once", {}, function*(world) {
    yield* world.campaign(2)
    const [first, second] = yield* world.dial(2)
    const busy = (id: AttemptId) => told(id, "ended", { disposition: "busy" })
    const once = yield* world.record([busy(first!.id), busy(first!.id), told(second!.id, "ringing")])
    yield* same("in a batch that tells it twice", once.ended, 1)
    yield* same("in a batch that tells it again", yield* world.record([busy(first!.id)]), { messages: [], ended: 0 })
    yield* same(
      "in a batch that tells of the other",
      (yield* world.record([busy(first!.id), busy(second!.id)])).ended,
      1
    )
  }),

  orderFree("the order and the repetition of a conversation's events change nothing", (id) => [
    told(id, "queued", { at: start + 1 }),
    told(id, "ringing", { at: start + 2 }),
    told(id, "answered", { at: start + 3 }),
    told(id, "ended", { at: start + 4, disposition: "answered", talkSeconds: 70 })
  ], 3),

  orderFree("the order and the repetition of a busy line's events change nothing", (id) => [
    told(id, "queued", { at: start + 1 }),
    told(id, "ringing", { at: start + 3 }),
    told(id, "ringing", { at: start + 2 }),
    told(id, "ended", { at: start + 4, disposition: "busy" })
  ], 1),

  promise("record: the first end stands", {}, function*(world) {
    yield* world.campaign(1)
    const [attempt] = yield* world.dial(1)
    yield* world.end([attempt!], "busy", start + 1)
    const [after, calls, balance] = [yield* world.attempts(), yield* world.calls(), yield* world.balance]
    const again = yield* world.end([attempt!], "answered", start + 2, 60)
    yield* same("what a second end tells", again, { messages: [], ended: 0 })
    yield* same("the attempts", yield* world.attempts(), after)
    yield* same("the calls", yield* world.calls(), calls)
    yield* same("the balance", yield* world.balance, balance)
  }),

  promise("record: late events do not touch a newer attempt of the call", {}, function*(world) {
    yield* world.campaign(1, { policy: { ...policy, retry } })
    const [old] = yield* world.dial(1)
    yield* world.end([old!], "busy")
    yield* world.dial(1, start + minutes(10))
    const calls = yield* world.calls()
    yield* world.record(
      [told(old!.id, "ringing"), told(old!.id, "ended", { disposition: "busy" })],
      start + minutes(11)
    )
    yield* same("the call", yield* world.calls(), calls)
  }),

  promise("record: what is told of a call goes to its callback, and nowhere else", {}, function*(world) {
    yield* world.campaign([{ phone: phone(1) }])
    yield* world.campaign([{ phone: phone(2) }], { callbackUrl: url })
    yield* world.apiCall({ phone: phone(3), callbackUrl: "https://example.com/other" })
    yield* world.store.takeDeliveries("webhook", start, start + minutes(60), 100)
    const { messages } = yield* world.end(yield* world.dial(3), "answered", start + 1, 5)
    yield* same("how many messages", messages.length, 9)
    const deliveries = yield* world.store.takeDeliveries("webhook", start + 1, start + 2, 100)
    yield* same(
      "the deliveries",
      deliveries.map(({ message, target }) => `${message.type} ${target.address}`).toSorted(),
      ["call_completed", "call_started", "contact.completed"].flatMap((type) => [
        `${type} ${url}`,
        `${type} https://example.com/other`
      ])
    )
    for (const { message } of deliveries) {
      yield* same("a message", message, messages.find(({ id }) => id === message.id) ?? message)
    }
  })
]
