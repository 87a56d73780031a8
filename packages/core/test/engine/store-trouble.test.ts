import { expect, it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { TestClock } from "effect/testing"
import {
  Calls,
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

const minutes = (count: number) => count * 60_000

/** A campaign of so many people that begins in five minutes. */
const inFiveMinutes = Effect.fnUntraced(function*(people: number) {
  const store = yield* Store
  const { assistant, number, workspace } = yield* settle()
  const id = "019d0000-0000-7000-8000-000000000001" as ListId
  const list = { workspaceId: workspace.id, id, name: "", columns: [], phoneColumn: "", accepted: 0, rejected: 0 }
  yield* store.addList({ ...list, status: "importing", reason: "", createdAt: tuesdayMorning })
  yield* store.describeList(workspace.id, id, ["phone", "name"], "phone")
  const rows = phones(people).map((phone, index) => ({
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
  yield* store.completeList(workspace.id, id, { header: 1, last: rows.length + 1 })
  const campaign = yield* Campaigns.save(workspace.id, {
    name: "Reminders",
    listId: id,
    assistantId: assistant.id,
    timezone: "Europe/London",
    startsAt: tuesdayMorning + minutes(5),
    endsAt: tuesdayMorning + 86_400_000
  })
  yield* Campaigns.start(workspace.id, campaign.id, [number.phone])
  return { workspace, campaign }
})

/** An engine on a store of which some steps are spoiled. */
const onSpoiled = <A, E>(
  program: Effect.Effect<A, E, Layer.Success<typeof engine> | Store | PhoneNumbers | SimulatedCarrier>,
  spoil: (store: StoreShape) => Partial<StoreShape>
) =>
  Effect.gen(function*() {
    yield* TestClock.setTime(tuesdayMorning)
    const store = yield* MemoryStore.make
    return yield* Effect.provide(
      program,
      engine.pipe(
        Layer.provideMerge(Layer.mergeAll(
          Layer.succeed(Store, { ...store, ...spoil(store) }),
          SimulatedCarrier.layer({ odds: { answered: 1 } }),
          Layer.succeed(WebhookSender, WebhookSender.of({ send: () => Effect.void })),
          Layer.succeed(
            PhoneNumbers,
            PhoneNumbers.of({ parse: (text) => Result.succeed(text as Phone), zonesOf: () => [] })
          )
        )),
        Layer.provide(Layer.succeed(EngineOptions, { poll: 10_000, lease: 60_000, reconcile: 30_000, batch: 200 }))
      )
    )
  })

const unavailable = new StoreUnavailable({ step: "answer", cause: "the connection was lost" })

/** Each time it is run, what it does is done, and the answer lost, as long as it is told so. */
const forgetful = <Args extends ReadonlyArray<unknown>, A, E>(
  step: (...args: Args) => Effect.Effect<A, E>,
  forgets: () => boolean
) =>
(...args: Args): Effect.Effect<A, E | StoreUnavailable> =>
  Effect.flatMap(step(...args), (answer) => forgets() ? unavailable : Effect.succeed(answer))

it.effect("a node whose lease ran out claims nothing until it is renewed", () => {
  const mood = { renews: true, turns: 0 }
  return onSpoiled(
    Effect.gen(function*() {
      const { campaign, workspace } = yield* inFiveMinutes(3)
      mood.renews = false
      yield* TestClock.adjust("30 minutes")
      expect(mood.turns).toBe(0)
      expect(yield* Credits.ledger(workspace.id)).toHaveLength(1)

      mood.renews = true
      yield* TestClock.adjust("30 minutes")
      expect((yield* Campaigns.progress(workspace.id, campaign.id)).attempts).toBe(3)
    }),
    (store) => ({
      renewLease: (id, until) => Effect.suspend(() => mood.renews ? store.renewLease(id, until) : unavailable),
      claim: (turn) =>
        Effect.suspend(() => {
          mood.turns++
          return store.claim(turn)
        })
    })
  )
})

it.effect("people are called whose placing was written, and the answer lost", () => {
  let lost = 0
  return onSpoiled(
    Effect.gen(function*() {
      const { campaign, workspace } = yield* inFiveMinutes(3)
      yield* TestClock.adjust("30 minutes")
      const { calls } = yield* Calls.all(workspace.id, { campaignId: campaign.id }, { limit: 10, offset: 0 })
      expect(calls.map(({ subStatus }) => subStatus)).toEqual(["answered", "answered", "answered"])
      const { record } = yield* SimulatedCarrier
      expect(yield* record).toHaveLength(3)
    }),
    (store) => ({ place: forgetful(store.place, () => lost++ === 0) })
  )
})

it.effect("what was claimed without an answer is dialed at once, not after its deadline", () => {
  let lost = 0
  return onSpoiled(
    Effect.gen(function*() {
      yield* inFiveMinutes(3)
      yield* TestClock.adjust(minutes(6))
      const { record } = yield* SimulatedCarrier
      expect(lost).toBeGreaterThan(1)
      expect(yield* record).toHaveLength(3)
    }),
    (store) => ({ claim: forgetful(store.claim, () => lost++ === 0) })
  )
})

it.effect("what is given back is given back, also when the store has to be asked again", () => {
  let asked = 0
  return onSpoiled(
    Effect.gen(function*() {
      yield* inFiveMinutes(1)
      yield* TestClock.adjust(minutes(7))
      const { record } = yield* SimulatedCarrier
      expect(asked).toBeGreaterThan(3)
      expect(yield* record).toHaveLength(1)
    }),
    (store) => {
      let lost = 0
      return {
        place: forgetful(store.place, () => lost++ === 0),
        release: (some, now) => Effect.suspend(() => asked++ < 3 ? unavailable : store.release(some, now))
      }
    }
  )
})
