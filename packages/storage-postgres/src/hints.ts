import type { Hints, Loop } from "@campanile/core"
import { Duration, Effect, PubSub, Queue, Random, Redacted, Schedule, Stream } from "effect"
import pg from "pg"

/** The channel of a database on which its nodes tell each other what to look for. */
const channel = "campanile"

/** Milliseconds between two hints of one process: a server takes a lock for each that all its databases share. */
const gap = 200

const loops: ReadonlyArray<Loop> = ["schedule", "dispatch", "deliver"]

/** A hint as it is sent: who sends it, and the loops. */
const payloadOf = (self: string, some: ReadonlySet<Loop>) => [self, ...some].join(" ")

const loopsOf = (self: string, payload: string): ReadonlyArray<Loop> => {
  const [sender, ...told] = payload.split(" ")
  return sender === self ? [] : loops.filter((loop) => told.includes(loop))
}

/** Listens on a connection of its own as long as that lasts; who hears is called for each hint. */
const listening = (url: Redacted.Redacted, hear: (payload: string) => void) =>
  Effect.acquireUseRelease(
    Effect.sync(() =>
      new pg.Client({
        connectionString: Redacted.value(url),
        application_name: "campanile hints",
        connectionTimeoutMillis: 10_000,
        keepAlive: true
      })
    ),
    (client) =>
      Effect.callback<never, unknown>((resume) => {
        const over = (cause?: unknown) => resume(Effect.fail(cause))
        client.on("error", over)
        client.on("end", () => over())
        client.on("notification", ({ payload = "" }) => hear(payload))
        client.connect().then(() => client.query(`listen ${channel}`)).then(() => hear(""), over)
      }),
    (client) => Effect.ignore(Effect.tryPromise(() => client.end()))
  )

/** A listener that lost its connection tries again: soon at first, then every half a minute. */
const again = Schedule.min([Schedule.exponential("500 millis"), Schedule.spaced("30 seconds")]).pipe(Schedule.jittered)

/**
 * Hints over `NOTIFY`: sent on connections of the pool, outside of steps and few in a second, whatever happens; heard on
 * a connection of their own, which is made again where it is lost. Whoever listens anew looks at everything once.
 */
export const postgresHints = Effect.fnUntraced(function*(pool: pg.Pool, listenUrl: Redacted.Redacted) {
  const self = (yield* Random.next).toString(36).slice(2)
  const heard = yield* PubSub.sliding<ReadonlyArray<Loop>>(16)
  const waiting = new Set<Loop>()
  const bell = yield* Queue.sliding<void>(1)
  const hear = (payload: string) => {
    const told = payload === "" ? loops : loopsOf(self, payload)
    if (told.length > 0) PubSub.publishUnsafe(heard, told)
  }
  const send = Effect.gen(function*() {
    yield* Queue.take(bell)
    const payload = payloadOf(self, waiting)
    waiting.clear()
    yield* Effect.ignore(Effect.tryPromise(() => pool.query("select pg_notify($1, $2)", [channel, payload])))
    yield* Effect.sleep(Duration.millis(gap))
  })
  yield* Effect.forkScoped(Effect.forever(send))
  yield* Effect.forkScoped(
    listening(listenUrl, hear).pipe(
      Effect.tapError(() => Effect.logDebug("the line of hints is down: polling goes on")),
      Effect.retry(again),
      Effect.ignore
    )
  )
  const hints: Hints = {
    tell: (some) =>
      Effect.suspend(() => {
        for (const loop of some) waiting.add(loop)
        return Effect.asVoid(Queue.offer(bell, undefined))
      }),
    told: Stream.fromPubSub(heard)
  }
  return hints
})
