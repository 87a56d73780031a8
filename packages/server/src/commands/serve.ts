import { Clock, Effect } from "effect"
import { Command } from "effect/cli"
import { quickClock } from "../clock.ts"
import { type Configuration, configuration } from "../configuration.ts"
import { nameOf } from "../database.ts"
import { logging } from "../logging.ts"
import { startServer } from "../server.ts"
import { untilStopped } from "../until-stopped.ts"
import { database, text, texts } from "./flags.ts"

const clockOf = ({ clockOrigin, clockStart, speed }: Configuration) =>
  Effect.gen(function*() {
    const real = yield* Clock.Clock
    if (speed === 1 && clockStart === undefined) return real
    const startedAt = clockOrigin ?? (yield* real.currentTimeMillis)
    return quickClock({ startedAt, startsAt: clockStart ?? startedAt, speed }, real)
  })

const run = (settings: Configuration) =>
  Effect.gen(function*() {
    const { address } = yield* startServer(settings)
    const outside = settings.publicUrl === undefined ? "" : `, and is reached at ${settings.publicUrl}`
    yield* Effect.logInfo(`Campanile listens on ${address}${outside}`)
    const rings = settings.carrier === "simulated" ? "no phone will ring" : "phones will ring"
    yield* Effect.logInfo(`Database ${nameOf(settings.database)}, carrier ${settings.carrier}: ${rings}`)
    yield* Effect.logInfo(
      settings.adminKey === undefined
        ? "The operator's routes are closed: set CAMPANILE_ADMIN_KEY, or make keys with: campanile keys create"
        : "The operator's routes are open to CAMPANILE_ADMIN_KEY"
    )
    if (settings.preDial !== undefined) yield* Effect.logInfo("Each call is asked for at CAMPANILE_PRE_DIAL_URL")
    if (settings.speed !== 1 || settings.clockStart !== undefined) {
      yield* Effect.logWarning(`The clock is not the real one: it runs at ${settings.speed} times its speed`)
    }
    yield* Effect.onInterrupt(untilStopped, () => Effect.logInfo("Stopping: no new requests, nothing new is dialed"))
  }).pipe(Effect.scoped, Effect.ensuring(Effect.logInfo("Stopped")))

/** `campanile serve` */
export const serve = Command.make(
  "serve",
  {
    database,
    port: text("port", "PORT", "Where to listen; PORT, or 4321. 0 takes any that is free"),
    host: text("host", "ADDRESS", "On which address; HOST, or all of this machine"),
    carrier: text("carrier", "NAME", "simulated or twilio; CAMPANILE_CARRIER"),
    "public-url": text("public-url", "URL", "Where the server is reached from outside; CAMPANILE_PUBLIC_URL"),
    log: text("log", "FORM", "pretty or json; CAMPANILE_LOG, or pretty"),
    speed: text("speed", "N", "For trying out: let time go by N times as fast"),
    "clock-start": text("clock-start", "INSTANT", "For trying out: begin at an instant, such as 2026-03-03T08:30Z"),
    "clock-origin": text("clock-origin", "INSTANT", "For trying out: when that was, so that processes agree; now")
  },
  Effect.fnUntraced(function*(flags) {
    const settings = yield* Effect.fromResult(configuration({ flags: texts(flags), env: process.env }))
    yield* run(settings).pipe(
      Effect.provide(logging(settings.log)),
      Effect.provideService(Clock.Clock, yield* clockOf(settings))
    )
  })
).pipe(Command.withDescription("Run the engine, its HTTP API and a carrier in one process"))
