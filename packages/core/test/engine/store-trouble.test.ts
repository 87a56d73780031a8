import { expect, it } from "@effect/vitest"
import { Clock, Effect, Layer, Result, Stream } from "effect"
import { TestClock } from "effect/testing"
import {
  Calls,
  Campaigns,
  Carrier,
  CarrierUnavailable,
  Credits,
  engine,
  EngineOptions,
  type ListId,
  type Phone,
  PhoneNumbers,
  type PlaceRequest,
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

/** An engine on a store of which some steps are spoiled, and perhaps the carrier. */
const onSpoiled = <A, E>(
  program: Effect.Effect<A, E, Layer.Success<typeof engine> | Store | PhoneNumbers | SimulatedCarrier>,
  spoil: (store: StoreShape) => Partial<StoreShape>,
  spoilCarrier: (carrier: Carrier["Service"]) => Partial<Carrier["Service"]> = () => ({})
) =>
  Effect.gen(function*() {
    if ((yield* Clock.currentTimeMillis) < tuesdayMorning) yield* TestClock.setTime(tuesdayMorning)
    const store = yield* MemoryStore.make
    return yield* Effect.provide(
      program,
      engine.pipe(
        Layer.provideMerge(Layer.mergeAll(
          Layer.succeed(Store, { ...store, ...spoil(store) }),
          Layer.effect(Carrier, Effect.map(Carrier, (carrier) => ({ ...carrier, ...spoilCarrier(carrier) }))).pipe(
            Layer.provideMerge(SimulatedCarrier.layer({ odds: { answered: 1 } }))
          ),
          Layer.succeed(WebhookSender, WebhookSender.of({ send: () => Effect.void })),
          Layer.succeed(
            PhoneNumbers,
            PhoneNumbers.of({ parse: (text) => Result.succeed(text as Phone), zonesOf: () => [] })
          )
        )),
        Layer.provide(Layer.succeed(EngineOptions, { poll: 10_000, lease: 15_000, reconcile: 5000, batch: 200 }))
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

const outcomes = Effect.fnUntraced(
  function*({ campaign, workspace }: Effect.Success<ReturnType<typeof inFiveMinutes>>) {
    const { calls } = yield* Calls.all(workspace.id, { campaignId: campaign.id }, { limit: 10, offset: 0 })
    return calls.map(({ status, subStatus }) => `${status} ${subStatus}`)
  }
)

/** A node that loses its lease with its first request, of which the carrier tells nothing and knows only what `find` says. */
const losingItsLease = <A, E>(
  program: Effect.Effect<A, E, Layer.Success<typeof engine> | Store | PhoneNumbers | SimulatedCarrier>,
  find: (carrier: Carrier["Service"]) => Carrier["Service"]["find"]
) => {
  let renews = true
  return onSpoiled(
    program,
    (store) => ({
      renewLease: (id, until) => Effect.suspend(() => renews ? store.renewLease(id, until) : unavailable)
    }),
    (carrier) => ({
      events: Stream.never,
      place: (request) =>
        Effect.suspend(() => {
          renews = false
          return Effect.as(carrier.place(request), { _tag: "Unknown" as const, code: "timeout" })
        }),
      find: find(carrier)
    })
  )
}

/** The carrier knows nothing of what was asked before an instant (ms UTC), for the request is still on its way. */
const knowsFrom = (instant: number) => (carrier: Carrier["Service"]): Carrier["Service"]["find"] => (call) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => now < instant ? Effect.succeed([]) : carrier.find(call))

it.effect("a request that was still on its way when its node was given up is adopted when it arrives", () =>
  losingItsLease(
    Effect.gen(function*() {
      const desk = yield* inFiveMinutes(1)
      yield* TestClock.adjust("15 minutes")
      expect(yield* outcomes(desk)).toEqual(["completed answered"])
    }),
    knowsFrom(tuesdayMorning + minutes(5) + 50_000)
  ))

it.effect("what the carrier does not know when nothing can be on its way any more is unknown, and not dialed again", () =>
  losingItsLease(
    Effect.gen(function*() {
      const desk = yield* inFiveMinutes(1)
      yield* TestClock.adjust(minutes(5) + 55_000)
      expect(yield* outcomes(desk)).toEqual(["ongoing dialing"])
      yield* TestClock.adjust("30 seconds")
      expect(yield* outcomes(desk)).toEqual(["error outcome_unknown"])
      const { record } = yield* SimulatedCarrier
      expect(yield* record).toHaveLength(1)
    }),
    knowsFrom(Infinity)
  ))

it.effect("a node that was away asks the carrier for a while before it gives up what is long past its deadline", () =>
  Effect.gen(function*() {
    const store = yield* MemoryStore.make
    const dark = (carrier: Carrier["Service"]) => ({
      events: Stream.never,
      place: (request: PlaceRequest) => Effect.as(carrier.place(request), { _tag: "Unknown" as const, code: "timeout" })
    })
    const desk = yield* onSpoiled(
      Effect.tap(inFiveMinutes(1), () => TestClock.adjust("6 minutes")),
      () => store,
      dark
    )
    const back = tuesdayMorning + minutes(300)
    yield* TestClock.setTime(back)
    const answers = Effect.gen(function*() {
      yield* TestClock.adjust("20 minutes")
      expect(yield* outcomes(desk)).toEqual(["completed answered"])
    })
    yield* onSpoiled(answers, () => store, () => ({
      find: ({ attemptId }) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          now < back + minutes(5)
            ? new CarrierUnavailable({ cause: "the network is not up yet" })
            : Effect.succeed([{
              attemptId,
              carrierCallId: "found",
              kind: "ended" as const,
              at: tuesdayMorning + minutes(6),
              disposition: "answered" as const,
              talkSeconds: 30,
              code: ""
            }]))
    }))
  }))
