import { expect, it } from "@effect/vitest"
import { Clock, Effect, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Bus } from "../../src/engine/bus.ts"
import { type AttemptId, Campaigns, type CarrierEvent, Numbers } from "../../src/index.ts"
import { inbox, launch, onTuesday, settle } from "./world.ts"

const people = 1300

/** How often the carrier tells each thing: so often that what it tells is more than two batches at once. */
const times = 8

const event = (attemptId: AttemptId, kind: CarrierEvent["kind"], at: number): CarrierEvent => ({
  attemptId,
  carrierCallId: attemptId,
  kind,
  at,
  disposition: kind === "ended" ? "answered" : null,
  talkSeconds: kind === "ended" ? 20 : 0,
  code: ""
})

it.effect("what is told at once of many calls is recorded of each in its order", () => {
  const placed: Array<AttemptId> = []
  return onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(people)
      yield* Numbers.update(desk.workspace.id, desk.number.id, { pace: { perSecond: 1000, burst: 1000 } })
      const called = Array.from({ length: people }, (_, n) => `+4477009${String(n).padStart(5, "0")}`)
      const { id } = yield* launch(desk, called, { callbackUrl: "https://example.com" })
      yield* TestClock.adjust("1 minute")
      expect(new Set(placed).size).toBe(people)
      const bus = yield* Bus
      const now = yield* Clock.currentTimeMillis
      const once = (["ringing", "answered", "ended"] as const).flatMap((kind, n) =>
        placed.map((one) => event(one, kind, now + n))
      )
      yield* bus.report(Array.from({ length: times }, () => once).flat())
      yield* TestClock.adjust("1 minute")
      expect(yield* Campaigns.progress(desk.workspace.id, id)).toMatchObject({
        live: 0,
        byStatus: { completed: people }
      })
      for (let second = 0; second < 600 && inbox.length < people * 3; second++) yield* TestClock.adjust("1 second")
      const told = new Map<unknown, Array<string>>()
      for (const { payload, type } of inbox) {
        const call = payload["call_id"]
        if (call !== undefined) told.set(call, [...told.get(call) ?? [], type])
      }
      expect(told.size).toBe(people)
      expect(new Set([...told.values()].map((types) => types.toSorted().join(" ")))).toEqual(
        new Set(["call_completed call_started contact.completed"])
      )
    }),
    {},
    (carrier) => ({
      ...carrier,
      events: Stream.never,
      place: ({ attemptId }) =>
        Effect.sync(() => {
          placed.push(attemptId)
          return { _tag: "Accepted", carrierCallId: attemptId }
        })
    })
  )
})
