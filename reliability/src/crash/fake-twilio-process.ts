import { FakeTwilio, keepIn } from "@campanile/telephony-twilio/testing"
import { quickClock } from "campanile"
import { Clock, Effect, Fiber, Redacted, Schema } from "effect"

const Rates = Schema.Record(Schema.String, Schema.Finite)

/** What a crash test tells the carrier that it starts. */
const Options = Schema.Struct({
  /** The clock on which engines and carrier agree. */
  clock: Schema.Struct({ startedAt: Schema.Finite, startsAt: Schema.Finite, speed: Schema.Finite }),
  seed: Schema.String,
  cps: Schema.Finite,
  speed: Schema.Finite,
  faults: Rates,
  callbacks: Rates,
  /** The file to which its record is added. */
  record: Schema.String
})

/**
 * The carrier of a crash test, in a process that nothing kills: `node fake-twilio-process.ts OPTIONS`. Its first line
 * tells where it is. It ends when whoever started it does.
 */
const program = Effect.gen(function*() {
  const { clock, record, ...options } = yield* Schema.decodeUnknownEffect(Schema.fromJsonString(Options))(
    process.argv[2]
  )
  const keep = yield* keepIn(record)
  const serving = Effect.gen(function*() {
    const { accountSid, authToken, url } = yield* FakeTwilio
    process.stdout.write(`${JSON.stringify({ url, accountSid, authToken: Redacted.value(authToken) })}\n`)
    return yield* Effect.never
  })
  return yield* Effect.provide(serving, FakeTwilio.layer({ ...options, keep })).pipe(
    Effect.provideService(Clock.Clock, quickClock(clock, yield* Clock.Clock))
  )
}).pipe(Effect.scoped)

const running = Effect.runFork(program)
process.stdin.resume().once("close", () => {
  Effect.runFork(Fiber.interrupt(running))
})
