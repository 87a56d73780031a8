import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { defaultTariff, Numbers, Workspaces } from "../../src/index.ts"
import { launch, onTuesday, phones, requests, settle } from "./world.ts"

const answered = { odds: { answered: 1 } }

/** All that there is to do is done, and every loop waits for its next round. */
const settled = Effect.andThen(TestClock.adjust("1 second"), TestClock.adjust("1 second"))

/** Long enough for everybody to do what they were woken for, and far too short to find it by polling. */
const atOnce = TestClock.adjust("1 millis")

const dialed = Effect.map(requests, (all) => all.map(({ request }) => request.to).toSorted())

it.effect("a capacity that is raised is used at once", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      yield* launch(desk, phones(3))
      yield* settled
      expect(yield* dialed).toHaveLength(1)
      yield* Workspaces.update(desk.workspace.id, { capacity: 3 })
      yield* atOnce
      expect(yield* dialed).toEqual(phones(3))
    }),
    answered
  ))

it.effect("a price that was waited for is used at once", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const british = { prefix: "+44", from: null, until: null, tariff: defaultTariff }
      yield* Workspaces.update(desk.workspace.id, { prices: [british] })
      const indian = phones(1, "+917700900")
      yield* launch(desk, [...phones(1), ...indian])
      yield* settled
      expect(yield* dialed).toEqual(phones(1))
      yield* Workspaces.update(desk.workspace.id, { prices: [british, { ...british, prefix: "+91" }] })
      yield* atOnce
      expect(yield* dialed).toEqual([...phones(1), ...indian])
    }),
    answered
  ))

it.effect("whom the frequency cap held back is dialed at once when it is lifted", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      const frequencyCap = { attempts: 1, spanSeconds: 86_400, gapSeconds: 0, bySubject: false }
      yield* Workspaces.update(desk.workspace.id, { frequencyCap })
      yield* launch(desk, phones(1))
      yield* TestClock.adjust("1 hour")
      yield* launch(desk, phones(2))
      yield* settled
      expect(yield* dialed).toEqual(phones(2))
      yield* Workspaces.update(desk.workspace.id, { frequencyCap: null })
      yield* atOnce
      expect(yield* dialed).toEqual([phones(1)[0], ...phones(2)])
    }),
    answered
  ))

it.effect("a caller number that comes back is used at once", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      yield* Numbers.update(desk.workspace.id, desk.number.id, { paused: true })
      yield* launch(desk, phones(2))
      yield* settled
      expect(yield* dialed).toEqual([])
      yield* Numbers.update(desk.workspace.id, desk.number.id, { paused: false })
      yield* atOnce
      expect(yield* dialed).toEqual(phones(2))
    }),
    answered
  ))

it.effect("the slot of somebody whom the pre-dial hook turned away is used at once", () => {
  const [first, second] = phones(2)
  return onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      yield* launch(desk, phones(2))
      yield* settled
      expect(yield* dialed).toEqual([])
      yield* settled
      expect(yield* dialed).toEqual([second])
    }),
    {
      ...answered,
      hook: ({ phone }) =>
        phone === first
          ? Effect.as(Effect.sleep("3 seconds"), { _tag: "Skip", reason: "has paid" } as const)
          : Effect.succeed({ _tag: "Eligible" } as const)
    }
  )
})
