import { expect, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Lists, newId, Store } from "../../src/index.ts"
import { onTuesday, settle, tuesdayMorning } from "./world.ts"

it.effect("an import that its process left behind is given up after a day, and no other node's before", () =>
  onTuesday(Effect.gen(function*() {
    const { workspace } = yield* settle()
    const store = yield* Store
    const id = yield* newId<Parameters<typeof store.list>[1]>()
    yield* store.addList({
      workspaceId: workspace.id,
      id,
      name: "left.csv",
      status: "importing",
      columns: [],
      phoneColumn: "",
      accepted: 0,
      rejected: 0,
      reason: "",
      createdAt: tuesdayMorning
    })
    yield* TestClock.adjust("23 hours")
    expect(yield* Lists.get(workspace.id, id)).toMatchObject({ status: "importing" })
    yield* TestClock.adjust("2 hours")
    expect(yield* Lists.get(workspace.id, id)).toMatchObject({
      status: "failed",
      reason: "the import was broken off: its process ended before its file did"
    })
  })))

it.effect("an import that is slow goes on while the engine runs", () =>
  onTuesday(Effect.gen(function*() {
    const { workspace } = yield* settle()
    const rest = yield* Deferred.make<string>()
    const bytes = Stream.make("phone,name\n").pipe(
      Stream.concat(Stream.fromEffect(Deferred.await(rest))),
      Stream.map((text) => new TextEncoder().encode(text))
    )
    const importing = yield* Effect.forkChild(Lists.importList(workspace.id, bytes, { timezone: "Europe/London" }))
    yield* TestClock.adjust("3 hours")
    yield* Deferred.succeed(rest, "+447700900000,Amara")
    expect(yield* Fiber.join(importing)).toMatchObject({ status: "ready", accepted: 1 })
  })))
