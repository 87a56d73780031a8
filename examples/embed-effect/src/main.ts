import { contactLists } from "@campanile/contact-lists"
import {
  Assistants,
  Bus,
  Calls,
  Credits,
  engine,
  EngineOptions,
  microCreditsPerCredit,
  NotDelivered,
  Numbers,
  WebhookSender,
  Workspaces
} from "@campanile/core"
import { SimulatedCarrier } from "@campanile/core/testing"
import { sqliteStore } from "@campanile/storage-sqlite"
import { Console, Effect, Fiber, Layer, Stream } from "effect"

const rota = [
  { name: "Amara", phone: "+447700900001" },
  { name: "Bela", phone: "+447700900002" },
  { name: "Chen", phone: "+447700900003" }
]

/** Call everybody on the rota at once, and tell how each call ended. */
const program = Effect.gen(function*() {
  const workspace = yield* Workspaces.create({ name: "On call", capacity: 2 })
  yield* Credits.grant(workspace.id, { amount: 100 * microCreditsPerCredit })
  const assistant = yield* Assistants.create(workspace.id, {
    name: "Alarm",
    prompt: "@{{name}}, the freezer in @{{room}} is too warm. Can you take care of it?"
  })
  const number = yield* Numbers.add(workspace.id, { phone: "+442079460000" })

  const bus = yield* Bus
  const answers = yield* bus.messages.pipe(
    Stream.filter(({ type }) => type === "call_completed"),
    Stream.take(rota.length),
    Stream.runForEach(({ payload }) => Console.log(JSON.stringify([payload["to_number"], payload["disposition"]]))),
    Effect.forkChild({ startImmediately: true })
  )
  yield* Effect.forEach(rota, ({ name, phone }) =>
    Calls.create(workspace.id, {
      phone,
      assistantId: assistant.id,
      numbers: [number.id],
      variables: { name, room: "B12" }
    }))
  yield* Fiber.join(answers)
})

/** What an adapter of your own looks like: nobody is told over HTTP here, so whatever is sent is refused. */
const silent = Layer.succeed(
  WebhookSender,
  WebhookSender.of({ send: () => Effect.fail(new NotDelivered({ reason: "this program sends no webhooks" })) })
)

const services = engine.pipe(
  Layer.provideMerge(Layer.mergeAll(
    sqliteStore({ path: ":memory:" }),
    SimulatedCarrier.layer({ speed: 200, odds: { answered: 6, voicemail: 1, no_answer: 2, busy: 1 } }),
    contactLists,
    silent
  )),
  Layer.provide(Layer.succeed(EngineOptions, { poll: 50, lease: 15_000, reconcile: 5000, batch: 200 }))
)

await Effect.runPromise(program.pipe(Effect.provide(services)))
