import { engine, EngineOptions, WebhookSender } from "@campanile/core"
import { Effect, Layer } from "effect"
import { instantCarrier } from "./instant-carrier.ts"

const options = Layer.succeed(EngineOptions, { poll: 1000, lease: 15_000, reconcile: 5000, batch: 3000 })

/** An engine with nothing to wait for but its store; webhooks are brought by the sender that it is given. */
const instantEngine = (sender: WebhookSender["Service"]) =>
  engine.pipe(Layer.provide([instantCarrier, Layer.succeed(WebhookSender, WebhookSender.of(sender)), options]))

/** One whose receivers say at once that they have it. */
export const tellingEngine = instantEngine({ send: () => Effect.void })

/** One whose receivers never answer: what is told is written, and waits. */
export const writingEngine = instantEngine({ send: () => Effect.never })
