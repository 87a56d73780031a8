import { contactLists } from "@campanile/contact-lists"
import { type Carrier, engine, EngineOptions, PreDialHook } from "@campanile/core"
import { SimulatedCarrier } from "@campanile/core/testing"
import { campanileApp } from "@campanile/http-hono"
import { sqliteStore } from "@campanile/storage-sqlite"
import { twilioCarrier, type TwilioSettings, type WrongTwilioSettings } from "@campanile/telephony-twilio"
import { getConnInfo } from "@hono/node-server/conninfo"
import { Context, Effect, Layer, Option } from "effect"
import type { Redacted } from "effect"
import { type JournalBroken, openJournal } from "./carrier-journal.ts"
import { carrierPatience, engineOptions } from "./engine-options.ts"
import { listen } from "./listen.ts"
import { httpPreDialHook } from "./pre-dial-hook.ts"
import { webhookSender } from "./webhook-sender.ts"

/** What a server is made of. */
export interface ServerOptions {
  /** The SQLite file. */
  readonly database: string
  /** 0 for any that is free. */
  readonly port: number
  /** Undefined for all addresses of the machine. */
  readonly host: string | undefined
  /** Without it the routes of the operator are closed. */
  readonly adminKey: Redacted.Redacted | undefined
  /** Where the server is reached from outside; undefined where each request tells it. */
  readonly publicUrl: string | undefined
  /** Asked before each dial, with the secret that signs what it is asked; undefined for nobody. */
  readonly preDial: { readonly url: string; readonly secret: Redacted.Redacted } | undefined
  /** The account at Twilio through which it dials; undefined for the simulated carrier. */
  readonly twilio: TwilioSettings | undefined
  /** How fast the clock runs that the server is given. */
  readonly speed: number
}

/** Where the simulated carrier of a server with this database keeps its record. */
export const journalOf = (database: string): string => `${database}.carrier.jsonl`

const simulated = (database: string) =>
  Layer.unwrap(Effect.map(openJournal(journalOf(database)), ({ keep, past }) => SimulatedCarrier.layer({ keep, past })))

/** The carrier, and what is beside it: the record of the simulated one, or what takes the webhooks of another. */
const carrierOf = (
  { database, speed, twilio }: ServerOptions
): Layer.Layer<Carrier, JournalBroken | WrongTwilioSettings> =>
  twilio === undefined
    ? simulated(database)
    : twilioCarrier(speed === 1 ? twilio : { requestTimeout: carrierPatience(speed), ...twilio })

/** The engine of a server with all that it stands on. */
const services = (options: ServerOptions) => {
  const { database, preDial, speed } = options
  return engine.pipe(
    Layer.provideMerge(
      Layer.mergeAll(sqliteStore({ path: database }), carrierOf(options), contactLists, webhookSender())
    ),
    Layer.provide(Layer.succeed(EngineOptions, engineOptions(speed))),
    Layer.provide(preDial === undefined ? Layer.empty : Layer.succeed(PreDialHook, httpPreDialHook(preDial)))
  )
}

/**
 * Run a server as long as the scope is open: engine, carrier and HTTP in one process, on the clock of the
 * caller. It stops in reverse: HTTP first, then the engine.
 */
export const startServer = Effect.fn("startServer")(function*(options: ServerOptions) {
  const running = yield* Layer.build(services(options))
  const { adminKey, host, publicUrl } = options
  const app = campanileApp({
    // Requests see the caller's clock and logs, as the engine does.
    context: Context.merge(yield* Effect.context<never>(), running),
    ...(adminKey === undefined ? {} : { adminKey }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    peerOf: (c) => getConnInfo(c).remote.address
  })
  const port = yield* listen(app, options)
  return {
    address: `http://${host === undefined ? "localhost" : host.includes(":") ? `[${host}]` : host}:${port}`,
    /** The simulated carrier's own record, where that is the carrier. */
    simulated: Option.getOrUndefined(Context.getOption(running, SimulatedCarrier))
  }
})
