import { Effect } from "effect"
import type { Tried } from "../../domain/delivery.ts"
import type { Message, Target } from "../../domain/message.ts"
import { same } from "../check.ts"
import { hours, minutes, phone, start } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import type { World } from "./world.ts"

const hook: Target = { channel: "webhook", address: "https://example.com/hook" }
const owner: Target = { channel: "mail", address: "owner@example.com" }
const partner: Target = { channel: "mail", address: "partner@example.com" }

/** A campaign of which three places are told. Answers with the messages of its start. */
const noisy = (world: World, n = 1, now = start) =>
  Effect.gen(function*() {
    const list = yield* world.addList([{ phone: phone(n) }])
    const notify = [owner.address, partner.address]
    const draft = yield* world.draft({ listId: list.id, callbackUrl: hook.address, notify })
    return (yield* world.schedule(draft.id, { now })).messages
  })

const toHook = { target: hook, to: hook.address, secrets: [] }

const take = ({ store }: World, channel: Target["channel"], now: number, limit = 100) =>
  store.takeDeliveries(channel, now, now + minutes(1), limit)

/** Note what became of a delivery of one message. */
const note = ({ store, workspaceId }: World, { id }: Message, target: Target, result: Tried["result"], now = start) =>
  store.noteDeliveries([{ workspaceId, id, target, result }], now)

const delivered = { _tag: "Delivered" } as const

/** The outbox: messages on their way. */
export const deliveries: ReadonlyArray<StoreTest> = [
  promise("deliveries: each message goes to each of its targets", {}, function*(world) {
    const messages = yield* noisy(world)
    const hooks = yield* take(world, "webhook", start)
    yield* same("to the webhook", hooks, messages.map((message) => ({ message, ...toHook, tries: 0 })))
    const mails = (yield* take(world, "mail", start)).map(({ message, target }) => `${message.id} ${target.address}`)
    const expected = messages.flatMap(({ id }) => [`${id} ${owner.address}`, `${id} ${partner.address}`])
    yield* same("by mail", mails.toSorted(), expected.toSorted())
  }),

  promise("deliveries: what nobody wants to hear of is not delivered", {}, function*(world) {
    yield* world.campaign(1)
    yield* same("to webhooks", yield* take(world, "webhook", start + hours(1)), [])
    yield* same("by mail", yield* take(world, "mail", start + hours(1)), [])
  }),

  promise("deliveries: what is taken is nobody else's until the instant given", {}, function*(world) {
    const { store } = world
    yield* noisy(world)
    const first = yield* store.takeDeliveries("webhook", start, start + minutes(5), 100)
    yield* same("how many", first.length, 2)
    yield* same("before it", yield* take(world, "webhook", start + minutes(5) - 1), [])
    const again = yield* take(world, "webhook", start + minutes(5))
    yield* same("at it", again.map(({ message }) => message.id).toSorted(), first.map(({ message }) => message.id))
    yield* same("how often they were tried", again.map(({ tries }) => tries), [0, 0])
  }),

  promise("deliveries: the oldest come first, no more than asked for", {}, function*(world) {
    const [second] = yield* noisy(world, 1, start + 2)
    const [first] = yield* noisy(world, 2, start + 1)
    yield* same("before they are written", yield* take(world, "webhook", start), [])
    const one = yield* take(world, "webhook", start + hours(1), 1)
    yield* same("the first turn", one.map(({ message }) => message.at), [first!.at])
    const three = yield* take(world, "webhook", start + hours(1), 2)
    yield* same("the second", three.map(({ message }) => message.at), [first!.at, second!.at])
  }),

  promise("deliveries: what is delivered is gone, for that target", {}, function*(world) {
    const [message] = yield* noisy(world)
    yield* note(world, message!, owner, delivered)
    const mails = yield* take(world, "mail", start + hours(1))
    const left = mails.filter((delivery) => delivery.message.id === message!.id)
    yield* same("by mail", left.map(({ target }) => target), [partner])
    const hooks = yield* take(world, "webhook", start + hours(1))
    yield* same("to the webhook", hooks.filter((delivery) => delivery.message.id === message!.id).length, 1)
    yield* note(world, message!, owner, delivered)
    const late = { _tag: "Failed", retryAt: start, reason: "timeout" } as const
    yield* note(world, message!, owner, late)
    const after = (yield* take(world, "mail", start + hours(2))).filter(({ target }) =>
      target.address === owner.address
    )
    yield* same("by mail, when somebody else failed to deliver it", after.map(({ message }) => message.type), [
      "campaign.started"
    ])
  }),

  promise("deliveries: what failed is tried again at its instant, and its failures are counted", {}, function*(world) {
    const [message, other] = yield* noisy(world)
    yield* take(world, "webhook", start)
    yield* note(world, other!, hook, delivered)
    for (const tries of [1, 2, 3]) {
      const now = start + hours(tries - 1)
      const retryAt = start + hours(tries)
      yield* note(world, message!, hook, { _tag: "Failed", retryAt, reason: "status 503" }, now)
      yield* same("before it", yield* take(world, "webhook", retryAt - 1), [])
      yield* same("at it", yield* take(world, "webhook", retryAt), [{ message: message!, ...toHook, tries }])
    }
  }),

  promise("deliveries: many are noted in one step, each for itself", {}, function*(world) {
    const { store, workspaceId } = world
    const [first, second] = yield* noisy(world)
    yield* take(world, "webhook", start)
    yield* take(world, "mail", start)
    const retryAt = start + hours(1)
    yield* store.noteDeliveries([
      { workspaceId, id: first!.id, target: hook, result: delivered },
      { workspaceId, id: second!.id, target: hook, result: { _tag: "Failed", retryAt, reason: "no" } },
      { workspaceId, id: first!.id, target: owner, result: delivered },
      { workspaceId, id: world.id<Message["id"]>(), target: owner, result: delivered }
    ], start)
    const hooks = yield* take(world, "webhook", retryAt)
    yield* same("to the webhook", hooks.map(({ message, tries }) => [message.id, tries]), [[second!.id, 1]])
    const mails = (yield* take(world, "mail", retryAt)).map(({ message, target }) => `${message.id} ${target.address}`)
    const left = [
      `${first!.id} ${partner.address}`,
      `${second!.id} ${owner.address}`,
      `${second!.id} ${partner.address}`
    ]
    yield* same("by mail", mails.toSorted(), left.toSorted())
    yield* store.noteDeliveries([], start)
  }),

  promise("deliveries: what is given up is never due again by itself", {}, function*(world) {
    const messages = yield* noisy(world)
    yield* take(world, "webhook", start)
    for (const message of messages) {
      yield* note(world, message, hook, { _tag: "Failed", retryAt: undefined, reason: "status 503" })
    }
    yield* same("to the webhook", yield* take(world, "webhook", start + hours(10_000)), [])
  })
]
