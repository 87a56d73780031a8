import { Context, Effect, Layer, PubSub, Queue, Stream } from "effect"
import type { CarrierEvent } from "../domain/attempt.ts"
import type { Message } from "../domain/message.ts"
import { Hints, type Loop } from "../ports/hints.ts"
import { Alarm } from "./alarm.ts"

/**
 * What is written goes out here. An engine to which nobody listens keeps no room for what it would hear. A stream that is
 * made lives until all garbage is collected, with all that was in sight where it was made: here that is this room alone.
 */
const makeHub = () => {
  let hub: PubSub.PubSub<Message> | undefined
  const room = Effect.suspend(() =>
    hub === undefined ? Effect.map(PubSub.sliding<Message>(10_000), (made) => hub = made) : Effect.succeed(hub)
  )
  return {
    publish: (some: ReadonlyArray<Message>) =>
      Effect.suspend(() =>
        hub === undefined || some.length === 0 ? Effect.void : Effect.asVoid(PubSub.publishAll(hub, some))
      ),
    messages: Stream.unwrap(Effect.map(room, Stream.fromPubSub))
  }
}

/**
 * The lines inside one engine: carrier events come in to be recorded, messages that were written go out to those who
 * listen in this process, and loops wake each other. Nothing here is durable, and nothing that matters is only here:
 * who misses a wake finds the work by polling, and a lost event is found by asking the carrier.
 */
export class Bus extends Context.Service<Bus, {
  /** Hand over what a carrier told; it is recorded with others in one batch. */
  readonly report: (events: ReadonlyArray<CarrierEvent>) => Effect.Effect<void>
  /** The next events to record, as soon as there are so many as it takes at least. */
  readonly reported: (least: number, most: number) => Effect.Effect<ReadonlyArray<CarrierEvent>>
  /** What is left when nobody waits for it any more. */
  readonly unrecorded: Effect.Effect<ReadonlyArray<CarrierEvent>>
  /** Messages were written: who listens in this process hears of them, and they are brought to their targets at once. */
  readonly publish: (messages: ReadonlyArray<Message>) => Effect.Effect<void>
  /** All messages from now on, of every workspace. A listener that falls 10,000 behind misses the oldest. */
  readonly messages: Stream.Stream<Message>
  /** Wake loops of this engine; the other nodes are told that theirs may have something to do too. */
  readonly wake: (...loops: ReadonlyArray<Loop>) => Effect.Effect<void>
  /** Until the loop is woken, at most so many milliseconds. */
  readonly awaitWake: (loop: Loop, atMost: number) => Effect.Effect<void>
}>()("@campanile/core/Bus") {
  static readonly layer = Layer.effect(
    Bus,
    Effect.gen(function*() {
      const events = yield* Queue.unbounded<CarrierEvent>()
      const { messages, publish } = makeHub()
      const wakes: Record<Loop, Alarm> = {
        schedule: new Alarm(),
        dispatch: new Alarm(),
        withdraw: new Alarm(),
        deliver: new Alarm()
      }
      const wakeOwn = (loops: ReadonlyArray<Loop>) =>
        Effect.sync(() => {
          for (const loop of loops) wakes[loop].ring()
        })
      const hints = yield* Hints
      const wake = (...loops: ReadonlyArray<Loop>) => Effect.andThen(wakeOwn(loops), hints.tell(loops))
      yield* Effect.forkScoped(Stream.runForEach(hints.told, wakeOwn))
      return Bus.of({
        report: (some) => Queue.offerAll(events, some),
        reported: (least, most) => Queue.takeBetween(events, least, most),
        unrecorded: Queue.clear(events),
        publish: (some) => some.length === 0 ? Effect.void : Effect.andThen(wake("deliver"), publish(some)),
        messages,
        wake,
        awaitWake: (loop, atMost) => wakes[loop].wait(atMost)
      })
    })
  )
}
