import { FakeTwilio, keepIn } from "@campanile/telephony-twilio/testing"
import { Clock, Effect, Fiber, Redacted, Schema } from "effect"
import { quickClock } from "../clock.ts"

/** What a demo tells the fake Twilio that it starts. */
const Options = Schema.Struct({
  /** The clock on which demo and carrier agree. */
  clock: Schema.Struct({ startedAt: Schema.Finite, startsAt: Schema.Finite, speed: Schema.Finite }),
  cps: Schema.Finite,
  /** The file to which its record is added. */
  record: Schema.String
})

/** Callbacks that come twice, late or not at all, as they do in life, and rather more often. */
const callbacks = { duplicated: 0.05, late: 0.1, lateBy: 5000, lost: 0.02 }

/**
 * The fake Twilio of a demo, in a process of its own: `node fake-twilio-process.ts OPTIONS`. Its first line tells where
 * it is. It ends when whoever started it does.
 */
const program = Effect.gen(function*() {
  const { clock, cps, record } = yield* Schema.decodeUnknownEffect(Schema.fromJsonString(Options))(process.argv[2])
  const keep = yield* keepIn(record)
  const serving = Effect.gen(function*() {
    const { accountSid, authToken, url } = yield* FakeTwilio
    process.stdout.write(`${JSON.stringify({ url, accountSid, authToken: Redacted.value(authToken) })}\n`)
    return yield* Effect.never
  })
  return yield* Effect.provide(serving, FakeTwilio.layer({ cps, callbacks, keep })).pipe(
    Effect.provideService(Clock.Clock, quickClock(clock, yield* Clock.Clock))
  )
}).pipe(Effect.scoped)

const running = Effect.runFork(program)
process.stdin.resume().once("close", () => {
  Effect.runFork(Fiber.interrupt(running))
})
