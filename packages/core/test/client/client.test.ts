import { Layer, Result, Stream } from "effect"
import { expect, it } from "vitest"
import { ContactFiles, createCampanile, type Phone, PhoneNumbers, type Zone } from "../../src/index.ts"
import { MemoryStore, SimulatedCarrier } from "../../src/testing/index.ts"

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
