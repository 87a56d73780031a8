import { Cause, Effect, Fiber, Redacted, Schema } from "effect"
import { FakeTwilio } from "./fake-twilio.ts"
import { keepIn } from "./journal.ts"
import type { FakeTwilioOptions } from "./options.ts"

const Rates = Schema.Record(Schema.String, Schema.Finite)

/** The options of a fake that runs in a process of its own: what of them can be written as JSON. */
const Options = Schema.Struct({
  seed: Schema.optionalKey(Schema.String),
  accountSid: Schema.optionalKey(Schema.String),
  authToken: Schema.optionalKey(Schema.String),
  host: Schema.optionalKey(Schema.String),
  port: Schema.optionalKey(Schema.Int),
  cps: Schema.optionalKey(Schema.Finite),
  speed: Schema.optionalKey(Schema.Finite),
  odds: Schema.optionalKey(Rates),
  numbers: Schema.optionalKey(Schema.Array(Schema.String)),
  faults: Schema.optionalKey(Rates),
  callbacks: Schema.optionalKey(Rates),
  priceAfter: Schema.optionalKey(Schema.Finite),
  requestsAfter: Schema.optionalKey(Schema.Finite),
  /** Twilio's code by phone, for phones that it refuses. */
  refused: Schema.optionalKey(Schema.Record(Schema.String, Schema.Int)),
  /** The file to which the record is added. */
  record: Schema.optionalKey(Schema.String)
})

/**
 * A fake in a process of its own: `node main.ts '{"seed":"7","cps":100,"record":"twilio.jsonl"}'`. Its first line on
 * standard output is JSON with `url`, `accountSid` and `authToken`; it serves until SIGINT or SIGTERM.
 */
const program = Effect.gen(function*() {
  const text = process.argv[2] ?? "{}"
  const { record, refused, ...options } = yield* Schema.decodeUnknownEffect(Schema.fromJsonString(Options), {
    onExcessProperty: "error"
  })(text)
  const keep = record === undefined ? {} : { keep: yield* keepIn(record) }
  const told: FakeTwilioOptions = { ...options, ...keep, refuse: (phone) => refused?.[phone] }
  const serving = Effect.gen(function*() {
    const { accountSid, authToken, url } = yield* FakeTwilio
    process.stdout.write(`${JSON.stringify({ url, accountSid, authToken: Redacted.value(authToken) })}\n`)
    return yield* Effect.never
  })
  return yield* Effect.provide(serving, FakeTwilio.layer(told))
}).pipe(Effect.scoped)

const running = Effect.runFork(program)
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    Effect.runFork(Fiber.interrupt(running))
  })
}
running.addObserver((exit) => {
  if (exit._tag === "Failure" && !Cause.hasInterruptsOnly(exit.cause)) {
    process.stderr.write(`${Cause.pretty(exit.cause)}\n`)
    process.exitCode = 1
  }
})
