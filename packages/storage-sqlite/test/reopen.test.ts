import { callOfContact, Store } from "@campanile/core"
import { given } from "@campanile/core/testing"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { sqliteStore } from "../src/index.ts"
import { filesBeside, temporaryFile } from "./files.ts"
import { settle } from "./settled.ts"

const { days, start } = given

type Settled = Effect.Success<typeof settle>

const page = { limit: 100, offset: 0 }

/** All that can be asked of a workspace. */
const everything = ({ call, campaign: { id: campaignId, listId }, world: { assistant, workspaceId } }: Settled) =>
  Effect.gen(function*() {
    const store = yield* Store
    const { calls } = yield* store.calls(workspaceId, {}, page)
    return yield* Effect.all({
      workspace: store.workspace(workspaceId),
      ofKey: store.workspaceOfKey(`hash of ${workspaceId}`),
      assistant: store.assistant(workspaceId, assistant.id),
      numbers: store.numbers(workspaceId),
      balance: store.balance(workspaceId),
      ledger: store.ledger(workspaceId),
      list: store.list(workspaceId, listId),
      contacts: store.contacts(workspaceId, listId, page),
      rejected: store.rejectedRows(workspaceId, listId, page),
      campaigns: store.campaigns(workspaceId, page),
      progress: store.progress(workspaceId, campaignId),
      call: store.call(workspaceId, call.id),
      calls: Effect.succeed(calls),
      attempts: Effect.forEach(calls, ({ id }) => store.attempts(workspaceId, id)),
      decisions: Effect.forEach(calls, ({ id }) => store.decisions(workspaceId, id)),
      suppressions: store.suppressions(workspaceId, page),
      circumstances: Effect.forEach(calls, ({ id }) => store.circumstances(workspaceId, id, given.carrier, start))
    })
  })

it.effect("what a closed file held is there when it is opened again", () =>
  Effect.gen(function*() {
    const path = yield* temporaryFile
    const [settled, before] = yield* Effect.gen(function*() {
      const settled = yield* settle
      return [settled, yield* everything(settled)] as const
    }).pipe(Effect.provide(sqliteStore({ path })))
    expect(before.attempts.flat().map(({ state }) => state)).toEqual(["claimed", "ringing", "ended"])

    yield* Effect.gen(function*() {
      const store = yield* Store
      expect(yield* everything(settled)).toEqual(before)
      const { claimed, world: { nodeId } } = settled
      expect(yield* store.renewLease(nodeId, start + days(1))).toBe(1)
      expect(yield* store.place(nodeId, 1, [claimed.id], start)).toMatchObject([{ id: claimed.id }])
      const due = yield* store.takeDeliveries("mail", start, start + days(1), 10)
      expect(due.map(({ message }) => message.type)).toEqual(["campaign.scheduled", "campaign.started"])
    }).pipe(Effect.provide(sqliteStore({ path })))
  }))

it.effect("a closed file is one file", () =>
  Effect.gen(function*() {
    const path = yield* temporaryFile
    yield* settle.pipe(Effect.provide(sqliteStore({ path, synchronous: "full" })))
    expect(yield* filesBeside(path)).toEqual(["calls.db"])
  }))

it.effect("the calls that the database makes of contacts are those that the domain makes", () =>
  Effect.gen(function*() {
    const { campaign: { listId, numbers }, world } = yield* settle
    const { store, workspaceId } = world
    const draft = yield* world.draft({ listId })
    const ids = world.block()
    const schedule = { _tag: "Schedule", numbers, startsAt: start + 5, endsAt: start + days(1) } as const
    const { campaign } = yield* store.command(workspaceId, draft.id, schedule, ids, world.block(), start + 1)
    const { calls } = yield* store.calls(workspaceId, { campaignId: draft.id }, page)
    const contacts = yield* store.contacts(workspaceId, listId, page)
    expect(contacts).toHaveLength(3)
    expect(calls.toReversed()).toEqual(contacts.map((contact) => callOfContact(campaign, contact, ids, start + 1)))
  }).pipe(Effect.provide(sqliteStore({ path: ":memory:" }))))
