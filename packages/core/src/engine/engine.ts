import { Clock, Effect, FiberSet, Layer, Stream } from "effect"
import { Carrier } from "../ports/carrier.ts"
import type { Store } from "../ports/store.ts"
import type { WebhookSender } from "../ports/webhook-sender.ts"
import { Bus } from "./bus.ts"
import { recordBacklog, recordEvents, recordReported } from "./call-events.ts"
import { delivering } from "./deliver.ts"
import { claimDue, dial } from "./dispatch.ts"
import { nowAndThen, repeatedly } from "./loop.ts"
import { Node } from "./node.ts"
import { EngineOptions } from "./options.ts"
import { pruneFinished } from "./prune.ts"
import { askPrices, giveUpImports, reconcile } from "./reconcile.ts"
import { advance } from "./schedule.ts"
import { withdrawForbidden } from "./withdraw.ts"

/** How long (ms) a stop waits for requests to the carrier that have left. */
const drain = 10_000

/** How long (ms) between two questions for prices where nothing else is said. */
const defaultPriceInterval = 600_000

/** How long (ms) between two looks for imports that were broken off, and for what is past its time. */
const importsInterval = 600_000
const retentionInterval = 3_600_000

const loops = Effect.gen(function*() {
  const bus = yield* Bus
  const carrier = yield* Carrier
  const options = yield* EngineOptions

  yield* Effect.addFinalizer(() =>
    bus.unrecorded.pipe(Effect.flatMap(recordEvents), Effect.timeout(drain), Effect.ignore)
  )
  yield* repeatedly("call events", recordReported, Effect.void)
  yield* repeatedly("backlog of call events", recordBacklog, Effect.void)
  yield* carrier.events.pipe(Stream.runForEachArray((events) => bus.report(events)), Effect.forkScoped)

  const dials = yield* FiberSet.make()
  const runDial = yield* FiberSet.runtime(dials)<Bus | Carrier | Node | Store>()
  yield* Effect.addFinalizer(() => FiberSet.awaitEmpty(dials).pipe(Effect.timeout(drain), Effect.ignore))

  let wait = options.poll
  const turn = Effect.flatMap(claimDue, ({ claimed, nextAt }) => {
    if (claimed.length > 0) {
      runDial(
        Effect.uninterruptible(dial(claimed)).pipe(
          Effect.catchCause((cause) => Effect.logError("a batch could not be dialed", cause))
        )
      )
    }
    return Effect.map(Clock.currentTimeMillis, (now) => {
      // A turn that took less than it might leaves nothing for one right after it.
      wait = claimed.length >= options.batch ? 0 : Math.min(options.poll, (nextAt ?? Infinity) - now)
    })
  })
  yield* repeatedly("dispatch", turn, Effect.suspend(() => bus.awaitWake("dispatch", wait)))
  yield* repeatedly("schedule", advance, bus.awaitWake("schedule", options.poll))
  yield* repeatedly("reconcile", reconcile, Effect.sleep(options.reconcile))
  if (carrier.capabilities.queuesOverPace) {
    yield* repeatedly("carrier queue", withdrawForbidden, bus.awaitWake("withdraw", options.reconcile))
  }
  yield* repeatedly("carrier prices", askPrices, Effect.sleep(options.prices ?? defaultPriceInterval))
  yield* nowAndThen("imports", importsInterval, giveUpImports)
  yield* nowAndThen("retention", retentionInterval, pruneFinished)
  yield* delivering
})

/**
 * The engine: while the layer lives, campaigns begin and end on time, due calls are dialed, carrier events recorded,
 * orphans asked for, and messages delivered. Any number of engines may share one store. A stop dials nothing more,
 * waits for requests that have left, records what was told, and gives its lease back.
 */
export const engine: Layer.Layer<Bus | Node, never, Store | Carrier | WebhookSender> = Layer.effectDiscard(loops).pipe(
  Layer.provideMerge(Node.layer),
  Layer.provideMerge(Bus.layer),
  Layer.orDie
)
