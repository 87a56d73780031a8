import { Clock, Effect, FiberSet, Queue, Random } from "effect"
import { type Delivery, nextTry, type Tried } from "../domain/delivery.ts"
import type { Signing } from "../domain/webhook.ts"
import { Store } from "../ports/store.ts"
import { type NotDelivered, WebhookSender } from "../ports/webhook-sender.ts"
import { Bus } from "./bus.ts"
import { repeatedly, untilItCan } from "./loop.ts"
import { EngineOptions } from "./options.ts"
import { spanned } from "./span.ts"

/** The most messages that a node has on their way at a time. */
const atOnce = 512

/** The most of them that are on their way to one target. */
const toOne = 32

/** A store looks into so many targets at a time at the least, and gives each of them an equal part of what it may give. */
const targetsAtOnce = 64

/** What is older (ms) when it arrives was held up, and more may wait with it: its target was in trouble, or was paused. */
const heldUp = 5000

/** Where nothing else is said: how long (ms) a taken delivery is nobody else's. */
const defaultHidden = 60_000

/** The most results that are noted in one step. */
const batch = 500

/** How long (ms) a stop waits for messages that are on their way. What is cut off is told again, by whoever takes it. */
const drain = 2000

interface Done {
  readonly delivery: Delivery
  readonly tried: Tried
}

type Target = Pick<Delivery["target"], "address"> & Pick<Delivery["message"], "workspaceId">

const targetOf = ({ message, target }: Delivery): Target => ({
  workspaceId: message.workspaceId,
  address: target.address
})

/** What is on its way to a target. */
interface Line {
  readonly target: Target
  count: number
  /** Whether more may be due for it than what was taken. */
  hasMore: boolean
}

const keyOf = ({ address, workspaceId }: Target) => `${workspaceId} ${address}`

/**
 * Bring messages to their targets as long as the scope is open. No target waits for another: each has a batch of its own
 * on its way, and gives its next one when that is done. A node always keeps room for targets that it has not served yet,
 * and one that keeps failing costs it one message now and then.
 */
export const delivering = Effect.gen(function*() {
  const store = yield* Store
  const bus = yield* Bus
  const { hidden = defaultHidden, poll } = yield* EngineOptions
  const done = yield* Queue.unbounded<Done>()
  const onTheWay = new Map<string, Line>()

  const note = (results: ReadonlyArray<Done>) => {
    if (results.length === 0) return Effect.void
    return Effect.flatMap(
      Clock.currentTimeMillis,
      (now) => Effect.as(store.noteDeliveries(results.map(({ tried }) => tried), now), now)
    ).pipe(
      untilItCan,
      Effect.flatMap((now) => {
        const mayGoOn = results.map(({ delivery, tried }) => {
          const key = keyOf(targetOf(delivery))
          const line = onTheWay.get(key)
          if (line === undefined) return false
          if (tried.result._tag === "Delivered" && now - delivery.message.at > heldUp) line.hasMore = true
          if (--line.count > 0) return false
          onTheWay.delete(key)
          return line.hasMore
        })
        // Where all that was due had been taken, another look would find nothing.
        return mayGoOn.includes(true) ? bus.wake("deliver") : Effect.void
      })
    )
  }

  const last = Effect.flatMap(Queue.clear(done), note).pipe(Effect.timeout(drain), Effect.ignore)
  yield* Effect.addFinalizer(() => last)
  yield* repeatedly(
    "delivered",
    Effect.flatMap(
      Queue.takeBetween(done, 1, batch),
      (results) => Effect.onError(note(results), () => Queue.offerAll(done, results))
    ),
    Effect.void
  )
  const sends = yield* FiberSet.make()
  const run = yield* FiberSet.runtime(sends)<Store | WebhookSender>()
  yield* Effect.addFinalizer(() => FiberSet.awaitEmpty(sends).pipe(Effect.timeout(drain), Effect.ignore))

  const round = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    // What is due for a target that still has something on its way is left, whatever it is.
    for (const line of onTheWay.values()) line.hasMore = true
    const free = atOnce - [...onTheWay.values()].reduce((sum, { count }) => sum + count, 0)
    if (free <= 0) return Effect.void
    const share = {
      most: Math.min(toOne, Math.ceil(free / 8)),
      busy: [...onTheWay.values()].map(({ target }) => target)
    }
    const part = Math.max(1, Math.min(share.most, Math.floor(free / targetsAtOnce)))
    return Effect.map(store.takeDeliveries("webhook", now, now + hidden, free, share), (deliveries) => {
      const taken = new Set<Line>()
      for (const delivery of deliveries) {
        const target = targetOf(delivery)
        const line = onTheWay.get(keyOf(target)) ?? { target, count: 0, hasMore: false }
        line.count++
        onTheWay.set(keyOf(target), line)
        taken.add(line)
      }
      const isMuch = taken.size >= targetsAtOnce / 2
      for (const line of taken) if (isMuch || line.count >= part) line.hasMore = true
      for (const delivery of deliveries) {
        run(Effect.flatMap(bring(delivery, hidden), (tried) => Queue.offer(done, { delivery, tried })))
      }
    })
  }).pipe(spanned("deliver"))
  yield* repeatedly("deliver", round, bus.awaitWake("deliver", poll))
})

/** What signs a message: a callback URL whose workspace has no secret yet gets one, where the sender makes some. */
const secretsOf = Effect.fnUntraced(function*({ message, secrets }: Delivery) {
  if (secrets.length > 0) return secrets
  const store = yield* Store
  const { newSecret } = yield* WebhookSender
  if (newSecret === undefined) return secrets
  const secret: Signing["secret"] = yield* store.callbackSecret(message.workspaceId, yield* newSecret)
  return [secret]
})

const send = Effect.fnUntraced(function*(delivery: Delivery) {
  const sender = yield* WebhookSender
  yield* sender.send(delivery.to, delivery.message, yield* secretsOf(delivery))
})

const failed = Effect.fnUntraced(function*(
  { to, tries }: Delivery,
  { gone, reason, retryAfter }: Partial<NotDelivered>
) {
  if (gone === true) return { _tag: "Gone", reason: reason ?? "", to } satisfies Tried["result"]
  const now = yield* Clock.currentTimeMillis
  return {
    _tag: "Failed",
    reason: reason ?? "",
    retryAt: nextTry(tries + 1, now, yield* Random.next),
    ...(retryAfter === undefined ? {} : { restsUntil: Math.ceil(now + retryAfter) })
  } satisfies Tried["result"]
})

/** Try to deliver a message, and say what became of it, whatever that is. */
const bring = (delivery: Delivery, hidden: number) => {
  const { message: { id, workspaceId }, target } = delivery
  return send(delivery).pipe(
    Effect.timeout(hidden * 3 / 4),
    Effect.as({ _tag: "Delivered" } as const),
    Effect.catchTags({
      NotDelivered: (error) => failed(delivery, error),
      TimeoutError: () => failed(delivery, { reason: "the receiver did not answer in time" }),
      StoreUnavailable: () => failed(delivery, { reason: "the secret that signs it could not be read" }),
      NotFound: (error) => failed(delivery, { reason: error.message })
    }),
    Effect.catchDefect((defect) =>
      Effect.andThen(
        Effect.logError("a webhook sender broke", defect),
        failed(delivery, { reason: "the sender broke" })
      )
    ),
    Effect.map((result): Tried => ({ workspaceId, id, target, result }))
  )
}
