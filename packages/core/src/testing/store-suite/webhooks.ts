import { pausedReason } from "../../domain/delivery.ts"
import type { WorkspaceId } from "../../domain/id.ts"
import { fails, like, same } from "../check.ts"
import { days, everything, hours, minutes, phone, start } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { type World, world as makeWorld } from "./world.ts"

const callback = "https://example.com/callback"

/** One campaign to one person, of which two messages are told. */
function* tell(world: World, now = start, callbackUrl: string | null = null) {
  const list = yield* world.addList([{ phone: phone(1) }])
  const draft = yield* world.draft({ listId: list.id, callbackUrl })
  return (yield* world.schedule(draft.id, { now, startsAt: now, endsAt: now + days(30) })).messages
}

const take = ({ store }: World, now: number) => store.takeDeliveries("webhook", now, now + minutes(1), 1000)

/** Give up all that is due. */
function* giveUp(world: World, now: number) {
  const taken = yield* take(world, now)
  yield* world.store.noteDeliveries(
    taken.map(({ message: { id, workspaceId }, target }) => ({
      workspaceId,
      id,
      target,
      result: { _tag: "Failed", reason: "status 500", retryAt: undefined } as const
    })),
    now
  )
  return taken
}

/** Webhooks, what signs their messages, and what was given up. */
export const webhooks: ReadonlyArray<StoreTest> = [
  promise("webhooks: those of a workspace, the oldest first, as they were saved", {}, function*(world) {
    const { store, workspaceId } = world
    const second = yield* world.webhook({ createdAt: start + 2 })
    const first = yield* world.webhook({ createdAt: start + 1, events: ["call_completed", "campaign.completed"] })
    yield* same("all", yield* store.webhooks(workspaceId), [first, second])
    const changed = { ...second, url: "https://example.com/new", events: ["call_started" as const], paused: true }
    const { events, paused, url } = changed
    const answer = yield* store.updateWebhook(workspaceId, second.id, { url, events, paused })
    yield* same("the answer to a change", answer, changed)
    yield* same("after a change", yield* store.webhooks(workspaceId), [first, changed])
    const wanting = { ...changed, events: null }
    yield* same("one field", yield* store.updateWebhook(workspaceId, second.id, { events: null }), wanting)
    yield* same("no field", yield* store.updateWebhook(workspaceId, second.id, {}), wanting)
    yield* store.removeWebhook(workspaceId, first.id, 1000)
    yield* same("after one is removed", yield* store.webhooks(workspaceId), [wanting])
    const gone = { _tag: "NotFound", what: "webhook" } as const
    yield* fails("to remove it again", store.removeWebhook(workspaceId, first.id, 1000), gone)
    yield* fails("to change it", store.updateWebhook(workspaceId, first.id, { paused: true }), gone)
    yield* fails("to change nothing of it", store.updateWebhook(workspaceId, first.id, {}), gone)
    const nowhere = world.id<WorkspaceId>()
    const missing = { _tag: "NotFound", what: "workspace" } as const
    yield* fails("of no workspace", world.webhook({ workspaceId: nowhere }), missing)
    yield* fails("a secret of none", store.rotateSecret(nowhere, null, world.secret(), start), missing)
    yield* fails("the callbacks' of none", store.callbackSecret(nowhere, world.secret()), missing)
  }),

  promise("webhooks: while one is paused, what happens waits for it", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.webhook()
    yield* store.updateWebhook(workspaceId, id, { paused: true })
    yield* tell(world)
    yield* same("while it is paused", yield* take(world, start + hours(1)), [])
    yield* store.updateWebhook(workspaceId, id, { url: "https://example.com/other" })
    yield* same("while it is paused at another address", yield* take(world, start + hours(1)), [])
    yield* store.updateWebhook(workspaceId, id, { paused: false })
    const taken = yield* take(world, start + hours(1))
    yield* same("after it", taken.map(({ to }) => to), ["https://example.com/other", "https://example.com/other"])
  }),

  promise(
    "webhooks: what waited 30 days for one that is paused is given up, and can still be told",
    {},
    function*(world) {
      const { store, workspaceId } = world
      const other = yield* makeWorld({ key: 2 })
      for (const one of [world, other]) {
        const { id } = yield* one.webhook({ url: "https://example.com/asleep" })
        yield* store.updateWebhook(one.workspaceId, id, { paused: true })
      }
      const messages = yield* tell(world)
      yield* tell(other)
      yield* tell(world, start + days(1), callback)
      const at = start + days(30)
      yield* same("a moment before", yield* store.giveUpPaused(workspaceId, at - 1, 1000), 0)
      yield* same("no more than was asked for", yield* store.giveUpPaused(workspaceId, at, 1), 1)
      yield* same("the other", yield* store.giveUpPaused(workspaceId, at, 1000), 1)
      yield* same("all that waited so long", yield* store.giveUpPaused(workspaceId, at, 1000), 0)
      const dead = yield* store.deadDeliveries(workspaceId, {}, everything)
      yield* like("what is dead", dead, messages.map(() => ({ tries: 0, reason: pausedReason, at })))
      yield* same("in another workspace", yield* store.deadDeliveries(other.workspaceId, {}, everything), [])
      const due = yield* take(world, at)
      yield* same("what is due elsewhere", due.map(({ target }) => target.address), [callback, callback])
      const [webhook] = yield* store.webhooks(workspaceId)
      yield* store.updateWebhook(workspaceId, webhook!.id, { paused: false })
      yield* same("what is told again", yield* store.replayDeliveries(workspaceId, {}, at, 1000), 2)
      const taken = (yield* take(world, at)).map(({ message }) => message.id)
      const all = messages.map(({ id }) => id)
      yield* same("under the same ids", taken.filter((id) => all.includes(id)).toSorted(), all.toSorted())
      yield* same(
        "what waits for a webhook that is not paused",
        yield* store.giveUpPaused(workspaceId, at + days(90), 9),
        0
      )
    }
  ),

  promise("webhooks: one that is removed is told nothing more", {}, function*(world) {
    const { store, workspaceId } = world
    const webhook = yield* world.webhook()
    yield* tell(world)
    yield* giveUp(world, start)
    yield* tell(world, start + 1)
    yield* same("how much goes with it", yield* store.removeWebhook(workspaceId, webhook.id, 3), 3)
    yield* same("what is left of it", yield* store.removeWebhook(workspaceId, webhook.id, 3), 1)
    const gone = { _tag: "NotFound", what: "webhook" } as const
    yield* fails("when nothing is left", store.removeWebhook(workspaceId, webhook.id, 3), gone)
    yield* tell(world, start + 2)
    yield* same("what is due", yield* take(world, start + hours(1)), [])
    yield* same("what is dead", yield* store.deadDeliveries(workspaceId, {}, everything), [])
  }),

  promise("webhooks: one that is gone is paused, and what waits for it waits on", {}, function*(world) {
    const { store, workspaceId } = world
    const webhook = yield* world.webhook()
    const [message] = yield* tell(world)
    const target = { channel: "webhook", address: webhook.id } as const
    yield* take(world, start)
    const result = { _tag: "Gone", reason: "410", to: webhook.url } as const
    yield* store.noteDeliveries([{ workspaceId, id: message!.id, target, result }], start)
    const paused = { ...webhook, paused: true, cause: "gone" } as const
    yield* same("the webhook", yield* store.webhooks(workspaceId), [paused])
    yield* same("what is due", yield* take(world, start + hours(1)), [])
    yield* same("what is dead", yield* store.deadDeliveries(workspaceId, {}, everything), [])
    const moved = { url: "https://example.com/moved", events: ["campaign.started" as const] }
    yield* same("after a change that does not resume it", yield* store.updateWebhook(workspaceId, webhook.id, moved), {
      ...paused,
      ...moved
    })
    const resumed = yield* store.updateWebhook(workspaceId, webhook.id, { paused: false })
    yield* same("the webhook that is resumed", resumed, { ...webhook, ...moved })
    yield* same("after it is resumed", (yield* take(world, start + hours(1))).length, 2)
  }),

  promise("webhooks: that an address is gone which is the webhook's no more, does not pause it", {}, function*(world) {
    const { store, workspaceId } = world
    const webhook = yield* world.webhook()
    const [message] = yield* tell(world)
    const target = { channel: "webhook", address: webhook.id } as const
    yield* take(world, start)
    const moved = yield* store.updateWebhook(workspaceId, webhook.id, { url: "https://example.com/moved" })
    const result = { _tag: "Gone", reason: "410", to: webhook.url } as const
    yield* store.noteDeliveries([{ workspaceId, id: message!.id, target, result }], start)
    yield* same("the webhook", yield* store.webhooks(workspaceId), [moved])
    yield* like("what is due", yield* take(world, start), [{ to: moved.url, message: { id: message!.id }, tries: 1 }])
  }),

  promise("webhooks: for a callback URL that is gone, all that waits is dead", {}, function*(world) {
    const { store, workspaceId } = world
    yield* tell(world, start, callback)
    const [message] = yield* tell(world, start, callback)
    yield* store.takeDeliveries("webhook", start, start + minutes(1), 1)
    const target = { channel: "webhook", address: callback } as const
    const result = { _tag: "Gone", reason: "410", to: callback } as const
    yield* store.noteDeliveries([{ workspaceId, id: message!.id, target, result }], start)
    const dead = yield* store.deadDeliveries(workspaceId, {}, everything)
    yield* like("what is dead", dead, [1, 2, 3, 4].map(() => ({ reason: "410", at: start })))
  }),

  promise(
    "webhooks: a message is signed with its target's secret, and after a rotation with both",
    {},
    function*(world) {
      const { store, workspaceId } = world
      const [own, ours, theirs, fresh] = [world.secret(), world.secret(), world.secret(), world.secret()]
      const webhook = yield* world.webhook({}, own)
      yield* tell(world, start, callback)
      const secrets = function*(now: number) {
        const taken = yield* take(world, now)
        return new Map(taken.map((delivery) => [delivery.target.address, delivery.secrets]))
      }
      const first = yield* secrets(start)
      yield* same("at first", [first.get(webhook.id), first.get(callback)], [[own], []])
      yield* same("of callbacks", yield* store.callbackSecret(workspaceId, ours), ours)
      yield* same("of callbacks, again", yield* store.callbackSecret(workspaceId, theirs), ours)
      yield* store.rotateSecret(workspaceId, webhook.id, fresh, start + hours(2))
      yield* store.rotateSecret(workspaceId, null, theirs, start + hours(3))
      const both = yield* secrets(start + hours(1))
      yield* same("while both sign", [both.get(webhook.id), both.get(callback)], [[fresh, own], [theirs, ours]])
      const after = yield* secrets(start + hours(2))
      yield* same("after it", [after.get(webhook.id), after.get(callback)], [[fresh], [theirs, ours]])
    }
  ),

  promise("webhooks: a secret can be given before any was made", {}, function*(world) {
    const secret = world.secret()
    yield* world.store.rotateSecret(world.workspaceId, null, secret, start + days(1))
    yield* same("it", yield* world.store.callbackSecret(world.workspaceId, world.secret()), secret)
    yield* tell(world, start, callback)
    const [taken] = yield* take(world, start)
    yield* same("alone", taken?.secrets, [secret])
  }),

  promise("webhooks: what was given up is listed, in pages, with why and when", {}, function*(world) {
    const { store, workspaceId } = world
    const other = yield* makeWorld({ key: 2 })
    const webhook = yield* world.webhook()
    yield* tell(other, start, callback)
    const [first, second] = yield* tell(world, start, callback)
    yield* giveUp(world, start + 1)
    const [third] = yield* tell(world, start + hours(1))
    yield* giveUp(world, start + hours(1))
    const dead = yield* store.deadDeliveries(workspaceId, {}, everything)
    yield* same("how many", dead.length, 6)
    yield* like("the first", dead.slice(0, 1), [{ tries: 1, reason: "status 500", at: start + 1 }])
    const ids = (list: typeof dead) => [...new Set(list.map(({ message }) => message.id))].toSorted()
    const of = (filter: Parameters<typeof store.deadDeliveries>[1]) =>
      store.deadDeliveries(workspaceId, filter, everything)
    yield* same("of a target", ids(yield* of({ address: callback })), [first!.id, second!.id].toSorted())
    yield* same("of a span", (yield* of({ from: start + 2 })).length, 2)
    yield* same("of another", (yield* of({ until: start + 2 })).length, 4)
    yield* same("by id", (yield* of({ messages: [third!.id] })).map(({ target }) => target.address), [webhook.id])
    const page = yield* store.deadDeliveries(workspaceId, {}, { limit: 2, offset: 2 })
    yield* same("a page", page, dead.slice(2, 4))
  }),

  promise("webhooks: what was given up is replayed under its id: one, a target's, a span's", {}, function*(world) {
    const { store, workspaceId } = world
    const other = yield* makeWorld({ key: 2 })
    const webhook = yield* world.webhook()
    yield* tell(other, start, callback)
    const [first] = yield* tell(world, start, callback)
    yield* giveUp(world, start + 1)
    const now = start + hours(2)
    yield* same("one message", yield* store.replayDeliveries(workspaceId, { messages: [first!.id] }, now, 1000), 2)
    const taken = yield* take(world, now)
    yield* like("what is due", taken.map(({ message, tries }) => ({ id: message.id, tries })), [
      { id: first!.id, tries: 0 },
      { id: first!.id, tries: 0 }
    ])
    yield* same("what is dead", (yield* store.deadDeliveries(workspaceId, {}, everything)).length, 2)
    yield* same("a target's", yield* store.replayDeliveries(workspaceId, { address: webhook.id }, now, 1000), 1)
    yield* same("a span's", yield* store.replayDeliveries(workspaceId, { from: start + 2 }, now, 1000), 0)
    yield* same("another", yield* store.replayDeliveries(workspaceId, { from: start, until: start + 2 }, now, 1000), 1)
    yield* same("what is due then", (yield* take(world, now)).length, 2)
    yield* same("of the other workspace", (yield* store.deadDeliveries(other.workspaceId, {}, everything)).length, 2)
  }),

  promise("webhooks: what is replayed does not wait for a target to have rested", {}, function*(world) {
    const { store, workspaceId } = world
    yield* tell(world, start, callback)
    yield* tell(world, start, callback)
    yield* giveUp(world, start)
    yield* tell(world, start, callback)
    yield* same("while it rests", yield* take(world, start + 1), [])
    yield* same("some", yield* store.replayDeliveries(workspaceId, {}, start + 2, 3), 3)
    yield* same("the rest", yield* store.replayDeliveries(workspaceId, {}, start + 2, 3), 1)
    yield* same("after a replay", (yield* take(world, start + 2)).length, 6)
  })
]
