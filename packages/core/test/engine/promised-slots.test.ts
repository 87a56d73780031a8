import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Campaigns, Numbers, Workspaces } from "../../src/index.ts"
import { launch, listOf, onTuesday, phones, settle, tuesdayMorning } from "./world.ts"

const minimum = (minConcurrent: number) => ({ policy: { minConcurrent } })

it.effect("slots are not promised beyond the capacity: neither to campaigns, nor to the API, nor by taking some away", () =>
  onTuesday(Effect.gen(function*() {
    const desk = yield* settle(10)
    const { workspace } = desk
    const refused = <A, E, R>(effect: Effect.Effect<A, E, R>, field: string) =>
      Effect.map(
        Effect.flip(effect),
        (error) => expect(error, field).toMatchObject({ _tag: "InvalidInput", problems: [{ field }] })
      )

    yield* refused(Workspaces.create({ name: "Other", capacity: 3, apiReserve: 4 }), "apiReserve")
    yield* refused(launch(desk, phones(1), minimum(11)), "policy.minConcurrent")
    yield* refused(
      launch(desk, phones(1), { policy: { minConcurrent: 4, maxConcurrent: 3 } }),
      "policy.minConcurrent"
    )
    const first = yield* launch(desk, phones(1), { ...minimum(6), startsAt: tuesdayMorning + 1000 })
    yield* refused(launch(desk, phones(1), minimum(5)), "policy.minConcurrent")
    yield* refused(Workspaces.update(workspace.id, { apiReserve: 5 }), "apiReserve")
    yield* refused(Workspaces.update(workspace.id, { capacity: 5 }), "capacity")
    yield* refused(Campaigns.edit(workspace.id, first.id, minimum(11)), "policy.minConcurrent")

    yield* Campaigns.edit(workspace.id, first.id, minimum(7))
    yield* Workspaces.update(workspace.id, { apiReserve: 3 })
    const second = yield* listOf(workspace.id, phones(1))
    yield* refused(
      Campaigns.save(workspace.id, {
        name: "Second",
        listId: second.id,
        assistantId: desk.assistant.id,
        timezone: "Europe/London",
        ...minimum(1)
      }),
      "policy.minConcurrent"
    )
    yield* Campaigns.stop(workspace.id, first.id)
    yield* launch(desk, phones(1), minimum(7))
  })))

it.effect("a draft promises nothing until it is started", () =>
  onTuesday(Effect.gen(function*() {
    const { assistant, number, workspace } = yield* settle(10)
    const draft = Effect.fnUntraced(function*() {
      const list = yield* listOf(workspace.id, phones(1))
      return yield* Campaigns.save(workspace.id, {
        name: "Draft",
        listId: list.id,
        assistantId: assistant.id,
        timezone: "Europe/London",
        startsAt: tuesdayMorning + 1000,
        endsAt: tuesdayMorning + 3_600_000,
        ...minimum(6)
      })
    })
    const one = yield* draft()
    const two = yield* draft()
    expect(yield* Numbers.all(workspace.id)).toHaveLength(1)
    yield* Campaigns.start(workspace.id, one.id, [number.phone])
    const late = yield* Effect.flip(Campaigns.start(workspace.id, two.id, [number.phone]))
    expect(late).toMatchObject({ _tag: "InvalidInput", problems: [{ field: "policy.minConcurrent" }] })
  })))
