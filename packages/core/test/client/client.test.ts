import { Effect, Layer, Result, Stream } from "effect"
import { expect, it } from "vitest"
import {
  AssistantId,
  ContactFiles,
  createCampanile,
  EngineClosed,
  ListId,
  type Phone,
  PhoneNumbers,
  type Zone
} from "../../src/index.ts"
import { MemoryStore, SimulatedCarrier } from "../../src/testing/index.ts"
import { id } from "../domain/given.ts"

const contacts = Layer.mergeAll(
  Layer.succeed(ContactFiles, ContactFiles.of({ rows: () => Stream.empty })),
  Layer.succeed(
    PhoneNumbers,
    PhoneNumbers.of({
      parse: (text) => Result.succeed(text as Phone),
      zonesOf: () => ["Europe/London" as Zone]
    })
  )
)

it("the Promise client tells why a call is not dialed, and keeps what gates decided", async () => {
  await using campanile = await createCampanile({
    store: MemoryStore.layer,
    carrier: SimulatedCarrier.layer(),
    contacts,
    workspace: { frequencyCap: { attempts: 1, spanSeconds: 86_400, gapSeconds: 0, bySubject: false } }
  })
  const assistant = await campanile.assistants.create({ name: "Reminder", prompt: "Hello @{{name|there}}" })
  const number = await campanile.numbers.add({ phone: "+442079460000" })
  await campanile.numbers.update(number.id, { paused: true })
  const call = await campanile.calls.create({
    phone: "+447700900000",
    assistantId: assistant.id,
    numbers: [number.phone]
  })
  expect(await campanile.calls.explain(call.id)).toMatchObject({ dialable: false, gate: "pace" })
  expect(await campanile.suppressions.add([{ pattern: call.phone, source: "a letter" }])).toBe(1)
  expect(await campanile.calls.explain(call.id)).toMatchObject({ reason: "the call is canceled: suppressed" })
  expect(await campanile.calls.decisions(call.id)).toMatchObject([{ gate: "suppression", verdict: "skip" }])
  expect(await campanile.suppressions.all({ limit: 9, offset: 0 })).toMatchObject([{ source: "a letter" }])

  expect(await campanile.update({ capacity: 3, apiReserve: 3 })).toMatchObject({ capacity: 3 })
  await expect(campanile.update({ capacity: 2 })).rejects.toMatchObject({ _tag: "InvalidInput" })
})

const parts = () => ({ store: MemoryStore.layer, carrier: SimulatedCarrier.layer(), contacts })

it("an engine that was closed says so to whoever asks it", async () => {
  const campanile = await createCampanile(parts())
  const other = campanile.in(campanile.workspaceId)
  await campanile.close()
  await campanile.close()
  for (const asked of [campanile.workspace(), other.numbers.all(), campanile.workspaces.all()]) {
    await expect(asked).rejects.toBeInstanceOf(EngineClosed)
  }
  await expect(campanile.events()[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(EngineClosed)
})

it("what waits for an engine ends when it is closed: calls fail, events are over", async () => {
  const campanile = await createCampanile(parts())
  const [idle, busy] = [campanile.events(), campanile.events()].map((events) => events[Symbol.asyncIterator]())
  const never = campanile.run(Effect.never)
  const pending = idle!.next()
  await campanile.workspace()
  await campanile.close()
  await expect(never).rejects.toBeInstanceOf(EngineClosed)
  expect(await pending).toMatchObject({ done: true })
  expect(await idle!.next()).toMatchObject({ done: true })
  await expect(busy!.next()).rejects.toBeInstanceOf(EngineClosed)
})

it("a plan that cannot be saved leaves nothing behind, no caller number either", async () => {
  await using campanile = await createCampanile(parts())
  const plan = {
    name: "Delivery slots",
    list: ListId.make(id(3)),
    assistant: AssistantId.make(id(5)),
    numbers: ["+442079460000"],
    timezone: "Europe/London",
    ends: "2999-12-05T18:00"
  }
  await expect(campanile.campaigns.start(plan)).rejects.toMatchObject({ _tag: "NotFound" })
  expect(await campanile.numbers.all()).toEqual([])
  expect((await campanile.campaigns.all({ limit: 9, offset: 0 })).campaigns).toEqual([])
})
