import { contactLists } from "@campanile/contact-lists"
import { type Carrier, engine, EngineOptions, PreDialHook, type Retention } from "@campanile/core"
import { SimulatedCarrier } from "@campanile/core/testing"
import { campanileApp } from "@campanile/http-hono"
import type { PostgresUnusable } from "@campanile/storage-postgres"
import type { DatabaseTooNew, DatabaseUnusable, Synchronous } from "@campanile/storage-sqlite"
import { twilioCarrier, type TwilioSettings, type WrongTwilioSettings } from "@campanile/telephony-twilio"
import { getConnInfo } from "@hono/node-server/conninfo"
import { Context, Effect, Layer, Option } from "effect"
import type { Redacted, Scope } from "effect"
import { type JournalBroken, openJournal } from "./carrier-journal.ts"
import { type Database, storeOf } from "./database.ts"
import { carrierPatience, engineOptions } from "./engine-options.ts"
import { type CannotListen, listen } from "./listen.ts"
import { httpPreDialHook } from "./pre-dial-hook.ts"
import { webhookSender } from "./webhook-sender.ts"

/** What a server is made of. */
export interface ServerOptions {
  readonly database: Database
  /** The file in which the simulated carrier keeps its record; beside a SQLite file where it is undefined. */
  readonly carrierJournal: string | undefined
  /** What a commit to a SQLite file waits for; the disk where nothing is said. */
  readonly synchronous?: Synchronous
  /** For how long what is finished is kept where a workspace says nothing itself; for ever where nothing is said. */
  readonly retention?: Retention
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

/** Where the simulated carrier of a server with this SQLite file keeps its record. */
export const journalOf = (path: string): string => `${path}.carrier.jsonl`

/** The simulated carrier. It keeps a record where it has a place of its own, for nodes of one Postgres share no files. */
const simulated = (
  { carrierJournal, database }: ServerOptions
): Layer.Layer<Carrier | SimulatedCarrier, JournalBroken> => {
  const path = carrierJournal ?? (database.kind === "sqlite" ? journalOf(database.path) : undefined)
  return path === undefined
    ? SimulatedCarrier.layer({})
    : Layer.unwrap(Effect.map(openJournal(path), ({ keep, past }) => SimulatedCarrier.layer({ keep, past })))
}

/** The carrier, and what is beside it: the record of the simulated one, or what takes the webhooks of another. */
const carrierOf = (options: ServerOptions): Layer.Layer<Carrier, JournalBroken | WrongTwilioSettings> => {
  const { speed, twilio } = options
  if (twilio === undefined) return simulated(options)
  return twilioCarrier(speed === 1 ? twilio : { requestTimeout: carrierPatience(speed), ...twilio })
}

/** The engine of a server with all that it stands on. */
const services = (options: ServerOptions) => {
  const { database, preDial, retention, speed, synchronous = "full" } = options
  return engine.pipe(
    Layer.provideMerge(
      Layer.mergeAll(storeOf(database, synchronous), carrierOf(options), contactLists, webhookSender())
    ),
    Layer.provide(
      Layer.succeed(EngineOptions, { ...engineOptions(speed), ...(retention === undefined ? {} : { retention }) })
    ),
    Layer.provide(preDial === undefined ? Layer.empty : Layer.succeed(PreDialHook, httpPreDialHook(preDial)))
  )
}

/** A server that runs. */
export interface Server {
  readonly address: string
  /** The simulated carrier's own record, where that is the carrier. */
  readonly simulated: Context.Service.Shape<typeof SimulatedCarrier> | undefined
}

/** Why a server does not start. */
export type CannotStart =
  | CannotListen
  | DatabaseTooNew
  | DatabaseUnusable
  | PostgresUnusable
  | JournalBroken
  | WrongTwilioSettings

/**
 * Run a server as long as the scope is open: engine, carrier and HTTP in one process, on the clock of the
 * caller. It stops in reverse: HTTP first, then the engine.
 */
export const startServer: (options: ServerOptions) => Effect.Effect<Server, CannotStart, Scope.Scope> = Effect.fn(
  "startServer"
)(function*(options: ServerOptions) {
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
    simulated: Option.getOrUndefined(Context.getOption(running, SimulatedCarrier))
  }
})
