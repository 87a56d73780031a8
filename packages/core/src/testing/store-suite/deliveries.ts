import { Effect } from "effect"
import type { Target } from "../../domain/message.ts"
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

const take = ({ store }: World, channel: Target["channel"], now: number, limit = 100) =>
  store.takeDeliveries(channel, now, now + minutes(1), limit)

/** The outbox: messages on their way. */
export const deliveries: ReadonlyArray<StoreTest> = [
  promise("deliveries: each message goes to each of its targets", {}, function*(world) {
    const messages = yield* noisy(world)
    const hooks = yield* take(world, "webhook", start)
    yield* same("to the webhook", hooks, messages.map((message) => ({ message, target: hook, tries: 0 })))
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
    const { store, workspaceId } = world
    const [message] = yield* noisy(world)
    yield* store.noteDelivery(workspaceId, message!.id, owner, { _tag: "Delivered" })
    const mails = yield* take(world, "mail", start + hours(1))
    const left = mails.filter((delivery) => delivery.message.id === message!.id)
    yield* same("by mail", left.map(({ target }) => target), [partner])
    const hooks = yield* take(world, "webhook", start + hours(1))
    yield* same("to the webhook", hooks.filter((delivery) => delivery.message.id === message!.id).length, 1)
    yield* store.noteDelivery(workspaceId, message!.id, owner, { _tag: "Delivered" })
    const late = { _tag: "Failed", retryAt: start, reason: "timeout" } as const
    yield* store.noteDelivery(workspaceId, message!.id, owner, late)
    const after = (yield* take(world, "mail", start + hours(2))).filter(({ target }) =>
      target.address === owner.address
    )
    yield* same("by mail, when somebody else failed to deliver it", after.map(({ message }) => message.type), [
      "campaign.started"
    ])
  }),

  promise("deliveries: what failed is tried again at its instant, and its failures are counted", {}, function*(world) {
    const { store, workspaceId } = world
    const [message, other] = yield* noisy(world)
    yield* take(world, "webhook", start)
    yield* store.noteDelivery(workspaceId, other!.id, hook, { _tag: "Delivered" })
    for (const tries of [1, 2, 3]) {
      const retryAt = start + hours(tries)
      yield* store.noteDelivery(workspaceId, message!.id, hook, { _tag: "Failed", retryAt, reason: "status 503" })
      yield* same("before it", yield* take(world, "webhook", retryAt - 1), [])
      yield* same("at it", yield* take(world, "webhook", retryAt), [{ message: message!, target: hook, tries }])
    }
  }),

  promise("deliveries: what is given up is never due again", {}, function*(world) {
    const { store, workspaceId } = world
    const messages = yield* noisy(world)
    yield* take(world, "webhook", start)
    for (const { id } of messages) {
      yield* store.noteDelivery(workspaceId, id, hook, { _tag: "Failed", retryAt: undefined, reason: "status 410" })
    }
    yield* same("to the webhook", yield* take(world, "webhook", start + hours(10_000)), [])
  })
]
