import { expect, it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { TestClock } from "effect/testing"
import {
  Campaigns,
  Credits,
  engine,
  EngineOptions,
  type ListId,
  type Phone,
  PhoneNumbers,
  Store,
  type StoreShape,
  StoreUnavailable,
  WebhookSender,
  type ZoneSet
} from "../../src/index.ts"
import { MemoryStore, SimulatedCarrier } from "../../src/testing/index.ts"
import { phones, settle, tuesdayMorning } from "./world.ts"

/** A store that renews no lease as long as it is told so, and counts the turns that are taken. */
const moody = Effect.gen(function*() {
  const store = yield* MemoryStore.make
  const mood = { renews: true, turns: 0 }
  const shape: StoreShape = {
    ...store,
    renewLease: (id, until) =>
      Effect.suspend(() =>
        mood.renews ? store.renewLease(id, until) : new StoreUnavailable({ step: "renew a lease", cause: "locked" })
      ),
    claim: (turn) =>
      Effect.suspend(() => {
        mood.turns++
        return store.claim(turn)
      })
  }
  return { mood, shape }
})

it.effect("a node whose lease ran out claims nothing until it is renewed", () =>
  Effect.gen(function*() {
    yield* TestClock.setTime(tuesdayMorning)
    const { mood, shape } = yield* moody
    yield* Effect.gen(function*() {
      const store = yield* Store
      const { assistant, number, workspace } = yield* settle()
      const id = "019d0000-0000-7000-8000-000000000001" as ListId
      const list = { workspaceId: workspace.id, id, name: "", columns: [], phoneColumn: "", accepted: 0, rejected: 0 }
      yield* store.addList({ ...list, status: "importing", reason: "", createdAt: tuesdayMorning })
      yield* store.describeList(workspace.id, id, ["phone", "name"], "phone")
      const rows = phones(3).map((phone, index) => ({
        contact: {
          number: index + 1,
          line: index + 2,
          phone: phone as Phone,
          zones: "Europe/London" as ZoneSet,
          variables: {}
        },
        text: phone
      }))
      yield* store.addRows(workspace.id, id, rows, [], "list")
      yield* store.completeList(workspace.id, id)
      const campaign = yield* Campaigns.save(workspace.id, {
        name: "Reminders",
        listId: id,
        assistantId: assistant.id,
        timezone: "Europe/London",
        startsAt: tuesdayMorning + 5 * 60_000,
        endsAt: tuesdayMorning + 86_400_000
      })
      yield* Campaigns.start(workspace.id, campaign.id, [number.phone])
      mood.renews = false
      yield* TestClock.adjust("30 minutes")
      expect(mood.turns).toBe(0)
      expect(yield* Credits.ledger(workspace.id)).toHaveLength(1)

      mood.renews = true
      yield* TestClock.adjust("30 minutes")
      expect((yield* Campaigns.progress(workspace.id, campaign.id)).attempts).toBe(3)
    }).pipe(Effect.provide(
      engine.pipe(
        Layer.provideMerge(Layer.mergeAll(
          Layer.succeed(Store, shape),
          SimulatedCarrier.layer(),
          Layer.succeed(WebhookSender, WebhookSender.of({ send: () => Effect.void })),
          Layer.succeed(
            PhoneNumbers,
            PhoneNumbers.of({ parse: (text) => Result.succeed(text as Phone), zonesOf: () => [] })
          )
        )),
        Layer.provide(Layer.succeed(EngineOptions, { poll: 10_000, lease: 60_000, reconcile: 30_000, batch: 200 }))
      )
    ))
  }))
