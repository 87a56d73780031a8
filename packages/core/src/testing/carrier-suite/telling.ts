import { Clock, Effect } from "effect"
import { type Attempt, type CarrierEvent, deadlineOf, learn } from "../../domain/attempt.ts"
import type { CallId, NodeId, NumberId, WorkspaceId } from "../../domain/id.ts"
import type { Phone } from "../../domain/phone.ts"
import { freeTariff } from "../../domain/tariff.ts"
import { newId } from "../../engine/ids.ts"
import { Carrier, type PlacedCall } from "../../ports/carrier.ts"
import { holds, same } from "../check.ts"
import { type CarrierTest, type CarrierUnderTest, ends, listen, onlyOf, place, until } from "./under-test.ts"

/** The attempt of a call, as the engine has it when its request leaves. */
const attemptOf = Effect.fnUntraced(function*({ attemptId, since, to }: PlacedCall) {
  const { capabilities } = yield* Carrier
  const placed = { ringSeconds: 20, limitSeconds: 60 }
  const attempt: Attempt = {
    ...placed,
    workspaceId: yield* newId<WorkspaceId>(),
    id: attemptId,
    callId: yield* newId<CallId>(),
    campaignId: null,
    numberId: yield* newId<NumberId>(),
    carrier: capabilities.name,
    phone: to,
    state: "placing",
    nodeId: yield* newId<NodeId>(),
    epoch: 1,
    carrierCallId: null,
    held: 0,
    spent: 0,
    tariff: freeTariff,
    claimedAt: since,
    placedAt: since,
    ringingAt: null,
    answeredAt: null,
    endedAt: null,
    deadlineAt: deadlineOf(placed, since),
    disposition: null,
    talkSeconds: 0,
    code: "",
    cost: null
  }
  return attempt
})

/** Some orders of some events, each of them in one: as they came, backwards, each twice, and from every other one on. */
const orders = (events: ReadonlyArray<CarrierEvent>): ReadonlyArray<ReadonlyArray<CarrierEvent>> => [
  events,
  events.toReversed(),
  events.flatMap((event) => [event, event]),
  ...events.map((_, index) => [...events.slice(index), ...events.slice(0, index)])
]

/** What a carrier tells, by itself and when it is asked. */
export const telling = (carrierOf: CarrierUnderTest): ReadonlyArray<CarrierTest> => {
  const { absent, others = [], pass, talker } = carrierOf

  const agrees = (phone: Phone): CarrierTest => ({
    name: `tells of ${phone} the same in every order, twice, and when it is asked`,
    test: Effect.gen(function*() {
      const carrier = yield* Carrier
      const heard = yield* listen()
      const call = yield* place(carrierOf, phone)
      yield* until(carrierOf, heard, call.attemptId, "ended")
      const found = yield* carrier.find(call)
      yield* pass("1 minute")
      const told = yield* heard(call.attemptId)
      yield* onlyOf(call.attemptId, [...told, ...found])
      const attempt = yield* attemptOf(call)
      const all = [...told, ...found]
      const expected = all.reduce(learn, attempt)
      for (const order of orders(all)) {
        yield* same("what a set of events makes of the attempt", order.reduce(learn, attempt), expected)
      }
      const places = [...told, ...found].map(({ carrierCallId }) => carrierCallId)
      yield* same("the carrier's names for the call", [...new Set(places)], [call.carrierCallId])
    })
  })

  return [
    ...[talker, absent, ...others].map(agrees),
    {
      name: "an end says how, and for how long it was talked on",
      test: Effect.gen(function*() {
        const heard = yield* listen()
        const calls = yield* Effect.forEach([talker, absent, ...others], (phone) => place(carrierOf, phone))
        yield* pass("5 minutes")
        for (const { attemptId } of calls) {
          for (const end of ends(yield* heard(attemptId))) {
            const isTalk = end.disposition === "answered" || end.disposition === "voicemail" ||
              end.disposition === "fax"
            yield* holds("the disposition is told", end.disposition !== null, end)
            yield* holds("talk time is whole seconds", Number.isInteger(end.talkSeconds) && end.talkSeconds >= 0, end)
            yield* holds("nobody talked on what nobody took", isTalk || end.talkSeconds === 0, end)
          }
        }
      })
    },
    {
      name: "tells what calls cost as its capabilities say",
      test: Effect.gen(function*() {
        const carrier = yield* Carrier
        const heard = yield* listen()
        const call = yield* place(carrierOf, talker)
        yield* pass("2 hours")
        const told = yield* heard(call.attemptId)
        const found = yield* carrier.find(call)
        const costs = (events: ReadonlyArray<CarrierEvent>) => events.flatMap(({ cost }) => cost ?? [])
        const { tellsCost } = carrier.capabilities
        yield* same("whether it is told", costs(told).length > 0, tellsCost === "told")
        if (tellsCost === "asked") yield* holds("it is known when asked for", costs(found).length > 0, found)
        for (const cost of [...costs(told), ...costs(found)]) {
          yield* holds(
            "it is whole millionths, and not negative",
            Number.isInteger(cost.amount) && cost.amount >= 0,
            cost
          )
          yield* holds("its currency has three letters", /^[A-Z]{3}$/u.test(cost.currency), cost)
        }
      })
    },
    {
      name: "what happened lies between the request and now",
      test: Effect.gen(function*() {
        const heard = yield* listen()
        const call = yield* place(carrierOf, talker)
        yield* pass("5 minutes")
        const now = yield* Clock.currentTimeMillis
        const told = yield* heard(call.attemptId)
        const inTime = told.every(({ at }) => Number.isInteger(at) && at >= call.since - 5000 && at <= now + 5000)
        yield* holds("every instant is whole milliseconds, within five seconds", inTime, told)
      })
    }
  ]
}
