import { type Message, NotDelivered, WebhookSender } from "@campanile/core"
import { Effect } from "effect"
import type { Life } from "./timeline.ts"
import type { World } from "./world.ts"

/** The targets of webhooks, which write down what they receive, and are down at times. */
export class Receivers {
  readonly #world: World
  readonly #onReceived: (url: string, message: Message) => void
  /** Messages received, by address. */
  readonly received = new Map<string, Set<Message["id"]>>()
  /** Addresses at which nobody answers now. */
  readonly down = new Set<string>()

  constructor(world: World, onReceived: (url: string, message: Message) => void) {
    this.#world = world
    this.#onReceived = onReceived
  }

  /** The way of a life to them. */
  port(life: Life): WebhookSender["Service"] {
    return WebhookSender.of({ send: (url, message) => this.#send(life, url, message) })
  }

  #send(life: Life, url: string, message: Message): Effect.Effect<void, NotDelivered> {
    return Effect.callback((resume) => {
      const { chance, timeline, trace } = this.#world
      const answer = (delay: number, result: Effect.Effect<void, NotDelivered>) =>
        timeline.after(delay, () => resume(result), life)
      const what = `${life.name} ${message.type}`
      if (this.down.has(url) || chance.is(this.#world.weather.webhookFails)) {
        trace.fault(timeline.now, "webhook fails", what)
        return answer(chance.between(1, 3000), Effect.fail(new NotDelivered({ reason: "503" })))
      }
      timeline.after(chance.between(1, 40), () => {
        const known = this.received.get(url) ?? new Set()
        this.received.set(url, known.add(message.id))
        this.#onReceived(url, message)
        trace.note(timeline.now, life.name, `delivered ${message.type}`)
        if (chance.is(this.#world.weather.webhookForgets)) {
          trace.fault(timeline.now, "webhook answer lost", what)
          return answer(5000, Effect.fail(new NotDelivered({ reason: "timeout" })))
        }
        return answer(chance.between(1, 40), Effect.void)
      })
    })
  }
}
