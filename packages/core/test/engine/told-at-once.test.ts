import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { Calls, Carrier, Privacy, Suppressions } from "../../src/index.ts"
import { inbox, launch, onTuesday, phones, settle } from "./world.ts"

/** Far too long for anything to be found by looking. */
const options = { poll: 3_600_000, odds: { answered: 1 } } as const

const callbackUrl = "https://example.com"

const [someone] = phones(1)

/** Hours in which it is not Tuesday. */
const window = [{ days: ["sunday"], from: "10:00", to: "11:00" }] as const

type Desk = Effect.Success<ReturnType<typeof settle>>

/** A call from the API to one person, of which that URL is told. */
const single = ({ assistant, number, workspace }: Desk, more: Partial<typeof Calls.NewCall.Encoded> = {}) =>
  Calls.create(workspace.id, {
    phone: someone!,
    assistantId: assistant.id,
    numbers: [number.id],
    variables: { name: "Amara" },
    callbackUrl,
    ...more
  })

/** What a carrier says whose account is closed. */
const refusal = { class: "account", code: "20003", retryAfter: undefined } as const

/** What was told so far: the types, and how late (ms) what came latest was. */
const told = Effect.map(TestClock.adjust("1 millis"), () => ({
  types: inbox.map(({ type }) => type).toSorted(),
  late: Math.max(0, ...inbox.map(({ at, received }) => received - at))
}))

it.effect("who is turned away in a turn is told of at once", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      yield* Suppressions.add(desk.workspace.id, [{ pattern: "+44*" }])
      yield* TestClock.adjust("1 second")
      yield* single(desk)
      expect(yield* told).toEqual({ types: ["contact.suppressed"], late: 0 })
    }),
    options
  ))

it.effect("that a conversation began is told while it goes on", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      yield* single(desk)
      for (let second = 0; second < 60 && inbox.length === 0; second++) yield* TestClock.adjust("1 second")
      expect(yield* told).toEqual({ types: ["call_started"], late: 0 })
    }),
    options
  ))

it.effect("whom the pre-dial hook turns away is told of at once", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      yield* single(desk)
      yield* TestClock.adjust("3 seconds")
      expect(yield* told).toEqual({ types: ["contact.suppressed"], late: 0 })
    }),
    { ...options, hook: () => Effect.as(Effect.sleep("2 seconds"), { _tag: "Skip", reason: "has paid" } as const) }
  ))

it.effect("who is suppressed while the hook is asked is told of at once", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      yield* single(desk)
      yield* TestClock.adjust("1 second")
      yield* Suppressions.add(desk.workspace.id, [{ pattern: "+44*" }])
      yield* TestClock.adjust("1 second")
      expect(inbox).toEqual([])
      yield* TestClock.adjust("3 seconds")
      expect(yield* told).toEqual({ types: ["contact.suppressed"], late: 0 })
    }),
    { ...options, hook: () => Effect.as(Effect.sleep("4 seconds"), { _tag: "Eligible" } as const) }
  ))

it.effect("a person who is erased while their call waits is told of at once", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      yield* single(desk, { timezone: "Europe/London", policy: { window } })
      yield* TestClock.adjust("1 second")
      yield* Privacy.erase(desk.workspace.id, { phone: someone! })
      expect(yield* told).toEqual({ types: ["contact.canceled"], late: 0 })
    }),
    options
  ))

it.effect("a campaign that the carrier refuses is told of at once", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      yield* launch(desk, phones(1), { callbackUrl })
      yield* TestClock.adjust("3 seconds")
      expect(yield* told).toEqual({ types: ["campaign.paused", "campaign.scheduled", "campaign.started"], late: 0 })
    }),
    options,
    (carrier) =>
      Carrier.of({
        ...carrier,
        place: () => Effect.as(Effect.sleep("2 seconds"), { _tag: "Rejected", ...refusal } as const)
      })
  ))
