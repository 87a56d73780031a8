// A program that is the bundled server, dialing through an account at Twilio.
import { type Database, startServer } from "campanile"
import { Effect, Layer, Logger, Redacted, References } from "effect"
import { account } from "./account.ts"
import { answer } from "./talk.ts"

/** A database, as one process tells another of it. */
export type Where =
  | { readonly kind: "sqlite"; readonly path: string }
  | { readonly kind: "postgres"; readonly url: string }

/** What it serves: the database, and where Twilio's API is said to be. */
export interface Served {
  readonly where: Where
  readonly apiUrl: string
}

const { apiUrl, where }: Served = JSON.parse(process.argv[2]!)
const database: Database = where.kind === "sqlite"
  ? where
  : { kind: "postgres", url: Redacted.make(where.url), hints: undefined }

/** What a server logs goes where it does not mix with what the run prints. */
const onlyWarnings = Layer.merge(
  Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)]),
  Layer.succeed(References.MinimumLogLevel, "Warn")
)

Effect.runFork(
  Effect.scoped(Effect.gen(function*() {
    const { address } = yield* startServer({
      database,
      carrierJournal: undefined,
      synchronous: "normal",
      port: 0,
      host: "127.0.0.1",
      adminKey: undefined,
      publicUrl: account.publicUrl,
      preDial: undefined,
      twilio: {
        accountSid: account.accountSid,
        authToken: Redacted.make(account.authToken),
        publicUrl: account.publicUrl,
        apiUrl,
        cps: 1000
      },
      speed: 1
    })
    answer({ port: Number(new URL(address).port) })
    return yield* Effect.never
  })).pipe(Effect.provide(onlyWarnings))
)
