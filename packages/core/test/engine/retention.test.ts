import { expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { Calls, Campaigns, pausedReason, Privacy, Retentions, Webhooks } from "../../src/index.ts"
import { launch, onTuesday, phones, requests, settle } from "./world.ts"

const page = { limit: 1000, offset: 0 }

it.effect("what is past its time goes while the engine runs, and its counts stay", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(5)
      yield* Retentions.set(desk.workspace.id, { finished: 1 })
      const { id, workspaceId } = yield* launch(desk, phones(3))
      const left = Effect.map(Calls.all(workspaceId, {}, page), ({ calls, total }) => [calls.length, total])
      yield* TestClock.adjust("1 hour")
      const progress = yield* Campaigns.progress(workspaceId, id)
      expect(progress).toMatchObject({ byStatus: { completed: 3 } })
      expect(yield* left).toEqual([3, 3])
      yield* TestClock.adjust("25 hours")
      expect(yield* left).toEqual([0, 0])
      expect(yield* Campaigns.progress(workspaceId, id)).toEqual(progress)
    }),
    { odds: { answered: 1 } }
  ), 60_000)

it.effect(
  "what waits for a webhook that somebody forgot is given up, listed, and goes with its call a week later",
  () =>
    onTuesday(
      Effect.gen(function*() {
        const { assistant, number, workspace } = yield* settle(1)
        const secret = Redacted.make("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        const webhook = yield* Webhooks.add(workspace.id, { url: "https://example.com", secret })
        yield* Webhooks.update(workspace.id, webhook.id, { paused: true })
        yield* Retentions.set(workspace.id, { finished: 1 })
        yield* Calls.create(workspace.id, {
          phone: phones(1)[0]!,
          assistantId: assistant.id,
          numbers: [number.id],
          variables: { name: "Amara" }
        })
        const left = Effect.map(Calls.all(workspace.id, {}, page), ({ total }) => total)
        const dead = Effect.map(Webhooks.dead(workspace.id, {}, page), (all) => all.map(({ reason }) => reason))
        yield* TestClock.adjust("29 days")
        expect([yield* left, yield* dead]).toEqual([1, []])
        yield* TestClock.adjust("26 hours")
        expect([yield* left, yield* dead]).toEqual([1, [pausedReason, pausedReason, pausedReason]])
        yield* TestClock.adjust("7 days")
        expect([yield* left, yield* dead]).toEqual([0, []])
      }),
      { odds: { answered: 1 }, poll: 6 * 3_600_000 }
    ),
  30_000
)

it.effect("a person who is erased is not called, and the campaign comes to its end without them", () =>
  onTuesday(
    Effect.gen(function*() {
      const desk = yield* settle(1)
      const [first, second, third] = phones(3)
      const { id, workspaceId } = yield* launch(desk, [first!, second!, third!])
      yield* TestClock.adjust("5 seconds")
      expect((yield* requests).map(({ request }) => request.to)).toEqual([first])
      const live = yield* Effect.flip(Privacy.erase(workspaceId, { phone: first! }))
      expect(live._tag).toBe("PersonInCall")
      expect(yield* Privacy.erase(workspaceId, { phone: second! })).toMatchObject({ calls: 1, closed: 1, contacts: 1 })
      yield* TestClock.adjust("1 hour")
      expect((yield* requests).map(({ request }) => request.to)).toEqual([first, third])
      expect(yield* Campaigns.get(workspaceId, id)).toMatchObject({ status: "completed", endReason: "list_exhausted" })
      expect(yield* Privacy.erase(workspaceId, { phone: first! })).toMatchObject({ calls: 1, closed: 0, attempts: 1 })
    }),
    { odds: { answered: 1 } }
  ))
