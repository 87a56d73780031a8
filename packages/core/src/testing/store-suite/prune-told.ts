import { Effect } from "effect"
import { noneRemoved } from "../../domain/retention.ts"
import { like, same } from "../check.ts"
import { days, everything, hours, phone, start } from "./given.ts"
import { all, finished } from "./pruning.ts"
import { promise, type StoreTest } from "./test.ts"

/** When what was told goes, and what was not. */
export const prunesOfTold: ReadonlyArray<StoreTest> = [
  promise("prune: what is due to be told is kept, and what was given up goes by its own time", {}, function*(world) {
    const { store, workspaceId } = world
    const hook = { channel: "webhook", address: "https://example.com/hook" } as const
    const { id } = yield* world.draft({ callbackUrl: hook.address })
    const { messages } = yield* world.schedule(id)
    const [dead, due] = messages
    const given = { _tag: "Failed", retryAt: undefined, reason: "status 410" } as const
    yield* store.noteDeliveries([{ workspaceId, id: dead!.id, target: hook, result: given }], start)
    const at = start + days(31)
    const soon = { retention: { finished: null, delivered: 1, dead: null } }
    yield* same("where it is kept", yield* all(world, at, soon), noneRemoved)
    yield* like("where it is not", yield* all(world, at), { messages: 1 })
    const left = yield* store.takeDeliveries("webhook", at, at + hours(1), 10)
    yield* same("what is due", left.map(({ message }) => message.id), [due!.id])
  }),

  promise(
    "prune: what was told of a call goes with it at the latest, and not before it was told",
    {},
    function*(world) {
      const { store, workspaceId } = world
      const hook = { channel: "webhook", address: "https://example.com/hook" } as const
      yield* world.apiCall({ phone: phone(1), callbackUrl: hook.address })
      const { messages } = yield* Effect.flatMap(world.dial(1), (all) => world.end(all, "answered", start, 20))
      const now = start + days(31)
      const soon = { retention: { finished: 30, delivered: null, dead: null } }
      const counted = yield* all(world, now, { ...soon, dryRun: true })
      yield* same("what a dry run counts while it is to be told", counted, noneRemoved)
      yield* same("while it is to be told", yield* all(world, now, soon), noneRemoved)
      const failed = { _tag: "Failed", retryAt: undefined, reason: "status 410" } as const
      yield* store.noteDeliveries(messages.map(({ id }) => ({ workspaceId, id, target: hook, result: failed })), start)
      const gone = { ...noneRemoved, calls: 1, attempts: 1, messages: 3 }
      yield* same("when it was given up", yield* all(world, now, soon), gone)
    }
  ),

  promise(
    "prune: what was given up is listed for its time, and holds its call for a week at the most",
    {},
    function*(world) {
      const { store, workspaceId } = world
      const { id } = yield* world.webhook({ events: ["contact.completed"] })
      yield* store.updateWebhook(workspaceId, id, { paused: true })
      yield* finished(world, 1)
      const { messages } = yield* world.schedule((yield* world.draft({ callbackUrl: "https://example.com" })).id)
      const soon = { retention: { finished: 1, delivered: null, dead: null } }
      const late = start + days(30)
      yield* same("while it waits", yield* all(world, late, soon), noneRemoved)
      yield* same("what is given up", yield* store.giveUpPaused(workspaceId, late, 100), 1)
      const target = { channel: "webhook", address: "https://example.com" } as const
      const failed = { _tag: "Failed", retryAt: undefined, reason: "status 500" } as const
      yield* store.noteDeliveries(messages.map(({ id }) => ({ workspaceId, id, target, result: failed })), late)
      for (const dryRun of [true, false]) {
        yield* same("a moment before", yield* all(world, late + days(7) - 1, { ...soon, dryRun }), noneRemoved)
      }
      yield* same("what can be told", (yield* store.deadDeliveries(workspaceId, {}, everything)).length, 3)
      const ofCall = { ...noneRemoved, calls: 1, attempts: 1, messages: 1, contacts: 1 }
      for (const dryRun of [true, false]) {
        yield* same("after a week", yield* all(world, late + days(7), { ...soon, dryRun }), ofCall)
      }
      const listed = { retention: { finished: null, delivered: null, dead: 10 } }
      for (const dryRun of [true, false]) {
        yield* same("for ten days", yield* all(world, late + days(10), { ...listed, dryRun }), noneRemoved)
        const gone = yield* all(world, late + days(10) + 1, { ...listed, dryRun })
        yield* same("after them", gone, { ...noneRemoved, messages: 2 })
      }
    }
  ),

  promise("prune: a dry run counts each message once, and none goes before it is old itself", {}, function*(world) {
    const { store, workspaceId } = world
    const hook = { channel: "webhook", address: "https://example.com/hook" } as const
    yield* world.apiCall({ phone: phone(1), callbackUrl: hook.address })
    const { messages } = yield* Effect.flatMap(world.dial(1), (all) => world.end(all, "answered", start + days(20), 20))
    const failed = { _tag: "Failed", retryAt: undefined, reason: "status 410" } as const
    const tried = messages.map(({ id }) => ({ workspaceId, id, target: hook, result: failed }))
    yield* store.noteDeliveries(tried, start + days(20))
    const soon = { retention: { finished: null, delivered: null, dead: 10 } }
    yield* same("ten days after the call was made", yield* all(world, start + days(25), soon), noneRemoved)
    const both = { retention: { finished: 8, delivered: null, dead: 10 } }
    const gone = { ...noneRemoved, calls: 1, attempts: 1, messages: 3 }
    for (const at of [start + days(29), start + days(40)]) {
      yield* same("a dry run", yield* all(world, at, { ...both, dryRun: true }), gone)
    }
    yield* same("what went", yield* all(world, start + days(40), both), gone)
  })
]
